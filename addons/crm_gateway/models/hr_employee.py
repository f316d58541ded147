from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..working_hours import plan_hours


class HrEmployee(models.Model):
    """What planning needs to know of an employee."""

    _inherit = "hr.employee"

    crm_deputy_id = fields.Many2one(
        "hr.employee",
        "Deputy",
        groups="hr.group_hr_user",
        help="Gets the steps of customers' requests during absence.",
    )

    def write(self, vals):
        """The open steps of somebody who leaves go to somebody else."""
        leaving = self.filtered("active") if vals.get("active") is False else None
        result = super().write(vals)
        if leaving:
            leaving._hand_over_steps()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_hand_over(self):
        """Nobody is deleted with steps in hand."""
        self.filtered("active").active = False

    def _hand_over_steps(self):
        """Give open steps to others; must not ask for rights on requests."""
        steps = (
            self.env["crm.request.step"]
            .sudo()
            .search([("employee_id", "in", self.ids), ("is_open", "=", True)])
        )
        for step in steps:
            leaver = step.employee_id
            step.planned_employee_id -= leaver
            if step.state == "blocked":
                step.employee_id = False
                continue
            step._assign_to(
                step._choose_employee(),
                self.env._("%s is no longer with the company.", leaver.name),
            )

    def _get_crm_request_load(self):
        """Return the hours of open steps, waiting ones included, by employee id."""
        load = dict.fromkeys(self.ids, 0)
        self.env["crm.request.step"].flush_model(["employee_id", "state", "hours"])
        load.update(
            self.env.execute_query(
                SQL(
                    """SELECT employee_id, sum(hours) FROM crm_request_step
                        WHERE employee_id = ANY(%s) AND state IN ('ready', 'progress')
                        GROUP BY employee_id""",
                    self.ids,
                )
            )
        )
        return load

    def _plan_working_hours(self, hours, start):
        """Return when ``hours`` of work from ``start`` on are done (naive UTC)."""
        self.ensure_one()
        return plan_hours(self._get_crm_calendar(), hours, start, self.resource_id)

    def _get_crm_calendar(self):
        """Return the calendar that says when the employee works; it may be empty."""
        self.ensure_one()
        return self.resource_calendar_id or self.company_id.resource_calendar_id

    def _get_first_to_finish(self, hours, start):
        """Return who of these can finish first, after what they have to do already.

        Nobody finishes before the calendar without personal leave says, and the
        loaded later than the free of the same calendar: most need no look.

        :param hours: hours of work of the step
        :param start: moment in UTC, without zone
        """
        load = self._get_crm_request_load()
        first, earliest, seen = self.browse(), None, set()
        for employee in self.sorted(lambda e: (load[e.id], e.id)):
            calendar = employee._get_crm_calendar()
            total = load[employee.id] + hours
            if calendar in seen:
                continue
            if first and plan_hours(calendar, total, start) >= earliest:
                seen.add(calendar)
                continue
            finish = employee._plan_working_hours(total, start)
            if not first or finish < earliest:
                first, earliest = employee, finish
        return first

    def _is_away(self, moment):
        """Whether no work is done within the next working day because of leave."""
        self.ensure_one()
        calendar = self._get_crm_calendar()
        usual = plan_hours(calendar, 1, moment, leaves=False)
        actual = plan_hours(calendar, 1, moment, self.resource_id)
        return actual - usual >= timedelta(hours=12)

    def _climb_to_tell(self, company, told, barred=None):
        """Return who can be told, from here up the hierarchy, and who was passed over.

        :param company: res.company; whoever cannot enter it is passed over
        :param told: hr.employee who know already; the climb ends with them
        :param barred: res.users who must not be told
        :return: (hr.employee or none, hr.employee passed over)
        """
        manager, passed = self, self.browse()
        while manager and manager not in told | passed:
            user = manager.user_id
            if (
                manager.active
                and user.active
                and not user.share
                and company in user.company_ids
                and user not in (barred or user.browse())
            ):
                return manager, passed
            passed |= manager
            manager = manager.parent_id
        return manager.browse(), passed
