from odoo import api, fields, models


class CrmComplaintRemedy(models.Model):
    """The kind *Repair*: a repair order that the customer does not pay."""

    _inherit = "crm.complaint.remedy"

    repair_id = fields.Many2one(
        "repair.order", index="btree_not_null", copy=False, readonly=True
    )

    def _get_flow_fields(self):
        return super()._get_flow_fields() | {"repair_id"}

    def _prepare_erased_vals(self):
        return {**super()._prepare_erased_vals(), "repair_id": False}

    def _check_repair(self):
        self._get_customer()

    def _begin_repair(self):
        self.repair_id = (
            self.env["repair.order"]
            .with_company(self.company_id)
            .create(
                {
                    "product_id": self.product_id.id,
                    "product_qty": self.quantity,
                    "partner_id": self._get_customer().id,
                    "company_id": self.company_id.id,
                    "under_warranty": True,
                    "user_id": False,
                }
            )
        )
        return self.repair_id

    @api.depends("repair_id.state", "repair_id.move_ids.state")
    def _compute_cost(self):
        return super()._compute_cost()

    def _get_cost(self):
        """What was estimated, until the parts that it took are known."""
        repair = self.repair_id
        if self.kind != "repair" or not repair:
            return super()._get_cost()
        if repair.state == "cancel":
            return 0
        if repair.state != "done":
            return super()._get_cost()
        parts = repair.move_ids.filtered(
            lambda move: move.repair_line_type == "add" and move.state == "done"
        )
        return sum(
            part.product_id.with_company(self.company_id).standard_price
            * part.product_uom._compute_quantity(part.quantity, part.product_id.uom_id)
            for part in parts
        )
