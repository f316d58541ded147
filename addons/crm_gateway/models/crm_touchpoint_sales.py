from odoo import api, models
from odoo.tools import SQL

from .crm_touchpoint import NOON

INVOICES = ("out_invoice", "out_refund", "out_receipt")


class CrmTouchpoint(models.Model):
    """From the first lead to the payment."""

    _inherit = "crm.touchpoint"
    _depends = {
        "res.partner": ["commercial_partner_id"],
        "crm.lead": [
            "company_id",
            "create_date",
            "expected_revenue",
            "name",
            "partner_id",
            "user_id",
        ],
        "sale.order": [
            "amount_total",
            "company_id",
            "currency_id",
            "date_order",
            "name",
            "partner_id",
            "state",
            "user_id",
        ],
        "account.move": [
            "amount_total",
            "commercial_partner_id",
            "company_id",
            "currency_id",
            "invoice_date",
            "invoice_user_id",
            "move_type",
            "name",
            "partner_id",
            "state",
        ],
        "account.payment": [
            "amount",
            "company_id",
            "currency_id",
            "date",
            "memo",
            "name",
            "partner_id",
            "partner_type",
            "payment_type",
            "state",
        ],
    }

    @api.model
    def _get_branches(self):
        found = {
            "opportunity": self._select_leads(),
            "order": self._select_orders(),
            "invoice": self._select_invoices(),
            "payment": self._select_payments(),
        }
        return {
            **super()._get_branches(),
            **{name: branch for name, branch in found.items() if branch},
        }

    @api.model
    def _select_leads(self):
        query = self._find_readable("crm.lead")
        if query is None:
            return None
        query.add_join(
            "LEFT JOIN",
            "company",
            "res_company",
            SQL("company.id = crm_lead.company_id"),
        )
        return self._make_branch(
            query,
            "crm.lead",
            SQL("crm_lead.partner_id"),
            kind=SQL("'opportunity'"),
            date=SQL("crm_lead.create_date"),
            company_id=SQL("crm_lead.company_id"),
            user_id=SQL("crm_lead.user_id"),
            direction=SQL("'in'"),
            name=SQL("crm_lead.name"),
            amount=SQL("NULLIF(crm_lead.expected_revenue, 0)"),
            # as the host shows a lead of no company
            currency_id=SQL(
                "COALESCE(company.currency_id, %s)", self.env.company.currency_id.id
            ),
            res_model=SQL("'crm.lead'"),
            res_id=SQL("crm_lead.id"),
        )

    @api.model
    def _select_orders(self):
        query = self._find_readable("sale.order", [("state", "!=", "cancel")])
        return self._make_branch(
            query,
            "sale.order",
            SQL("sale_order.partner_id"),
            kind=SQL(
                "CASE sale_order.state WHEN 'sale' THEN 'order' ELSE 'quotation' END"
            ),
            date=SQL("sale_order.date_order"),
            company_id=SQL("sale_order.company_id"),
            user_id=SQL("sale_order.user_id"),
            direction=SQL("CASE sale_order.state WHEN 'sale' THEN 'in' ELSE 'out' END"),
            name=SQL("sale_order.name"),
            amount=SQL("sale_order.amount_total"),
            currency_id=SQL("sale_order.currency_id"),
            res_model=SQL("'sale.order'"),
            res_id=SQL("sale_order.id"),
        )

    @api.model
    def _select_invoices(self):
        query = self._find_readable("account.move", [("state", "=", "posted")])
        if query is None:
            return None
        # Written like the condition of the index.
        query.add_where(SQL("account_move.move_type IN %s", INVOICES))
        is_refund = SQL("account_move.move_type = 'out_refund'")
        return self._make_branch(
            query,
            "account.move",
            SQL("account_move.partner_id"),
            kind=SQL("CASE WHEN %s THEN 'credit_note' ELSE 'invoice' END", is_refund),
            date=SQL("account_move.invoice_date + %s", NOON),
            # of the day of the invoice, wherever the contact works today
            commercial_partner_id=SQL("account_move.commercial_partner_id"),
            company_id=SQL("account_move.company_id"),
            user_id=SQL("account_move.invoice_user_id"),
            direction=SQL("'out'"),
            name=SQL("account_move.name"),
            amount=SQL(
                "account_move.amount_total * CASE WHEN %s THEN -1 ELSE 1 END", is_refund
            ),
            currency_id=SQL("account_move.currency_id"),
            res_model=SQL("'account.move'"),
            res_id=SQL("account_move.id"),
        )

    @api.model
    def _select_payments(self):
        query = self._find_readable(
            "account.payment",
            [
                ("partner_type", "=", "customer"),
                ("state", "in", ("in_process", "paid")),
            ],
        )
        is_inbound = SQL("account_payment.payment_type = 'inbound'")
        return self._make_branch(
            query,
            "account.payment",
            SQL("account_payment.partner_id"),
            kind=SQL("'payment'"),
            date=SQL("account_payment.date + %s", NOON),
            company_id=SQL("account_payment.company_id"),
            user_id=SQL("account_payment.create_uid"),
            direction=SQL("CASE WHEN %s THEN 'in' ELSE 'out' END", is_inbound),
            name=SQL("COALESCE(account_payment.name, account_payment.memo)"),
            amount=SQL(
                "account_payment.amount * CASE WHEN %s THEN 1 ELSE -1 END", is_inbound
            ),
            currency_id=SQL("account_payment.currency_id"),
            res_model=SQL("'account.payment'"),
            res_id=SQL("account_payment.id"),
        )
