from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


class CrmContractInvoicing(models.Model):
    """What was ordered and invoiced under a contract."""

    _inherit = "crm.contract"

    order_ids = fields.Many2many(
        "sale.order",
        "crm_contract_order_rel",
        "contract_id",
        "order_id",
        string="Sales Orders",
        check_company=True,
        copy=False,
        domain="[('partner_id', 'child_of', partner_id)]",
    )
    invoice_ids = fields.Many2many(
        "account.move",
        "crm_contract_invoice_rel",
        "contract_id",
        "invoice_id",
        string="Invoices",
        check_company=True,
        copy=False,
        domain="[('move_type', 'in', ('out_invoice', 'out_refund')), "
        "('commercial_partner_id', '=', partner_id)]",
        help="Invoices that belong here without one of the orders.",
    )
    invoiced_amount = fields.Monetary(
        "Invoiced",
        compute="_compute_invoiced_amount",
        help="Untaxed, posted invoices of the orders and those named here, less "
        "credit notes.",
    )

    @api.depends("order_ids", "invoice_ids", "currency_id")
    def _compute_invoiced_amount(self):
        """Add up invoices in the contract's currency, in one statement.

        The sum is of all linked invoices, also those that the user's rules hide:
        who may read the contract may know what was invoiced on it.
        """
        self.flush_recordset(["order_ids", "invoice_ids", "currency_id"])
        self.env["account.move"].flush_model()
        self.env["account.move.line"].flush_model(["move_id", "sale_line_ids"])
        Currency = self.env["res.currency"]
        currencies = {contract._origin.id: contract.currency_id for contract in self}
        amounts = defaultdict(float)
        for contract_id, currency_id, company_id, day, amount in self.env.execute_query(
            SQL(
                """
                WITH linked AS (
                    SELECT contract_id, invoice_id AS move_id
                      FROM crm_contract_invoice_rel
                     WHERE contract_id = ANY(%(contracts)s)
                     UNION
                    SELECT ordered.contract_id, invoiced.move_id
                      FROM crm_contract_order_rel ordered
                      JOIN sale_order_line line ON line.order_id = ordered.order_id
                      JOIN sale_order_line_invoice_rel link
                        ON link.order_line_id = line.id
                      JOIN account_move_line invoiced
                        ON invoiced.id = link.invoice_line_id
                     WHERE ordered.contract_id = ANY(%(contracts)s))
                SELECT contract.id, move.currency_id, move.company_id,
                       CASE WHEN move.currency_id <> contract.currency_id
                            THEN COALESCE(move.invoice_date, move.date) END AS day,
                       SUM(move.amount_untaxed_in_currency_signed)
                  FROM linked
                  JOIN crm_contract contract ON contract.id = linked.contract_id
                  JOIN account_move move ON move.id = linked.move_id
                 WHERE move.state = 'posted'
                   AND move.move_type IN ('out_invoice', 'out_refund')
                 GROUP BY 1, 2, 3, 4
                """,
                contracts=self._origin.ids,
            )
        ):
            if day:
                amount = Currency.browse(currency_id)._convert(
                    amount,
                    currencies[contract_id],
                    self.env["res.company"].browse(company_id),
                    day,
                    round=False,
                )
            amounts[contract_id] += amount
        for contract in self:
            contract.invoiced_amount = amounts[contract._origin.id]

    @api.constrains("order_ids", "invoice_ids", "partner_id")
    def _check_linked_customer(self):
        for contract in self.sudo():
            owners = (
                contract.order_ids.partner_id.commercial_partner_id
                | contract.invoice_ids.commercial_partner_id
            )
            if owners - contract.partner_id:
                raise ValidationError(
                    self.env._(
                        "Contract “%(contract)s” is with %(customer)s. Orders and "
                        "invoices of another customer cannot be linked to it.",
                        contract=contract.subject,
                        customer=contract.partner_id.name,
                    )
                )
