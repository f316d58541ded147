from odoo import api, models
from odoo.tools import SQL


class CrmCampaignRevenue(models.Model):
    """Take the margin of a line from its order, which knows what the goods cost."""

    _inherit = "crm.campaign.revenue"

    _depends = {"sale.order.line": ["is_downpayment", "margin_percent"]}

    @api.model
    def _get_margin_sql(self):
        """Each line earns the share that its order line does.

        A line without an order, such as a receipt, earns the company's usual share.
        """
        return SQL(
            """-aml.balance * COALESCE(
                   (SELECT sol.margin_percent
                      FROM sale_order_line_invoice_rel rel
                      JOIN sale_order_line sol ON sol.id = rel.order_line_id
                     WHERE rel.invoice_line_id = aml.id
                       AND NOT COALESCE(sol.is_downpayment, FALSE)
                     ORDER BY sol.id
                     LIMIT 1),
                   company.crm_value_margin_rate, 0)"""
        )
