from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..promise_calendar import measure_days, measure_hours


class CrmPromiseSearch(models.Model):
    """Finds the breaches of each version, and how often it was kept.

    A version is measured by a few statements over all of its documents, however many
    they are, and each document is at most one breach of a promise: a run that is
    repeated, or killed and begun again, adds nothing.
    """

    _inherit = "crm.promise.version"

    @api.model
    def _cron_detect(self):
        """Look at all versions that customers were ever promised."""
        self.sudo()._in_portions(
            [
                ("state", "=", "approved"),
                ("promise_id.active", "=", True),
                ("code_id.state", "in", ("published", "withdrawn")),
            ],
            "looked_date",
            lambda versions: versions._detect(),
        )

    def _detect(self):
        """Find new breaches, end old ones, and count the month's cases."""
        self.env.flush_all()
        now = fields.Datetime.now()
        found = self.env["crm.promise.breach"]
        for version in self:
            if version.kind == "manual":
                version._count_manual()
            elif version.kind in version.promise_id._get_sources():
                first, last = version._get_span()
                if last is not None and last <= first:
                    continue
                documents = version.promise_id._select_documents(first, last)
                documents = version._cut_future(documents, now)
                measured = version._measure(documents, now, first)
                found |= version._insert_breaches(measured, now)
                version._end_breaches(measured)
                version._restate_months(documents)
        Breach = self.env["crm.promise.breach"]
        Breach.invalidate_model()
        self.env["crm.promise.measure"].invalidate_model()
        found._follow_up()
        Breach._waive_cancelled(self)

    def _get_span(self):
        """Return the first day that the version counts, and the day after the last.

        Nobody was promised anything before the code was published, or after it was
        withdrawn.
        """
        self.ensure_one()
        code = self.code_id
        first = max(self.valid_from, code.published_date or self.valid_from)
        ends = [
            day + timedelta(days=1)
            for day in (self.valid_until, code.withdrawn_date)
            if day
        ]
        return first, min(ends, default=None)

    def _counts_on(self, day):
        """Whether customers were promised it on a day on which the code held."""
        first, end = self._get_span()
        return first <= day and (not end or day < end)

    def _cut_future(self, documents, now):
        """What is dated later than now has not happened."""
        return SQL(
            """SELECT document.id, document.name, document.started, document.base,
                      CASE WHEN document.ended <= %(now)s THEN document.ended
                      END AS ended,
                      document.partner_id, document.order_id, document.request_id,
                      document.complaint_id, document.amount, document.currency_id
                 FROM (%(documents)s) document
                WHERE document.started <= %(now)s""",
            now=now,
            documents=documents,
        )

    def _measure(self, documents, now, first):
        self.ensure_one()
        company, limit = self.company_id, self.limit_value
        if self.limit_unit == "hours":
            return measure_hours(documents, company, now, first, limit)
        working = self.limit_unit == "working_days"
        return measure_days(documents, company, now, first, int(limit), working)

    def _insert_breaches(self, measured, now):
        """Record what is over its limit, done or not; return what is new."""
        self.ensure_one()
        rows = self.env.execute_query(
            SQL(
                """INSERT INTO crm_promise_breach (
                       version_id, promise_id, code_id, company_id, category_id,
                       res_model, res_id, source_id, res_name,
                       order_id, request_id, complaint_id, partner_id,
                       started_date, due_date, happened_date, measured_value,
                       order_amount, currency_id, state,
                       create_uid, write_uid, create_date, write_date)
                   SELECT %(version)s, %(promise)s, %(code)s, %(company)s, %(category)s,
                          %(model)s, late.id, late.id, late.name,
                          late.order_id, late.request_id, late.complaint_id,
                          late.partner_id,
                          late.started, late.due, late.ended, late.value,
                          late.amount, COALESCE(late.currency_id, %(currency)s),
                          'new', %(uid)s, %(uid)s, %(now)s, %(now)s
                     FROM (%(measured)s) late
                    WHERE late.due < COALESCE(late.ended, %(now)s)
                       ON CONFLICT (promise_id, res_model, source_id)
                          WHERE source_id > 0 DO NOTHING
                   RETURNING id""",
                version=self.id,
                promise=self.promise_id.id,
                code=self.code_id.id,
                company=self.company_id.id,
                category=self.promise_id.category_id.id or None,
                model=self.promise_id.scope_model,
                currency=self.company_id.currency_id.id,
                uid=self.env.uid,
                now=now,
                measured=measured,
            )
        )
        return self.env["crm.promise.breach"].browse(row[0] for row in rows)

    def _end_breaches(self, measured):
        """Note when what was overdue has happened in the end, and how long it took."""
        self.env.execute_query(
            SQL(
                """UPDATE crm_promise_breach breach
                      SET happened_date = done.ended, measured_value = done.value
                     FROM (%(measured)s) done
                    WHERE breach.version_id = %(version)s
                      AND breach.res_model = %(model)s
                      AND breach.source_id = done.id
                      AND breach.happened_date IS NULL
                      AND done.ended IS NOT NULL
                   RETURNING breach.id""",
                measured=measured,
                version=self.id,
                model=self.promise_id.scope_model,
            )
        )

    def _restate_months(self, documents):
        """Count anew, by month of their beginning, the cases that are decided."""
        self._store_months(
            SQL(
                """SELECT date_trunc('month', document.started AT TIME ZONE 'UTC'
                                     AT TIME ZONE %(timezone)s)::date AS month,
                          COUNT(*) AS measured, COUNT(breach.id) AS breaches
                     FROM (%(documents)s) document
                     LEFT JOIN crm_promise_breach breach
                       ON breach.promise_id = %(promise)s
                      AND breach.res_model = %(model)s
                      AND breach.source_id = document.id
                    WHERE document.ended IS NOT NULL OR breach.id IS NOT NULL
                    GROUP BY 1""",
                timezone=self.company_id.crm_timezone,
                documents=documents,
                promise=self.promise_id.id,
                model=self.promise_id.scope_model,
            )
        )

    def _count_manual(self):
        """How many cases there were is typed in; there were as many as breaches."""
        self._store_months(
            SQL(
                """SELECT COALESCE(typed.month, breach.month) AS month,
                          GREATEST(typed.measured_count, breach.breaches) AS measured,
                          COALESCE(breach.breaches, 0) AS breaches
                     FROM (SELECT month, measured_count FROM crm_promise_measure
                            WHERE version_id = %(version)s) typed
                     FULL JOIN (
                          SELECT date_trunc('month', started_date AT TIME ZONE 'UTC'
                                            AT TIME ZONE %(timezone)s)::date AS month,
                                 COUNT(*) AS breaches
                            FROM crm_promise_breach
                           WHERE version_id = %(version)s
                           GROUP BY 1) breach ON breach.month = typed.month""",
                version=self.id,
                timezone=self.company_id.crm_timezone,
            )
        )

    def _store_months(self, counts):
        self.env.execute_query(
            SQL(
                """WITH counted AS MATERIALIZED (%(counts)s),
                        gone AS (
                       DELETE FROM crm_promise_measure
                        WHERE version_id = %(version)s
                          AND month NOT IN (SELECT month FROM counted))
                   INSERT INTO crm_promise_measure AS stored (
                       version_id, promise_id, code_id, company_id, month,
                       target_share, measured_count, breach_count, kept_share,
                       create_uid, write_uid, create_date, write_date)
                   SELECT %(version)s, %(promise)s, %(code)s, %(company)s, month,
                          %(target)s, measured, breaches,
                          1 - breaches::float8 / NULLIF(measured, 0),
                          %(uid)s, %(uid)s, %(now)s, %(now)s
                     FROM counted
                       ON CONFLICT (version_id, month) DO UPDATE
                      SET measured_count = EXCLUDED.measured_count,
                          breach_count = EXCLUDED.breach_count,
                          kept_share = EXCLUDED.kept_share,
                          target_share = EXCLUDED.target_share
                    WHERE (stored.measured_count, stored.breach_count,
                           stored.target_share)
                          IS DISTINCT FROM (EXCLUDED.measured_count,
                           EXCLUDED.breach_count, EXCLUDED.target_share)
                   RETURNING id""",
                counts=counts,
                version=self.id,
                promise=self.promise_id.id,
                code=self.code_id.id,
                company=self.company_id.id,
                target=self.target_share,
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )

    @api.model
    def _find_alive(self, promise, ids):
        """Return which of these documents were not cancelled since."""
        Model = self.env[promise.scope_model].sudo().with_context(active_test=False)
        domain = promise._get_document_domain(scoped=False)
        return set(Model.search(domain & Domain("id", "in", ids)).ids)
