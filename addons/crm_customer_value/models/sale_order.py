from odoo import api, fields, models

SALE_FIELDS = {"state", "partner_id", "date_order", "company_id", "currency_id"}


class SaleOrder(models.Model):
    _inherit = "sale.order"

    partner_segment_id = fields.Many2one(
        related="partner_id.customer_segment_id",
        related_sudo=False,
        string="Customer Segment",
        groups="sales_team.group_sale_salesman",
    )
    partner_cltv = fields.Monetary(
        related="partner_id.customer_cltv",
        related_sudo=False,
        currency_field="value_currency_id",
        string="Lifetime Value",
        groups="sales_team.group_sale_salesman",
    )
    partner_churn_level = fields.Selection(
        related="partner_id.customer_churn_level",
        related_sudo=False,
        string="Churn Level",
        groups="sales_team.group_sale_salesman",
    )
    partner_next_action = fields.Char(
        related="partner_id.customer_next_action",
        related_sudo=False,
        groups="sales_team.group_sale_salesman",
    )
    value_currency_id = fields.Many2one(
        related="partner_id.value_currency_id", string="Value Currency"
    )

    def write(self, vals):
        """Note the customers whose confirmed orders change."""
        if not SALE_FIELDS & vals.keys():
            return super().write(vals)
        before = self.filtered(lambda order: order.state == "sale").partner_id
        result = super().write(vals)
        after = self.filtered(lambda order: order.state == "sale").partner_id
        self.env["crm.customer.change"]._mark(before | after)
        return result

    @api.ondelete(at_uninstall=False)
    def _mark_deleted_sales(self):
        sold = self.filtered(lambda order: order.state == "sale")
        self.env["crm.customer.change"]._mark(sold.partner_id)
