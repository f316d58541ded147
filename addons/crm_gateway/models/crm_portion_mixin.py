import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

PORTION = 100
# A run that was cut short goes on with what was not looked at within this time
ROUND = timedelta(hours=1)


class CrmPortionMixin(models.AbstractModel):
    """Lets the scheduler go through many records, a portion at a time.

    The scheduler stops a run when its time is over. Each record remembers when it was
    looked at, and who waited longest comes first: the next run goes on with the rest.
    A record that somebody else holds keeps its place, and one that fails does not
    stop the others.
    """

    _name = "crm.portion.mixin"
    _description = "Work in Portions"

    @api.model
    def _in_portions(self, domain, mark, work, order="id"):
        """Call ``work`` with all records of the domain, portion by portion.

        :param str mark: name of the stored date on which a record was looked at
        :param str order: of those that were looked at equally long ago
        """
        cron = self.env["ir.cron"]
        now = fields.Datetime.now()
        domain = todo = Domain(domain)
        if self._is_cut_short():
            todo &= Domain(mark, "=", False) | Domain(mark, "<=", now - ROUND)
        records = self.search(todo, order=f"{mark} nulls first, {order}")
        cron._commit_progress(remaining=len(records))
        for start in range(0, len(records), PORTION):
            portion = records[start : start + PORTION]
            held = portion.try_lock_for_update().filtered_domain(domain)
            held._mark_looked_at(mark, now)
            held._try(work)
            if not cron._commit_progress(len(portion)):
                break

    @api.model
    def _is_cut_short(self):
        """Whether the last run of this job has left something."""
        Progress = self.env["ir.cron.progress"].sudo()
        current = Progress.browse(self.env.context.get("ir_cron_progress_id"))
        last = current and Progress.search(
            [("cron_id", "=", current.cron_id.id), ("id", "<", current.id)],
            order="id desc",
            limit=1,
        )
        return bool(last and last.remaining)

    def _mark_looked_at(self, mark, now):
        """Note the date without a trace: nobody has changed the record."""
        self.env.execute_query(
            SQL(
                "UPDATE %s SET %s = %s WHERE id = ANY(%s) RETURNING id",
                SQL.identifier(self._table),
                SQL.identifier(mark),
                now,
                self.ids,
            )
        )
        self.invalidate_recordset([mark], flush=False)

    def _try(self, work):
        """Work on the records together or, when that fails, on each by itself."""
        if not self:
            return
        try:
            with self.env.cr.savepoint():
                work(self)
        except Exception:  # noqa: BLE001  the others must go on
            if len(self) == 1:
                _logger.exception("%s was left out", self)
            else:
                for record in self:
                    record._try(work)
