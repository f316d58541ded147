from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmInitiative(models.Model):
    """What is done so that an objective is reached or a figure gets better."""

    _name = "crm.initiative"
    _description = "Initiative"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_to, id"

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    objective_id = fields.Many2one(
        "crm.objective", index="btree_not_null", ondelete="set null", tracking=True
    )
    kpi_id = fields.Many2one("crm.kpi", index="btree_not_null", tracking=True)
    owner_id = fields.Many2one(
        "res.users",
        required=True,
        domain="[('share', '=', False)]",
        default=lambda self: self.env.user,
        tracking=True,
        index=True,
    )
    date_from = fields.Date("From", default=fields.Date.context_today)
    date_to = fields.Date("Due", required=True, tracking=True)
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("running", "Running"),
            ("done", "Done"),
            ("dropped", "Dropped"),
        ],
        default="planned",
        required=True,
        tracking=True,
        group_expand=True,
        index=True,
    )
    progress = fields.Float("Progress (%)", tracking=True)
    expected_effect = fields.Text(help="What should be different afterwards.")
    result = fields.Text(help="What came of it.")
    budget = fields.Monetary()
    cost = fields.Monetary("Spent")
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")
    color = fields.Integer()

    _progress_is_a_share = models.Constraint(
        "CHECK (progress BETWEEN 0 AND 100)", "Progress lies between 0 and 100 %."
    )

    @api.depends("state", "date_to")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for initiative in self:
            initiative.is_late = bool(
                initiative.state in ("planned", "running")
                and initiative.date_to
                and initiative.date_to < today
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = [
            ("state", "in", ("planned", "running")),
            ("date_to", "<", fields.Date.context_today(self)),
        ]
        return late if True in value else ["!", "&", *late]

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for initiative in self:
            if initiative.date_from and initiative.date_to < initiative.date_from:
                raise ValidationError(
                    self.env._("“%s” cannot be due before it begins.", initiative.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Give the owner an activity, so that it is on their list."""
        initiatives = super().create(vals_list)
        for initiative in initiatives:
            owner = initiative.with_context(lang=initiative.owner_id.lang)
            owner.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=initiative.date_to,
                summary=owner.env._("Initiative: %s", initiative.name),
                user_id=initiative.owner_id.id,
            )
        return initiatives

    def action_finish(self):
        """Note that it is done, and take it off the owner's list."""
        self.check_access("write")
        self.write({"state": "done", "progress": 100})
        self.activity_feedback(["mail.mail_activity_data_todo"])
        return True
