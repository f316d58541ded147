import logging
from contextlib import contextmanager

import psycopg2

from odoo import api, fields, models, modules
from odoo.tools import SQL

from ..mailing_run import KEY, MailingRun, get_run

_logger = logging.getLogger(__name__)


class MailingMailing(models.Model):
    """Runs over many recipients at a constant cost for each."""

    _inherit = "mailing.mailing"

    unknown_count = fields.Integer(
        "Maybe Sent",
        compute="_compute_unknown_count",
        help="Mails of which nobody knows whether they have gone out: the server"
        " stopped while it was sending them. They are not sent again.",
    )

    @api.depends("mailing_trace_ids.trace_status")
    def _compute_unknown_count(self):
        counts = dict(
            self.env["mailing.trace"]
            .sudo()
            ._read_group(
                [
                    ("mass_mailing_id", "in", self.ids),
                    ("trace_status", "=", "unknown"),
                ],
                ["mass_mailing_id"],
                ["__count"],
            )
        )
        for mailing in self:
            mailing.unknown_count = counts.get(mailing, 0)

    def action_view_traces_unknown(self):
        """Open the traces of which nobody knows whether they were sent."""
        self.check_access("read")
        return self._action_view_traces_filtered("unknown")

    # ------------------------------------------------------------------
    # Runs
    # ------------------------------------------------------------------

    def _get_mass_mailing_context(self):
        return {**super()._get_mass_mailing_context(), KEY: MailingRun()}

    def _get_seen_list(self):
        """Within a run: of the batch's addresses those that were reached."""
        run = get_run(self.env)
        if run is None:
            return super()._get_seen_list()
        if run.reached is None:
            run.reached = set(super()._get_seen_list())
        return run.reached & run.addresses

    def _get_opt_out_list(self):
        """Within a run: of the batch's addresses those that opted out."""
        run = get_run(self.env)
        if run is None:
            return super()._get_opt_out_list()
        if self.mailing_on_mailing_list:
            return self._filter_opted_out(run.addresses)
        if run.opted_out is None:
            run.opted_out = frozenset(super()._get_opt_out_list())
        return run.opted_out & run.addresses

    def _filter_opted_out(self, addresses):
        """Return the addresses that are on lists of the mailing, opted out of all."""
        self.env["mailing.subscription"].flush_model()
        self.env["mailing.contact"].flush_model(["email_normalized"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT contact.email_normalized
                  FROM mailing_contact contact
                  JOIN mailing_subscription subscription
                    ON subscription.contact_id = contact.id
                 WHERE contact.email_normalized = ANY(%s)
                   AND subscription.list_id = ANY(%s)
                 GROUP BY contact.email_normalized
                HAVING BOOL_AND(COALESCE(subscription.opt_out, FALSE))
                """,
                list(addresses),
                self.contact_list_ids.ids,
            )
        )
        return {email for (email,) in rows}

    # ------------------------------------------------------------------
    # The queue
    # ------------------------------------------------------------------

    @api.model
    def _process_mass_mailing_queue(self):
        """Let a mailing that fails not hold up those behind it."""
        due = self.search(
            [
                ("state", "in", ("in_queue", "sending")),
                "|",
                ("schedule_date", "<", fields.Datetime.now()),
                ("schedule_date", "=", False),
            ]
        )
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(due))
        for mailing in due:
            user = mailing.user_id or mailing.write_uid or self.env.user
            context = self.env["res.users"].with_user(user).context_get()
            mailing.with_context(**context)._process_in_queue()
            cron._commit_progress(processed=1)
        # what is left are the statistics of mailings of yesterday
        return super()._process_mass_mailing_queue()

    def _process_in_queue(self):
        """Send to whom is left; a mailing that cannot be sent is a draft again."""
        self.ensure_one()
        try:
            with self._undoing():
                if self._get_remaining_recipients():
                    self.state = "sending"
                    self._action_send_mail()
                else:
                    self.write(
                        {
                            "state": "done",
                            "sent_date": fields.Datetime.now(),
                            "kpi_mail_required": not self.sent_date,
                        }
                    )
        except (psycopg2.OperationalError, psycopg2.InterfaceError):
            # of the moment, not of the mailing: the scheduler comes back
            raise
        except Exception as error:
            _logger.exception("Mailing %s cannot be sent", self.id)
            self.state = "draft"
            self._alert(
                self.env._("Cannot be sent"),
                self.env._(
                    "%(error)s Whoever has the mail already does not get it again"
                    " when you send the rest.",
                    error=error,
                ),
            )

    @contextmanager
    def _undoing(self):
        """Undo what was not committed before an error."""
        if modules.module.current_test:
            with self.env.cr.savepoint():
                yield
            return
        try:
            yield
        except Exception:
            self.env.cr.rollback()
            raise

    def _alert(self, summary, note):
        """Tell who is responsible for the mailing."""
        for mailing in self:
            mailing.activity_schedule(
                "mail.mail_activity_data_warning",
                summary=summary,
                note=note,
                user_id=(mailing.user_id or mailing.create_uid).id,
            )
