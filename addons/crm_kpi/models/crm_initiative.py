from odoo import api, fields, models
from odoo.exceptions import ValidationError

OPEN = ("planned", "running")


class CrmInitiative(models.Model):
    """What is done so that an objective is reached or a figure gets better."""

    _name = "crm.initiative"
    _description = "Initiative"
    _inherit = ["crm.kpi.commitment"]
    _order = "date_to, id"
    _check_company_auto = True

    _due_field = "date_to"
    _owner_fields = frozenset(
        {"state", "progress", "result", "cost", "expected_effect", "color"}
    )

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    objective_id = fields.Many2one(
        "crm.objective",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        tracking=True,
    )
    kpi_id = fields.Many2one(
        "crm.kpi", "KPI", index="btree_not_null", check_company=True, tracking=True
    )
    date_from = fields.Date("From", default=fields.Date.context_today)
    date_to = fields.Date(
        "Due",
        required=True,
        default=lambda self: fields.Date.add(fields.Date.context_today(self), months=1),
        tracking=True,
    )
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
    color = fields.Integer()
    can_plan = fields.Boolean(compute="_compute_can_plan")

    _progress_is_a_share = models.Constraint(
        "CHECK (progress BETWEEN 0 AND 100)", "Progress lies between 0 and 100 %."
    )

    @api.depends("state", "date_to")
    def _compute_is_late(self):
        return super()._compute_is_late()

    @api.depends_context("uid")
    def _compute_can_plan(self):
        self.can_plan = self._may_plan()

    @api.model
    def _get_late_domain(self, today):
        return [("state", "in", OPEN), ("date_to", "<", today)]

    def _is_open(self):
        return self.state in OPEN

    def _may_plan(self):
        return self.env.user.has_group("crm_kpi.group_kpi_user")

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for initiative in self:
            if initiative.date_from and initiative.date_to < initiative.date_from:
                raise ValidationError(
                    self.env._("“%s” cannot be due before it begins.", initiative.name)
                )

    @api.model
    def act_on(self, kpi_id, objective_id=False):
        """Begin an initiative for a figure, with its owner and a day: one click.

        Whoever clicks twice on one day opens the first one again.

        :param kpi_id: of a KPI that the user may see
        :param objective_id: of the objective that it stands for on the map
        :return: an action that opens the initiative
        :raise AccessError: when the user may not see the figure, or not plan
        """
        self.check_access("create")
        kpi = self.env["crm.kpi"].browse(kpi_id)
        kpi._check_visible()
        objective = self.env["crm.objective"].browse(objective_id).exists()
        company = objective.company_id or self.env.company
        vals = {
            "kpi_id": kpi.id,
            "objective_id": objective.id,
            "company_id": company.id,
            "state": "planned",
        }
        today = fields.Date.context_today(self)
        known = self.search(
            [(name, "=", value) for name, value in vals.items()]
            + [("create_uid", "=", self.env.uid), ("date_from", "=", today)],
            limit=1,
        )
        owner = kpi.owner_id or objective.owner_id or self.env.user
        initiative = known or self.create(
            {
                **vals,
                "name": self.env._("%s: back on target", kpi.name),
                "owner_id": owner.id,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": initiative.id,
            "views": [[False, "form"]],
        }

    def action_finish(self):
        """Note that it is done, and take it off the owner's list."""
        self.check_access("write")
        return self.write({"state": "done", "progress": 100})

    def action_drop(self):
        """Give it up; it stays to be read."""
        self.check_access("write")
        return self.write({"state": "dropped"})
