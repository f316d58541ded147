from odoo import api, fields, models
from odoo.tools import SQL

MARGIN_GROUP = "crm_gateway.group_margin_viewer"


class CrmCampaignRevenue(models.Model):
    """Net revenue of campaigns, a row for each line of a posted customer invoice.

    A line belongs to the campaign that was set on it by hand; else to that of its
    sales order; a credit note's line, else, to that of the line with the same
    product on the invoice that it reverses, or to the only campaign of that
    invoice; and a line without any order to that of the invoice.  So two orders of
    two campaigns on one invoice are told apart, which the host's own figure does
    not do.  Amounts are in the company's currency, untaxed, credits negative.
    """

    _name = "crm.campaign.revenue"
    _description = "Campaign Revenue"
    _auto = False
    _order = "date desc, id desc"

    campaign_id = fields.Many2one("utm.campaign", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    date = fields.Date("Invoiced On", readonly=True)
    move_id = fields.Many2one("account.move", "Invoice", readonly=True)
    move_type = fields.Selection(
        [
            ("out_invoice", "Invoice"),
            ("out_refund", "Credit Note"),
            ("out_receipt", "Receipt"),
        ],
        "Document",
        readonly=True,
    )
    order_id = fields.Many2one("sale.order", "Sales Order", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    net_revenue = fields.Monetary("Net Invoiced", readonly=True)
    paid_revenue = fields.Monetary(
        "Net Paid",
        readonly=True,
        help="The paid share of the invoice, of this line's net amount.",
    )
    margin = fields.Monetary(readonly=True, groups=MARGIN_GROUP)
    is_new_customer = fields.Boolean(
        "New Customer",
        readonly=True,
        help="On the first invoice that the customer ever got from the company.",
    )

    _depends = {
        "account.move": [
            "amount_residual",
            "amount_total",
            "campaign_id",
            "commercial_partner_id",
            "invoice_date",
            "move_type",
            "reversed_entry_id",
            "state",
        ],
        "account.move.line": [
            "balance",
            "company_id",
            "crm_campaign_id",
            "display_type",
            "product_id",
            "sale_line_ids",
        ],
        "sale.order": ["campaign_id"],
        "sale.order.line": ["order_id"],
    }

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT aml.id,
                   origin.campaign_id,
                   aml.company_id,
                   company.currency_id,
                   am.invoice_date AS date,
                   am.id AS move_id,
                   am.move_type,
                   origin.order_id,
                   am.commercial_partner_id AS partner_id,
                   aml.product_id,
                   -aml.balance AS net_revenue,
                   -aml.balance * %(paid)s AS paid_revenue,
                   %(margin)s AS margin,
                   am.move_type <> 'out_refund' AND NOT EXISTS (
                       SELECT 1 FROM account_move earlier
                        WHERE earlier.commercial_partner_id = am.commercial_partner_id
                          AND earlier.company_id = am.company_id
                          AND earlier.state = 'posted'
                          AND earlier.move_type IN ('out_invoice', 'out_receipt')
                          AND (earlier.invoice_date, earlier.id)
                              < (am.invoice_date, am.id)) AS is_new_customer
              FROM account_move am
              JOIN account_move_line aml ON aml.move_id = am.id
              JOIN res_company company ON company.id = aml.company_id
              %(origin)s
             WHERE am.state = 'posted'
               AND am.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
               AND aml.display_type = 'product'
               AND origin.campaign_id IS NOT NULL
            """,
            paid=self._get_paid_share_sql(),
            margin=self._get_margin_sql(),
            origin=self._get_origin_sql(),
        )

    @api.model
    def _get_paid_share_sql(self):
        """Return SQL of the paid share of the invoice ``am``, 0 to 1."""
        return SQL(
            """CASE WHEN am.amount_total = 0 THEN 1
                    ELSE 1 - am.amount_residual / am.amount_total END"""
        )

    @api.model
    def _get_margin_sql(self):
        """Return SQL of what the line ``aml`` earns: the company's usual rate.

        The add-on for the host's margin module knows what the goods cost.
        """
        return SQL("-aml.balance * COALESCE(company.crm_value_margin_rate, 0)")

    @api.model
    def _get_origin_sql(self):
        """Return the join that finds order and campaign of the line ``aml``."""
        return SQL(
            """
            LEFT JOIN LATERAL (
                SELECT so.id AS order_id, so.campaign_id
                  FROM sale_order_line_invoice_rel rel
                  JOIN sale_order_line sol ON sol.id = rel.order_line_id
                  JOIN sale_order so ON so.id = sol.order_id
                 WHERE rel.invoice_line_id = aml.id
                 ORDER BY so.campaign_id IS NULL, so.id
                 LIMIT 1) ordered ON TRUE
            LEFT JOIN LATERAL (
                SELECT (ARRAY_AGG(part.campaign_id)
                          FILTER (WHERE part.same_product))[1] AS same_product,
                       CASE WHEN COUNT(DISTINCT COALESCE(part.campaign_id, 0)) = 1
                            THEN MIN(part.campaign_id) END AS only_one
                  FROM (SELECT reversed.product_id = aml.product_id AS same_product,
                               COALESCE(reversed.crm_campaign_id, so.campaign_id)
                               AS campaign_id
                          FROM account_move_line reversed
                          LEFT JOIN sale_order_line_invoice_rel rel
                            ON rel.invoice_line_id = reversed.id
                          LEFT JOIN sale_order_line sol ON sol.id = rel.order_line_id
                          LEFT JOIN sale_order so ON so.id = sol.order_id
                         WHERE reversed.move_id = am.reversed_entry_id
                           AND reversed.display_type = 'product') part
                 WHERE ordered.order_id IS NULL
                   AND am.move_type = 'out_refund') credited ON TRUE
            CROSS JOIN LATERAL (
                SELECT ordered.order_id,
                       COALESCE(
                           aml.crm_campaign_id,
                           ordered.campaign_id,
                           credited.same_product,
                           credited.only_one,
                           CASE WHEN ordered.order_id IS NULL
                                 AND am.reversed_entry_id IS NULL
                                THEN am.campaign_id END
                       ) AS campaign_id) origin
            """
        )

    def action_open_move(self):
        """Open the invoice of the row, for whoever may read it."""
        self.check_access("read")
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "views": [(False, "form")],
        }
