import pytz

from odoo import Command, fields, models

from ..working_hours import plan_hours
from .crm_request_step import RUNNING_STATES


class CrmRequestStepAssignment(models.Model):
    """Who does a step, and until when.

    Of all who belong to the step's department and job, the one who can finish first
    gets it: what they have to do already and the step itself are planned into their
    working calendar, without their leave and the company's holidays.
    """

    _inherit = "crm.request.step"

    def _assign(self):
        """Give each step to somebody, and plan its deadline."""
        for step in self:
            step._assign_to(step._choose_employee())

    def _assign_to(self, employee, reason=None):
        self.ensure_one()
        before = self.employee_id
        self.employee_id = employee
        if employee != before:
            # whoever has it now has managers of their own
            self.write(
                {
                    "escalation_level": 0,
                    "escalated_employee_id": False,
                    "told_employee_ids": [Command.clear()],
                    "escalation_date": False,
                }
            )
        if not employee:
            self.problem = self.env._(
                "Nobody can do this step: choose an employee, or a department with "
                "members."
            )
        elif self.problem and not before:
            self.problem = False
        self._plan_deadlines()
        if self.state in RUNNING_STATES:
            self._notify_assignee(before, reason)

    def _choose_employee(self):
        """Return the employee who does the step, or none if there is nobody."""
        self.ensure_one()
        if self.planned_employee_id:
            employee = self._stand_in(self.planned_employee_id)
            if employee:
                return employee
        candidates = self._find_candidates()
        if not candidates:
            return self._stand_in(self.department_id.manager_id or self._get_leader())
        return candidates._get_first_to_finish(self.hours, fields.Datetime.now())

    def _find_candidates(self):
        """Return the employees of the step's department, job and team."""
        self.ensure_one()
        if not (self.department_id or self.job_id or self.team_id):
            owner = self.request_id.user_id.with_company(self.company_id)
            return owner.employee_id.filtered("active")
        domain = [("company_id", "in", [False, self.company_id.id])]
        if self.department_id:
            domain.append(("department_id", "child_of", self.department_id.id))
        if self.job_id:
            domain.append(("job_id", "=", self.job_id.id))
        if self.team_id:
            domain.append(("user_id", "in", self.team_id.member_ids.ids))
        return self.env["hr.employee"].search(domain, order="id")

    def _get_leader(self):
        """Return the employee who leads the step's team, if any."""
        return self.team_id.user_id.with_company(self.company_id).employee_id

    def _stand_in(self, employee):
        """Return the employee, or whoever stands in during absence."""
        asked = self.env["hr.employee"]
        while employee and employee not in asked:
            works_here = employee.active and employee.company_id == self.company_id
            if works_here and not employee._is_away(fields.Datetime.now()):
                return employee
            asked |= employee
            employee = employee.crm_deputy_id
        # all of them are away: the one who is asked first, if still employed
        return asked.filtered(lambda e: e.active and e.company_id == self.company_id)[
            :1
        ]

    def _plan_deadlines(self):
        """Plan from now on: each step after those that it waits for."""
        now = fields.Datetime.now()
        for request in self.request_id:
            ends = {}
            for step in request.step_ids._in_order():
                if not step.is_open:
                    ends[step] = step.done_date or now
                    continue
                start = max(
                    (ends[before] for before in step.depends_on_ids), default=now
                )
                if step in self or step.state == "blocked":
                    step.date_deadline = step._plan_hours(max(start, now))
                ends[step] = step.date_deadline or now

    def _in_order(self):
        """Return the steps, each after those that it waits for."""
        ordered = self.browse()
        left = list(self)
        while left:
            free = [s for s in left if not set(s.depends_on_ids) & set(left)]
            ordered |= self.concat(*(free or left))
            left = [step for step in left if step not in ordered]
        return ordered

    def _plan_hours(self, start):
        """Return when the step's hours have passed, by whoever's calendar holds."""
        self.ensure_one()
        if self.employee_id:
            return self.employee_id._plan_working_hours(self.hours, start)
        calendar = self.company_id.resource_calendar_id
        return plan_hours(calendar, self.hours, start)

    def _notify_assignee(self, before, reason):
        """Move the activity of the step to whoever has it now."""
        self.ensure_one()
        # what people have planned by hand stays
        ours = self.activity_ids.filtered("automated")
        ours.with_context(crm_request_step_closing=True).unlink()
        if reason:
            self.message_post(body=reason)
        user = self.user_id or self.request_id.user_id
        if user:
            zone = pytz.timezone(user.tz or self.company_id.crm_timezone or "UTC")
            due = pytz.utc.localize(self.date_deadline).astimezone(zone)
            self.activity_schedule(
                "crm_gateway.mail_activity_type_request_step",
                date_deadline=due.date(),
                summary=self.with_context(lang=user.lang).name,
                user_id=user.id,
            )
