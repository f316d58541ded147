import logging
from functools import partial

from odoo import api, models

from ..committing import do_and_commit
from .crm_journey_enrolment import ENROL_BATCH

_logger = logging.getLogger(__name__)


class CrmJourney(models.Model):
    """The job: goals, then new participants, then everybody whose time has come."""

    _inherit = "crm.journey"

    @api.model
    def _cron_run(self):
        """Move the running journeys on until nothing is due or time is up."""
        cron = self.env["ir.cron"]
        journeys = self.search([("state", "=", "running"), ("active", "=", True)])
        journeys._note_goals()
        cron._commit_progress(remaining=len(journeys) + 1)
        for journey in journeys:
            journey._enrol_safely()
            if not cron._commit_progress(1):
                return
        self._advance_all()

    @api.model
    def _advance_all(self):
        """Do what is due, portion by portion; each is committed by itself.

        A claim is committed before its work begins, so that others see it.
        """
        cron = self.env["ir.cron"]
        Task = self.env["crm.journey.task"]
        do_and_commit(self.env, Task._recover_expired)
        while token := do_and_commit(self.env, Task._claim):
            work = partial(Task._do_claimed, token)
            if not cron._commit_progress(do_and_commit(self.env, work)):
                return
        # else the scheduler would call again at once
        cron._commit_progress(remaining=0)

    def _enrol_safely(self):
        """A journey that cannot enrol tells its owner and keeps no other waiting.

        Each portion is committed: who has begun needs not begin again when the
        server stops in the midst of a million, and no lock is held for minutes.

        :return: number of those who start
        """
        count, after = 0, 0
        try:
            while after is not None:
                with self.env.cr.savepoint():
                    enrolled, after = self._enrol_portion(None, after, ENROL_BATCH)
                count += enrolled
                self.env["ir.cron"]._commit_progress()
        except Exception as error:  # noqa: BLE001 whatever an owner's rule raises
            _logger.warning("Journey %s cannot enrol", self.id, exc_info=True)
            summary = self.env._("Nobody can start this journey")
            if summary not in self.activity_ids.mapped("summary"):
                self.activity_schedule(
                    "mail.mail_activity_data_warning",
                    summary=summary,
                    note=str(error),
                    user_id=self.user_id.id,
                )
        return count
