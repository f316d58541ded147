from odoo import api, models
from odoo.tools import SQL


class CrmSalesSource(models.AbstractModel):
    """Take the margin from the host, which knows what the goods cost."""

    _inherit = "crm.sales.source"

    @api.model
    def _get_order_margin_sql(self, company):
        return self._convert_order_amount(SQL("so.margin"))

    @api.model
    def _get_invoice_margin_sql(self, company):
        """Each invoice line earns the share that its order line does.

        A line without an order earns the company's usual margin.
        """
        return SQL(
            """COALESCE((
                SELECT SUM(-aml.balance::float8 * COALESCE(earned.share, %(rate)s))
                  FROM account_move_line aml
                  LEFT JOIN LATERAL (
                        SELECT sol.margin_percent AS share
                          FROM sale_order_line_invoice_rel rel
                          JOIN sale_order_line sol ON sol.id = rel.order_line_id
                         WHERE rel.invoice_line_id = aml.id
                           AND NOT COALESCE(sol.is_downpayment, FALSE)
                         LIMIT 1) earned ON TRUE
                 WHERE aml.move_id = am.id AND aml.display_type = 'product'
               ), am.amount_untaxed_signed::float8 * %(rate)s)""",
            rate=company.crm_value_margin_rate,
        )
