from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.fields import Domain

from .crm_request_step import RUNNING_STATES

# Documents are followed when they change; this looks at what no change told of.
FOLLOWED = ("quotation", "order", "delivery", "invoice", "payment", "refund")
# Leave that begins later than this keeps nobody from the next working day
LEAVE_AHEAD = timedelta(days=14)


class CrmRequestStepCron(models.Model):
    """What the scheduler does for steps: follow, hand over, and escalate them."""

    _name = "crm.request.step"
    _inherit = ["crm.request.step", "crm.portion.mixin"]

    followed_date = fields.Datetime(
        "Last Looked At",
        readonly=True,
        copy=False,
        help="When the scheduler last looked at what the step follows.",
    )
    told_employee_ids = fields.Many2many(
        "hr.employee",
        "crm_request_step_told",
        string="Told",
        readonly=True,
        copy=False,
        help="Managers who were told that the step is overdue. They may read it.",
    )

    _running_by_look = models.Index(
        "(followed_date NULLS FIRST) WHERE state IN ('ready', 'progress')"
    )

    @api.model
    def _cron_follow(self):
        """Look at the documents of running steps, and at who is away."""
        self = self.sudo()  # noqa: PLW0642  whoever the job runs as
        kinds = self._get_followed_kinds()
        away = self._find_away()
        self._in_portions(
            Domain("state", "in", RUNNING_STATES)
            & (
                Domain("kind", "in", kinds)
                | Domain("state", "=", "ready") & Domain("employee_id", "in", away.ids)
            ),
            "followed_date",
            lambda steps: steps._look(kinds, away),
        )

    def _look(self, kinds, away):
        absent = self.filtered(lambda s: s.state == "ready" and s.employee_id in away)
        absent._hand_to_deputy()
        self.filtered(lambda step: step.kind in kinds)._follow()

    @api.model
    def _get_followed_kinds(self):
        return list(FOLLOWED)

    @api.model
    def _find_away(self):
        """Return the employees on leave now for whom somebody can stand in."""
        now = fields.Datetime.now()
        leaves = self.env["resource.calendar.leaves"].search(
            [
                ("resource_id", "!=", False),
                ("date_from", "<=", now + LEAVE_AHEAD),
                ("date_to", ">", now),
            ]
        )
        employees = self.env["hr.employee"].search(
            [
                ("resource_id", "in", leaves.resource_id.ids),
                ("crm_deputy_id", "!=", False),
            ]
        )
        return employees.filtered(lambda employee: employee._is_away(now))

    def _hand_to_deputy(self):
        """Give steps that nobody has begun to whoever stands in, and say why."""
        for step in self:
            absent = step.employee_id
            deputy = step._stand_in(absent)
            # without anybody to stand in, the step stays where it is
            if deputy and deputy != absent:
                step._assign_to(
                    deputy,
                    self.env._(
                        "%(absent)s is away. %(deputy)s stands in.",
                        absent=absent.name,
                        deputy=deputy.name,
                    ),
                )

    @api.model
    def _cron_escalate(self):
        """Tell the managers of overdue steps, one level further each day."""
        now = fields.Datetime.now()
        self.sudo()._in_portions(
            [
                ("state", "in", RUNNING_STATES),
                ("date_deadline", "<", now),
                "|",
                ("escalation_date", "=", False),
                ("escalation_date", "<=", now - timedelta(days=1)),
            ],
            "escalation_date",
            lambda steps: steps._escalate(),
            order="date_deadline, id",
        )

    def _escalate(self):
        """Give the next manager above the last one an activity on each step."""
        for step in self:
            manager, passed = step._find_manager_to_tell()
            if manager:
                step._tell_overdue(manager.user_id)
                step.write(
                    {
                        "escalated_employee_id": manager.id,
                        "told_employee_ids": [Command.link(manager.id)],
                    }
                )
                step.message_post(
                    body=self.env._("Overdue: %s has been told.", manager.name)
                )
            elif not step.escalation_level:
                step._tell_overdue(step.request_id.user_id)
                step.message_post(
                    body=self.env._(
                        "Overdue: there is no manager with a user to tell. Set one on "
                        "the employee or the department."
                    )
                )
            # else: the top of the company knows already
            if manager and passed:
                step.message_post(
                    body=self.env._(
                        "%s could not be told: no active user of this company.",
                        ", ".join(passed.mapped("name")),
                    )
                )

    def _tell_overdue(self, user):
        self.ensure_one()
        self.escalation_level += 1
        if user:
            # the scheduler has no language; whoever reads it has
            step = self.with_context(lang=user.lang)
            step.activity_schedule(
                "crm_gateway.mail_activity_type_request_overdue",
                summary=step.env._("Overdue: %s", step.display_name),
                user_id=user.id,
            )

    def _find_manager_to_tell(self):
        """Return the next up the hierarchy who can be told, and who cannot before."""
        self.ensure_one()
        last = self.escalated_employee_id or self.employee_id
        manager = last.parent_id
        if not manager and not self.escalated_employee_id:
            manager = self.department_id.manager_id or self._get_leader()
        told = last | self.told_employee_ids
        return manager._climb_to_tell(self.company_id, told)
