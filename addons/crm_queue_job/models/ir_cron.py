import logging
import time
from datetime import timedelta

from odoo import fields, models

_logger = logging.getLogger(__name__)

# Scheduled actions that may work for long; of those whose add-on is installed
LONG_WORK = {
    "crm_campaigns.ir_cron_campaign_touches",
    "crm_campaigns.ir_cron_journeys",
    "crm_complaints.ir_cron_promise_detect",
    "crm_customer_value.ir_cron_changes",
    "crm_customer_value.ir_cron_refresh",
    "crm_gateway.ir_cron_contact_plan",
    "crm_gateway.ir_cron_duplicate",
}
# A job ends its portion after so many seconds and asks for another: workers stop
# requests that take longer than their own limits.
PORTION_SECONDS = 60
# A job that nobody took up for so long tells that no runner runs
PATIENCE = timedelta(minutes=15)
WAITING = ("wait_dependencies", "pending", "enqueued")


class IrCron(models.Model):
    """Long work as a job of the queue, which spreads it over workers and hosts.

    The scheduler stays the clock: when a scheduled action is due it only puts a job
    into the queue, one at a time.  The job works in portions through the host's own
    progress, so that what it has done is committed and seen.  If jobs are not taken
    up, because no runner was started, the scheduler does the work itself: an
    installed queue that does not run must not stop a company.
    """

    _inherit = "ir.cron"

    queue_mode = fields.Selection(
        [("queue", "Through the job queue"), ("cron", "By the scheduler")],
        "Long Work",
        help="Empty: through the job queue where the work is known to be long, else "
        "by the scheduler.",
    )

    def _callback(self, cron_name, server_action_id):
        if not self._is_for_queue():
            return super()._callback(cron_name, server_action_id)
        if self._is_queue_stuck():
            _logger.warning(
                "%s: a job has waited for more than %s; the scheduler does its work. "
                "Is the runner of the job queue started?",
                cron_name,
                PATIENCE,
            )
            return super()._callback(cron_name, server_action_id)
        self._enqueue()
        self._commit_progress()
        return None

    def _is_for_queue(self):
        """Whether the scheduled action is to go through the queue."""
        self.ensure_one()
        if self.queue_mode:
            return self.queue_mode == "queue"
        return self.get_external_id()[self.id] in LONG_WORK

    def _is_queue_stuck(self):
        """Whether a job of this scheduled action has waited for too long."""
        since = fields.Datetime.now() - PATIENCE
        domain = [
            ("identity_key", "=", self._get_identity_key()),
            ("state", "in", WAITING),
            ("date_created", "<", since),
        ]
        return bool(self.env["queue.job"].sudo().search_count(domain, limit=1))

    def _get_identity_key(self):
        return f"crm_queue_job:{self.id}"

    def _enqueue(self):
        """Put the work into the queue, unless a job of it waits or runs."""
        self.ensure_one()
        key = self._get_identity_key()
        # the queue itself looks at waiting jobs only
        running = [("identity_key", "=", key), ("state", "=", "started")]
        if not self.env["queue.job"].sudo().search_count(running, limit=1):
            self._delay_work()

    def _delay_work(self):
        self.with_delay(
            description=self.name,
            identity_key=self._get_identity_key(),
            priority=self.priority,
        )._work_in_queue()

    def _work_in_queue(self):
        """Do a portion of the work; called by the job, which may commit.

        :return: a sentence for the job's result, with the host's count of what is
            done and what remains
        """
        self.ensure_one()
        end = time.monotonic() + PORTION_SECONDS
        cron, progress = self.with_context(
            lastcall=self.lastcall, cron_id=self.id, cron_end_time=end
        )._add_progress()
        cron._commit_progress()
        cron.ir_actions_server_id.run()
        cron.env.flush_all()
        if progress.remaining and progress.done:
            cron._delay_work()
        return cron.env._(
            "%(done)s done, %(remaining)s remaining",
            done=progress.done,
            remaining=progress.remaining,
        )
