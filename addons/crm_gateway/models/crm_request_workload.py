from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.fields import Domain

from .crm_request_step import RUNNING_STATES

WEEKS = 4


class CrmRequestWorkload(models.Model):
    """Hours of steps due in a week beside the hours that an employee works in it.

    The rows are worked out when somebody opens the report: leave and calendars
    change without telling.
    """

    _name = "crm.request.workload"
    _description = "Workload by Requests"
    _order = "week, load_rate desc, id"
    _rec_name = "employee_id"

    employee_id = fields.Many2one("hr.employee", required=True, ondelete="cascade")
    department_id = fields.Many2one("hr.department", ondelete="set null")
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    week = fields.Date("Week of", required=True, help="First day of the week.")
    step_count = fields.Integer("Steps")
    planned_hours = fields.Float(
        "Planned",
        help="Hours of the steps due in the week; of the first week also "
        "those that are overdue.",
    )
    capacity_hours = fields.Float(
        "Capacity", help="Working hours of the week without leave and holidays."
    )
    free_hours = fields.Float("Free", help="Capacity less what is planned.")
    load_rate = fields.Float(
        "Load", aggregator="avg", help="Planned hours as a share of the capacity."
    )
    level = fields.Selection(
        [("free", "Has time"), ("full", "Full"), ("over", "Over capacity")]
    )

    _employee_week = models.Constraint(
        "UNIQUE (employee_id, week)", "An employee has one row a week."
    )

    @api.model
    def action_open(self):
        """Work out this week and the next three, and open the report."""
        self.check_access("read")
        self.sudo()._refresh(self.env.companies)
        return self.env["ir.actions.act_window"]._for_xml_id(
            "crm_gateway.crm_request_workload_action"
        )

    @api.model
    def _refresh(self, companies):
        """Make the rows of these companies anew, for all who take part in plans."""
        self.search([("company_id", "in", companies.ids)]).unlink()
        vals_list = []
        for company in companies:
            employees = self._find_employees(company)
            zone = pytz.timezone(company.crm_timezone or "UTC")
            monday = self._first_day_of_week(datetime.now(zone).date())
            for number in range(WEEKS):
                first = monday + timedelta(weeks=number)
                begin, end = self._get_bounds(zone, first)
                vals_list += self._prepare_week(
                    company, employees, first, begin, end, number == 0
                )
        return self.create(vals_list)

    def _get_bounds(self, zone, first):
        """Return when the week from day ``first`` on begins and ends, with zone."""
        days = first, first + timedelta(days=7)
        return [zone.localize(datetime.combine(day, time.min)) for day in days]

    def _first_day_of_week(self, day):
        """Weeks begin as the user's language says: on Saturday in Persian."""
        first = int(self.env["res.lang"]._get_data(code=self.env.user.lang).week_start)
        return day - timedelta(days=(day.isoweekday() - first) % 7)

    @api.model
    def _find_employees(self, company):
        Employee = self.env["hr.employee"].with_company(company)
        Step = self.env["crm.request.step"]
        running = Domain("company_id", "=", company.id) & Domain(
            "state", "in", RUNNING_STATES
        )
        plans = self.env["crm.request.type.step"].search(
            [("department_id", "!=", False)]
        )
        steps = Step._search(running)
        in_plans = Domain("department_id", "in", plans.department_id.ids)
        in_steps = Domain("department_id", "in", steps.subselect("department_id"))
        own_steps = Domain("id", "in", steps.subselect("employee_id"))
        return Employee.search(
            Domain("company_id", "=", company.id) & (in_plans | in_steps | own_steps)
        )

    @api.model
    def _prepare_week(self, company, employees, first, begin, end, with_overdue):
        naive = [_to_utc(moment) for moment in (begin, end)]
        domain = [
            ("employee_id", "in", employees.ids),
            ("state", "in", RUNNING_STATES),
            ("date_deadline", "<", naive[1]),
        ]
        if not with_overdue:
            domain.append(("date_deadline", ">=", naive[0]))
        planned = {
            employee.id: (hours, count)
            for employee, hours, count in self.env["crm.request.step"]._read_group(
                domain, ["employee_id"], ["hours:sum", "__count"]
            )
        }
        capacity = employees._get_work_days_data_batch(begin, end)
        vals_list = []
        for employee in employees:
            hours, count = planned.get(employee.id, (0, 0))
            able = capacity[employee.id]["hours"]
            rate = hours / able if able else (1.01 if hours else 0)
            vals_list.append(
                {
                    "employee_id": employee.id,
                    "department_id": employee.department_id.id,
                    "company_id": company.id,
                    "week": first,
                    "step_count": count,
                    "planned_hours": hours,
                    "capacity_hours": able,
                    "free_hours": able - hours,
                    "load_rate": rate,
                    "level": "over" if rate > 1 else "full" if rate > 0.8 else "free",
                }
            )
        return vals_list

    def action_open_steps(self):
        """Open the steps behind the hours."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_gateway.crm_request_step_action"
        )
        zone = pytz.timezone(self.company_id.crm_timezone or "UTC")
        begin, end = self._get_bounds(zone, self.week)
        action["domain"] = [
            ("employee_id", "=", self.employee_id.id),
            ("state", "in", RUNNING_STATES),
            ("date_deadline", "<", _to_utc(end)),
        ]
        if begin > datetime.now(zone):
            action["domain"].append(("date_deadline", ">=", _to_utc(begin)))
        action["context"] = {}
        return action


def _to_utc(moment):
    """Return a moment as the ORM keeps it."""
    return moment.astimezone(pytz.utc).replace(tzinfo=None)
