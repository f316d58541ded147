from odoo import api, fields, models


class CrmCustomerReorder(models.Model):
    """When a customer is due to buy a product again.

    Written by the refresh from the days on which the product was bought; see
    ``lifetime.reorder`` for the estimate.
    """

    _name = "crm.customer.reorder"
    _inherit = ["crm.customer.fact"]
    _description = "Reorder Due"
    _order = "due_date, id"
    _rec_name = "product_id"

    active = fields.Boolean(related="partner_id.active", store=True)
    user_id = fields.Many2one(
        related="partner_id.user_id", store=True, string="Salesperson", index=True
    )
    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, ondelete="cascade", index=True
    )
    as_of_date = fields.Date("As Of", readonly=True)
    order_days = fields.Integer("Purchases", readonly=True)
    last_order_date = fields.Date("Last Purchase", readonly=True)
    interval = fields.Float(
        "Usual Interval (days)",
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="Median of the customer's own intervals, drawn towards the product's "
        "where there are few.",
    )
    product_interval = fields.Float(
        "Interval of the Product (days)",
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="Median over all customers.",
    )
    due_date = fields.Date("Due", readonly=True, index=True)
    window_days = fields.Float(
        "± Days",
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="How much the intervals scatter.",
    )
    overdue_ratio = fields.Float(
        readonly=True,
        digits=(16, 2),
        aggregator="max",
        help="Time since the last purchase in usual intervals. Above 1: due.",
    )
    quantity = fields.Float("Usual Quantity", readonly=True, digits=(16, 2))
    amount = fields.Monetary(
        "Usual Amount",
        readonly=True,
        help="The usual quantity at what a unit cost last, without taxes. Empty where "
        "an exchange rate is missing.",
    )
    segment_id = fields.Many2one("crm.segment", compute="_compute_segment_id")

    # A constraint and not an index: the host's merge of contacts looks for those.
    _customer_product_once = models.Constraint(
        "UNIQUE (company_id, partner_id, product_id)",
        "A customer has one reorder forecast for a product.",
    )

    @api.depends("partner_id", "company_id")
    def _compute_segment_id(self):
        values = self.env["crm.customer.value"].search(
            [
                ("company_id", "in", self.company_id.ids),
                ("partner_id", "in", self.partner_id.ids),
            ]
        )
        segments = {(v.company_id, v.partner_id): v.segment_id for v in values}
        for reorder in self:
            reorder.segment_id = segments.get(
                (reorder.company_id, reorder.partner_id), False
            )

    def action_schedule_activity(self):
        """Plan an activity on each selected customer, in the host's dialog."""
        return self._open_activity_dialog(self.partner_id)

    @api.model
    def _open_activity_dialog(self, partners):
        """Return the host's dialog that plans activities on ``partners``."""
        partners.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Schedule Activity"),
            "res_model": "mail.activity.schedule",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "active_model": "res.partner",
                "active_ids": partners.ids,
                "default_res_model": "res.partner",
                "default_res_ids": str(partners.ids),
            },
        }

    def action_create_quotation(self):
        """Open a new quotation with what this customer is due to buy."""
        self.ensure_one()
        lines = self.search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("overdue_ratio", ">=", min(1.0, self.overdue_ratio)),
            ]
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "views": [(False, "form")],
            "context": {
                "default_partner_id": self.partner_id.id,
                "default_company_id": self.company_id.id,
                "default_order_line": [
                    fields.Command.create(
                        {
                            "product_id": line.product_id.id,
                            "product_uom_qty": line.quantity or 1,
                        }
                    )
                    for line in lines
                    if line.product_id.sale_ok and line.product_id.active
                ],
            },
        }
