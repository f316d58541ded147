import logging
from datetime import timedelta

from dateutil.relativedelta import relativedelta
from psycopg2 import OperationalError
from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

HISTORY_MONTHS = 24
# Documents dated this far ahead are counted on their day as well
AHEAD = timedelta(days=366)
# A change is stamped when its transaction begins and seen when it ends
OVERLAP = timedelta(minutes=15)


class CrmKpi(models.Model):
    """Count what has changed since the last time, KPI by KPI, company by company.

    Each is one transaction, so that a killed worker loses one KPI of one company
    and nothing is half-written. Of several workers only one counts it at a time.
    """

    _inherit = "crm.kpi"

    state_ids = fields.One2many("crm.kpi.state", "kpi_id", readonly=True)

    @api.model
    def _trigger_scheduler(self):
        self.env.ref("crm_kpi.ir_cron_refresh").sudo()._trigger()

    @api.model
    def _get_counted_domain(self):
        return [("active", "=", True), ("kind", "!=", "formula")]

    @api.model
    def _cron_refresh(self):
        """Count all KPIs of all companies as far as documents have changed."""
        companies = self.env["res.company"].search([("active", "=", True)])
        kpis = self.search(self._get_counted_domain())
        todo = [
            (kpi, company)
            for company in companies
            for kpi in kpis
            if not kpi.company_id or kpi.company_id == company
        ]
        cron = self.env["ir.cron"]
        if not cron._commit_progress(remaining=len(todo)):
            return
        for kpi, company in todo:
            kpi._try_refresh(company)
            if not cron._commit_progress(1):
                break

    def _try_refresh(self, company):
        """Count one KPI of one company; a failure is noted and stops no other."""
        try:
            with self.env.cr.savepoint():
                self._refresh(company)
        except SerializationFailure:
            _logger.info("KPI %s of %s is being counted elsewhere", self.code, company)
        except OperationalError:
            raise
        except Exception as error:
            _logger.exception("KPI %s of %s could not be counted", self.code, company)
            self._note_state(company, state="failed", message=str(error))

    def action_refresh(self):
        """Count the chosen KPIs now, in the companies that are open."""
        self.check_access("write")
        for company in self.env.companies:
            for kpi in self.sudo().filtered(lambda kpi: kpi.kind != "formula"):
                kpi._refresh(company)

    @api.model
    def action_count_all(self):
        """Count all KPIs now, in the companies that are open."""
        self.check_access("write")
        self.search(self._get_counted_domain()).action_refresh()

    def _refresh(self, company):
        """Count the days of ``company`` that have changed.

        :return: the days that were counted, ascending
        """
        self.ensure_one()
        self._take_turn(company)
        now = fields.Datetime.now()
        if self._is_source_missing():
            self._note_state(
                company,
                state="missing",
                message=self.env._(
                    "What this KPI counts is not installed. Its history stays readable."
                ),
            )
            return []
        state = self.state_ids.filtered(lambda row: row.company_id == company)
        days = self._find_days(company, state)
        if days:
            self._write_facts(company, days)
            self._roll(company, days)
        self._note_state(
            company,
            state="counted",
            message=False,
            seen_until=now,
            counted_on=now,
            history_from=state.history_from or self._get_history_start(company),
        )
        return days

    def _take_turn(self, company):
        """Lock the state of the KPI; who comes second begins anew when it is free.

        A worker that only waited would still see the facts of before, delete those
        and write all a second time. PostgreSQL tells it to begin anew instead.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_kpi_state (
                       kpi_id, company_id, state,
                       create_uid, create_date, write_uid, write_date)
                VALUES (%(kpi)s, %(company)s, 'waiting', %(user)s, %(now)s,
                        %(user)s, %(now)s)
                    ON CONFLICT (kpi_id, company_id)
                    DO UPDATE SET write_date = EXCLUDED.write_date
                """,
                kpi=self.id,
                company=company.id,
                user=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        self.env["crm.kpi.state"].invalidate_model()
        self.invalidate_recordset(["state_ids"])

    def _note_state(self, company, **vals):
        states = self.env["crm.kpi.state"].sudo()
        state = states.search(
            [("kpi_id", "=", self.id), ("company_id", "=", company.id)], limit=1
        )
        if state:
            state.write(vals)
        else:
            states.create({"kpi_id": self.id, "company_id": company.id, **vals})

    # ------------------------------------------------------------------
    # Which days
    # ------------------------------------------------------------------

    def _get_history_start(self, company):
        """Return the first day that is counted: of a month of the company."""
        today = company._get_crm_today()
        if not self.can_backfill:
            return today
        return company._get_kpi_month(
            today - relativedelta(months=HISTORY_MONTHS)
        ).date_from

    def _find_days(self, company, state):
        """Return the days to be counted, ascending, and take them off the list."""
        marked = self.env["crm.kpi.dirty.day"]._take(self, company)
        today = company._get_crm_today()
        start = state.history_from or self._get_history_start(company)
        if not state.seen_until:
            changed = [start]
            days = [
                start + timedelta(days=number)
                for number in range((today + AHEAD - start).days + 1)
            ]
        else:
            changed = days = self._find_changed_days(company, state.seen_until)
        if self.timing == "stock":
            days = self._find_stock_days(company, [*changed, *marked, today], today)
        found = {*days, *marked} if self.timing == "flow" else {*days}
        return sorted(day for day in found if day >= start)

    def _find_stock_days(self, company, changed, today):
        """A change lasts: the ends of all months from then on, and today."""
        if not self.can_backfill:
            return [today]
        months = company._get_kpi_months(min(changed), today)
        return [*(month.date_to for month in months[:-1]), today]

    def _find_changed_days(self, company, since):
        """Return days of documents that were written since a moment (UTC)."""
        records = self._describe_records()
        watched = records.watched or {records.model: records.date}
        days = set()
        for model, name in watched.items():
            days.update(self._find_written_days(company, model, name, since - OVERLAP))
        return sorted(day for day in days if day)

    def _find_written_days(self, company, model_name, name, since):
        Model = self.env[model_name]
        if not name or "write_date" not in Model._fields:
            return [company._get_crm_today()]
        Model.flush_model([name, "write_date"])
        column = SQL.identifier(name)
        if Model._fields[name].type == "datetime":
            zone = company.crm_timezone
            column = SQL(
                "((%s AT TIME ZONE 'UTC') AT TIME ZONE %s)::date", column, zone
            )
        company_field = Model._fields.get("company_id")
        own = (
            SQL("(company_id = %s OR company_id IS NULL)", company.id)
            if company_field and company_field.store
            else SQL("TRUE")
        )
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT %s FROM %s WHERE write_date >= %s AND %s",
                column,
                SQL.identifier(Model._table),
                since,
                own,
            )
        )
        return [day for (day,) in rows]
