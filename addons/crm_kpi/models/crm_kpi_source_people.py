from odoo import api, models
from odoo.tools import SQL

from ..kpi_facts import FactRows, KpiRecords

PERSON = {
    "user_id": SQL("plan.user_id"),
    "employee_id": SQL("plan.employee_id"),
    "department_id": SQL("plan.department_id"),
}


class CrmKpiSource(models.AbstractModel):
    """Employees: how many, how busy, how trained, how absent."""

    _inherit = "crm.kpi.source"

    @api.model
    def _records_headcount(self):
        return KpiRecords(
            model="hr.employee",
            date=False,
            dimensions={"department_id": "department_id"},
        )

    @api.model
    def _facts_headcount(self, span):
        """Employees of a day, by the version of their contract that held then."""
        return [
            FactRows(
                rows=SQL(
                    """%s
                       JOIN hr_employee employee ON employee.company_id = %s
                       JOIN LATERAL (
                           SELECT * FROM hr_version version
                            WHERE version.employee_id = employee.id AND version.active
                            ORDER BY version.date_version <= asked.day DESC,
                                     abs(version.date_version - asked.day)
                            LIMIT 1) plan ON TRUE
                       WHERE (plan.contract_date_start IS NULL
                              OR plan.contract_date_start <= asked.day)
                         AND employee.create_date::date <= asked.day
                         AND COALESCE(plan.departure_date, 'infinity') >= asked.day
                         AND (employee.active OR plan.departure_date IS NOT NULL)""",
                    span.as_of_days,
                    span.company.id,
                ),
                day=SQL("asked.day"),
                numerator=SQL("1"),
                dimensions={
                    "employee_id": SQL("employee.id"),
                    "department_id": SQL("plan.department_id"),
                },
            )
        ]

    # ------------------------------------------------------------------
    # Activities
    # ------------------------------------------------------------------

    @api.model
    def _select_activities(self, span):
        return SQL(
            """mail_activity activity
               JOIN res_users worker ON worker.id = activity.user_id
               WHERE NOT activity.active AND activity.date_done IS NOT NULL
                 AND activity.res_model IN ('crm.lead', 'sale.order', 'res.partner',
                                            'crm.complaint', 'crm.request')
                 AND worker.company_id = %s AND %s""",
            span.company.id,
            span.holds_date(SQL("activity.date_done")),
        )

    @api.model
    def _records_activities(self):
        return KpiRecords(
            model="mail.activity",
            date="date_done",
            domain=[("active", "=", False)],
            dimensions={"user_id": "user_id"},
            company=False,
        )

    @api.model
    def _facts_activities(self, span):
        """Number of activities with customers that were done."""
        return [
            FactRows(
                rows=self._select_activities(span),
                day=SQL("activity.date_done"),
                numerator=SQL("1"),
                dimensions={"user_id": SQL("activity.user_id")},
            )
        ]

    @api.model
    def _records_activities_per_day(self):
        return self._records_activities()

    @api.model
    def _facts_activities_per_day(self, span):
        """Activities done by the days on which somebody did one."""
        days = FactRows(
            rows=SQL(
                "(SELECT DISTINCT activity.user_id, activity.date_done FROM %s) plan",
                self._select_activities(span),
            ),
            day=SQL("plan.date_done"),
            denominator=SQL("1"),
            dimensions={"user_id": SQL("plan.user_id")},
        )
        return [*self._facts_activities(span), days]

    @api.model
    def _records_open_work(self):
        return KpiRecords(
            model="mail.activity",
            date=False,
            domain=[("active", "=", True)],
            dimensions={"user_id": "user_id"},
            company=False,
            groupby=("user_id",),
        )

    @api.model
    def _facts_open_work(self, span):
        """Activities that are on people's lists, late ones among them."""
        return [
            FactRows(
                rows=SQL(
                    """%s
                       JOIN mail_activity activity ON activity.active
                       JOIN res_users worker ON worker.id = activity.user_id
                        AND worker.company_id = %s AND worker.active
                        AND NOT worker.share""",
                    span.as_of_days,
                    span.company.id,
                ),
                day=SQL("asked.day"),
                numerator=SQL("1"),
                dimensions={"user_id": SQL("activity.user_id")},
            )
        ]

    # ------------------------------------------------------------------
    # Time: add-ons that not every company has
    # ------------------------------------------------------------------

    @api.model
    def _select_schedule(self, span):
        """Return the hours that employees are to work, one row a person and day."""
        return SQL(
            """(SELECT employee.id AS employee_id, employee.user_id,
                       version.department_id, asked.day,
                       SUM(attendance.hour_to - attendance.hour_from) AS hours
                  FROM %s
                  JOIN hr_employee employee ON employee.company_id = %s
                   AND employee.active
                  JOIN hr_version version ON version.id = employee.current_version_id
                  JOIN resource_calendar_attendance attendance
                    ON attendance.calendar_id = version.resource_calendar_id
                   AND attendance.dayofweek::int
                       = extract(isodow FROM asked.day)::int - 1
                   AND attendance.day_period <> 'lunch'
                 GROUP BY 1, 2, 3, 4)""",
            span.as_of_days,
            span.company.id,
        )

    @api.model
    def _records_absence(self):
        return KpiRecords(
            model="hr.leave",
            date="request_date_from",
            domain=[("state", "=", "validate")],
            dimensions={
                "employee_id": "employee_id",
                "department_id": "department_id",
            },
        )

    @api.model
    def _facts_absence(self, span):
        """Hours of leave by the hours that were to be worked.

        The hours of a leave are spread over its working days by their length.
        """
        planned = self._select_schedule(span)
        away = FactRows(
            rows=SQL(
                """(SELECT plan.*, leave.number_of_hours * plan.hours
                           / NULLIF(SUM(plan.hours) OVER (PARTITION BY leave.id), 0)
                           AS missed
                      FROM hr_leave leave
                      JOIN hr_leave_type kind ON kind.id = leave.holiday_status_id
                       AND kind.time_type = 'leave'
                      JOIN %s plan ON plan.employee_id = leave.employee_id
                       AND plan.day BETWEEN leave.request_date_from
                                        AND leave.request_date_to
                     WHERE leave.state = 'validate') plan""",
                planned,
            ),
            day=SQL("plan.day"),
            numerator=SQL("plan.missed"),
            dimensions=PERSON,
        )
        planned_rows = FactRows(
            rows=SQL("%s plan", planned),
            day=SQL("plan.day"),
            denominator=SQL("plan.hours"),
            dimensions=PERSON,
        )
        return [away, planned_rows]

    @api.model
    def _records_training(self):
        return KpiRecords(
            model="hr.resume.line",
            date="date_start",
            domain=[("line_type_id.is_course", "=", True)],
            dimensions={"employee_id": "employee_id"},
            company=False,
        )

    @api.model
    def _facts_training(self, span):
        """Hours of courses by all employees: hours below are the heads of the day."""
        return [
            FactRows(
                rows=SQL(
                    """hr_resume_line course
                       JOIN hr_resume_line_type kind ON kind.id = course.line_type_id
                        AND kind.is_course
                       JOIN hr_employee employee ON employee.id = course.employee_id
                       WHERE employee.company_id = %s AND %s""",
                    span.company.id,
                    span.holds_date(SQL("course.date_start")),
                ),
                day=SQL("course.date_start"),
                numerator=SQL("course.duration"),
                dimensions={
                    "employee_id": SQL("employee.id"),
                    "user_id": SQL("employee.user_id"),
                },
            )
        ]

    @api.model
    def _records_worked_hours(self):
        return KpiRecords(
            model="hr.attendance",
            date="check_in",
            dimensions={"employee_id": "employee_id"},
            company=False,
        )

    @api.model
    def _facts_worked_hours(self, span):
        """Hours between coming and going."""
        return [
            FactRows(
                rows=SQL(
                    """hr_attendance worked
                       JOIN hr_employee employee ON employee.id = worked.employee_id
                       WHERE employee.company_id = %s AND worked.check_out IS NOT NULL
                         AND %s""",
                    span.company.id,
                    span.holds(SQL("worked.check_in")),
                ),
                day=span.day(SQL("worked.check_in")),
                numerator=SQL("worked.worked_hours"),
                dimensions={
                    "employee_id": SQL("employee.id"),
                    "user_id": SQL("employee.user_id"),
                },
            )
        ]

    @api.model
    def _records_absence_and_sla(self):
        return KpiRecords(model="crm.kpi.fact", date=False, needed=("hr.leave",))

    @api.model
    def _facts_absence_and_sla(self, span):
        """Rank correlation (Spearman) of weekly absence and kept deadlines, 52 weeks.

        Nothing below twelve weeks that have both.
        """
        return [
            FactRows(
                rows=SQL(
                    """%(asked)s CROSS JOIN LATERAL (
                           SELECT corr(week.rank_away, week.rank_kept) AS rho
                             FROM (
                               SELECT percent_rank() OVER (ORDER BY away) AS rank_away,
                                      percent_rank() OVER (ORDER BY kept) AS rank_kept
                                 FROM (
                                   SELECT date_trunc('week', fact.date),
                                          SUM(fact.numerator) FILTER (
                                              WHERE kpi.code = 'absence')
                                          / NULLIF(SUM(fact.denominator) FILTER (
                                              WHERE kpi.code = 'absence'), 0) AS away,
                                          SUM(fact.numerator) FILTER (
                                              WHERE kpi.code = 'sla')
                                          / NULLIF(SUM(fact.denominator) FILTER (
                                              WHERE kpi.code = 'sla'), 0) AS kept
                                     FROM crm_kpi_fact fact
                                     JOIN crm_kpi kpi ON kpi.id = fact.kpi_id
                                      AND kpi.code IN ('absence', 'sla')
                                    WHERE fact.company_id = %(company)s
                                      AND fact.date > asked.day - 364
                                      AND fact.date <= asked.day
                                    GROUP BY 1) both_sides
                                WHERE away IS NOT NULL AND kept IS NOT NULL) week
                           HAVING COUNT(*) >= 12) found
                       WHERE found.rho IS NOT NULL""",
                    asked=span.as_of_days,
                    company=span.company.id,
                ),
                day=SQL("asked.day"),
                numerator=SQL("found.rho"),
                denominator=SQL("1"),
            )
        ]
