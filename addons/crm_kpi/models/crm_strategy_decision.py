from odoo import api, fields, models


class CrmStrategyDecision(models.Model):
    """What a review decided: who does what until when."""

    _name = "crm.strategy.decision"
    _description = "Decision of a Review"
    _inherit = ["crm.kpi.commitment"]
    _order = "deadline, id"

    _due_field = "deadline"
    _owner_fields = frozenset({"is_done", "result"})

    review_id = fields.Many2one(
        "crm.strategy.review", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="review_id.company_id", store=True, index=True)
    name = fields.Char("Decision")
    deadline = fields.Date(
        required=True,
        default=lambda self: fields.Date.add(fields.Date.context_today(self), months=1),
        tracking=True,
    )
    is_done = fields.Boolean("Done", tracking=True)
    result = fields.Text(help="What came of it.")

    @api.depends("is_done", "deadline")
    def _compute_is_late(self):
        return super()._compute_is_late()

    @api.model
    def _get_late_domain(self, today):
        return [("is_done", "=", False), ("deadline", "<", today)]

    def _is_open(self):
        return not self.is_done

    def _may_plan(self):
        return self.env.user.has_group("crm_kpi.group_kpi_manager")
