import json
from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .crm_request_step import RUNNING_STATES

WEEKS = 4


class CrmRequestWorkload(models.Model):
    """Hours of steps due in a week beside the hours that an employee works in it.

    The rows are worked out when somebody opens the report: leave and calendars
    change without telling. They are this user's own, so that nobody's report changes
    while somebody else opens another.
    """

    _name = "crm.request.workload"
    _description = "Workload by Requests"
    _order = "week, load_rate desc, id"
    _rec_name = "employee_id"

    user_id = fields.Many2one(
        "res.users", "Opened By", ondelete="cascade", index=True, readonly=True
    )
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
        "UNIQUE (user_id, employee_id, week)",
        "In a report, an employee has one row a week.",
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
        """Make the user's rows of these companies anew."""
        vals_list = []
        for company in companies:
            employees = self._find_employees(company)
            zone = pytz.timezone(company.crm_timezone or "UTC")
            this_week = self._first_day_of_week(company, datetime.now(zone).date())
            for number in range(WEEKS):
                first = this_week + timedelta(weeks=number)
                begin, end = self._get_bounds(zone, first)
                vals_list += self._prepare_week(
                    company, employees, first, begin, end, number == 0
                )
        self._replace(companies, vals_list)

    @api.model
    def _replace(self, companies, vals_list):
        """Write the rows, and delete what the user had besides, in one statement.

        Whoever opens the report twice at the same time is asked by the database to
        come again, which the server does by itself.
        """
        self.flush_model()
        self.env.execute_query(
            SQL(
                """
                WITH made AS (
                    INSERT INTO crm_request_workload AS mine
                           (user_id, create_uid, write_uid, create_date, write_date,
                            employee_id, week, company_id, department_id, step_count,
                            planned_hours, capacity_hours, free_hours, load_rate, level)
                    SELECT %(user)s, %(user)s, %(user)s, %(now)s, %(now)s,
                           employee_id, week, company_id, department_id, step_count,
                           planned_hours, capacity_hours, free_hours, load_rate, level
                      FROM jsonb_populate_recordset(
                               NULL::crm_request_workload, %(rows)s::jsonb)
                        ON CONFLICT (user_id, employee_id, week) DO UPDATE
                       SET write_date = EXCLUDED.write_date,
                           company_id = EXCLUDED.company_id,
                           department_id = EXCLUDED.department_id,
                           step_count = EXCLUDED.step_count,
                           planned_hours = EXCLUDED.planned_hours,
                           capacity_hours = EXCLUDED.capacity_hours,
                           free_hours = EXCLUDED.free_hours,
                           load_rate = EXCLUDED.load_rate,
                           level = EXCLUDED.level
                 RETURNING mine.id)
                DELETE FROM crm_request_workload
                 WHERE user_id = %(user)s AND company_id = ANY(%(companies)s)
                   AND id NOT IN (SELECT id FROM made)
                RETURNING id
                """,
                user=self.env.uid,
                now=fields.Datetime.now(),
                rows=json.dumps(vals_list, default=str),
                companies=companies.ids,
            )
        )
        self.invalidate_model(flush=False)

    @api.autovacuum
    def _gc_old_rows(self):
        """Drop what was worked out for a report of the days before."""
        yesterday = fields.Datetime.now() - timedelta(days=1)
        self.search([("write_date", "<", yesterday)]).unlink()

    def _get_bounds(self, zone, first):
        """Return when the week from day ``first`` on begins and ends, with zone."""
        days = first, first + timedelta(days=7)
        return [zone.localize(datetime.combine(day, time.min)) for day in days]

    def _first_day_of_week(self, company, day):
        """Return when the company's week of this day has begun, whoever asks.

        Its week begins after the days off: on Saturday if Thursday and Friday are
        off. If no day is, the language of the company's contact says when.
        """
        attendances = company.resource_calendar_id.attendance_ids
        works = {int(number) + 1 for number in attendances.mapped("dayofweek")}
        # isoweekday -> how many days off come right before it
        breaks = {
            number: next(
                back for back in range(7) if (number - back - 2) % 7 + 1 in works
            )
            for number in works
        }
        first = max(breaks, key=lambda number: (breaks[number], -number), default=0)
        if not breaks.get(first):
            lang = company.partner_id.lang or self.env.user.lang
            first = int(self.env["res.lang"]._get_data(code=lang).week_start)
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
            Domain("company_id", "=", company.id)
            & (in_plans | in_steps | own_steps)
            & self._get_led_domain()
        )

    @api.model
    def _get_led_domain(self):
        """Return the domain of the employees whose load the user may see."""
        user = self.env.user
        if user.has_group("crm_gateway.group_request_manager"):
            return Domain.TRUE
        return (
            Domain("user_id", "=", user.id)
            | Domain("parent_id.user_id", "=", user.id)
            | Domain("department_id.manager_id.user_id", "=", user.id)
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
                    "department_id": employee.department_id.id or None,
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
