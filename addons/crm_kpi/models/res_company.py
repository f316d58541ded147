from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..periods import Calendar

YEAR_END = ("fiscalyear_last_day", "fiscalyear_last_month")


class ResCompany(models.Model):
    _inherit = "res.company"

    crm_kpi_calendar = fields.Selection(
        [("gregorian", "Gregorian"), ("jalali", "Jalali")],
        string="Calendar of KPIs",
        compute="_compute_crm_kpi_calendar",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="By whose months, quarters and years figures are kept, closed and "
        "compared.",
    )

    @api.depends("country_id")
    def _compute_crm_kpi_calendar(self):
        for company in self:
            company.crm_kpi_calendar = company.crm_kpi_calendar or (
                "jalali" if company.country_id.code in ("IR", "AF") else "gregorian"
            )

    def write(self, vals):
        """Keep how fiscal years ended before, and months that are closed."""
        changed = self.browse()
        if "crm_kpi_calendar" in vals:
            changed = self.filtered(
                lambda company: company.crm_kpi_calendar != vals["crm_kpi_calendar"]
            )
            changed._check_calendar_is_free()
        years = {}
        if set(vals) & set(YEAR_END):
            years = {company: company._get_kpi_year_end() for company in self}
        result = super().write(vals)
        changed._count_by_calendar_anew()
        for company, before in years.items():
            if company._get_kpi_year_end() != before:
                company._note_moved_year_end(before)
        return result

    # ------------------------------------------------------------------
    # Calendar
    # ------------------------------------------------------------------

    def _check_calendar_is_free(self):
        closings = self.env["crm.kpi.closing"].sudo()
        for company in self:
            if closings.search_count([("company_id", "=", company.id)], limit=1):
                raise UserError(
                    self.env._(
                        "Months of %s are closed by its present calendar, which "
                        "therefore stays.",
                        company.name,
                    )
                )

    def _count_by_calendar_anew(self):
        """Let the scheduler count all months anew, as the other calendar has them."""
        if not self:
            return
        self.flush_recordset()
        self.env.cr.execute(
            "DELETE FROM crm_kpi_value WHERE company_id = ANY(%s)", [self.ids]
        )
        self.env["crm.kpi.value"].invalidate_model()
        states = self.env["crm.kpi.state"].sudo()
        states.search([("company_id", "in", self.ids)]).write(
            {"seen_until": False, "history_from": False}
        )
        self.env["crm.kpi"]._trigger_scheduler()

    def _get_kpi_calendar(self):
        """Return the :class:`Calendar` by which this company keeps its figures."""
        self.ensure_one()
        if self.crm_kpi_calendar == "jalali":
            return Calendar("jalali")
        ends = self.env["crm.kpi.year.end"]._get_ends(self)
        return Calendar("gregorian", year_ends=ends)

    def _get_kpi_month(self, day):
        """Return the month of a date."""
        return self._get_kpi_calendar().period("month", day)

    def _get_kpi_month_before(self, day):
        calendar = self._get_kpi_calendar()
        return calendar.before(calendar.period("month", day))

    def _get_kpi_month_after(self, day):
        calendar = self._get_kpi_calendar()
        return calendar.after(calendar.period("month", day))

    def _get_kpi_months(self, first, last):
        """Return the months from that of a date to that of another."""
        return self._get_kpi_calendar().between("month", first, last)

    def _get_kpi_months_of(self, days):
        """Return the months that hold some of these dates, ascending."""
        calendar = self._get_kpi_calendar()
        months = []
        for day in sorted(days):
            if not (months and months[-1].holds(day)):
                months.append(calendar.period("month", day))
        return months

    def _get_kpi_periods(self, kind, day, count):
        """Return the last ``count`` periods of a kind up to that of a date."""
        return self._get_kpi_calendar().last(kind, day, count)

    # ------------------------------------------------------------------
    # Fiscal year
    # ------------------------------------------------------------------

    def _get_kpi_year_end(self):
        return self.fiscalyear_last_month, self.fiscalyear_last_day

    def _note_moved_year_end(self, before):
        """Begin another end of years with the running one, and shorten its targets."""
        self.ensure_one()
        today = self._get_crm_today()
        Ends = self.env["crm.kpi.year.end"].sudo()
        if not Ends.search_count([("company_id", "=", self.id)], limit=1):
            month, day = before
            Ends.create(
                {
                    "company_id": self.id,
                    "date_from": date(1900, 1, 1),
                    "month": month,
                    "day": day,
                }
            )
        ends = Ends._get_ends(self)
        running = Calendar(year_ends=ends).period("fiscal_year", today)
        known = Ends.search(
            [("company_id", "=", self.id), ("date_from", "=", running.date_from)]
        )
        vals = {"month": self.fiscalyear_last_month, "day": self.fiscalyear_last_day}
        if known:
            known.write(vals)
        else:
            Ends.create({"company_id": self.id, "date_from": running.date_from, **vals})
        if self.crm_kpi_calendar == "gregorian":
            self._fit_year_targets(running)

    def _fit_year_targets(self, before):
        """Give a year that became shorter or longer its part of the year's target.

        Only what adds up is divided: a share of 35 % stays 35 %.

        :param before: the running fiscal year as it was
        """
        calendar = self._get_kpi_calendar()
        after = calendar.period("fiscal_year", before.date_from)
        targets = (
            self.env["crm.kpi.target"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.id),
                    ("kind", "=", "fiscal_year"),
                    ("date_from", "=", before.date_from),
                ]
            )
        )
        share = len(calendar.months(after)) / len(calendar.months(before))
        for target in targets:
            vals = {"date_from": after.date_from}
            if target.kpi_id.measure == "sum":
                vals["value"] = target.value * share
            target.write(vals)
            target._compute_period()
            target.message_post(
                body=self.env._(
                    "The fiscal year ends on %(day)s now: the target is for "
                    "%(months)s months.",
                    day=fields.Date.to_string(after.date_to),
                    months=len(calendar.months(after)),
                )
            )
