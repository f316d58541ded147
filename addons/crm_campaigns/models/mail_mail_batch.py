import logging
from datetime import timedelta

import psycopg2

from odoo import fields, models
from odoo.tools import SQL, exception_to_unicode
from odoo.tools.mail import email_split_and_format_normalize

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from ..committing import do_and_commit
from ..mail_handover import (
    FAILED,
    SENT,
    UNKNOWN,
    WAITING,
    Message,
    Outcome,
    Parcel,
    hand_over,
)

_logger = logging.getLogger(__name__)

# Namespace of the advisory locks on mails that are being sent
LOCKS = 0x6D61696C
# A server that was killed lets go of its locks at once; this is for a clock that is
# not ours.
GRACE = timedelta(minutes=1)


class MailMail(models.Model):
    """How a batch of mails of mailings goes out exactly once, or not at all.

    1. Claim: each mail is locked for as long as the connection lives, and marked
       ``unknown`` with its trace ``process``; that is committed.
    2. Hand over: SMTP, with no transaction open.
    3. Settle: what became of each mail is committed, then the locks are let go.

    Killed before the first commit a mail is still outgoing; after it nobody sends it
    again, and once the locks are gone the scheduler tells of it.
    """

    _inherit = "mail.mail"

    def _send_batch(self, options):
        """Send one batch; ``options`` are those of ``_send``."""
        commits = options["auto_commit"] is True
        locked = []
        try:
            parcels, refused = self._retry(
                lambda: self._claim(options, locked), commits
            )
            outcomes = refused + hand_over(
                parcels,
                options["smtp_session"],
                self._explain_failure,
                stop_on_error=options["raise_exception"],
            )
            if commits:
                # a snapshot from here on: recipients may have answered already
                self._commit_batch()
            self._retry(lambda: self._settle(outcomes), commits)
            if options["post_send_callback"] and commits:
                options["post_send_callback"](self.ids)
            if commits:
                self._commit_batch()
        finally:
            self._unlock(locked)
        _logger.info("%s mails of mailings handed over", len(parcels))
        self._raise_failure(outcomes, options["raise_exception"])

    def _retry(self, work, commits):
        return do_and_commit(self.env, work) if commits else work()

    def _commit_batch(self):
        """Commit, also where the scheduler counts along."""
        self.env["ir.cron"]._commit_progress()

    # ------------------------------------------------------------------
    # Claim
    # ------------------------------------------------------------------

    def _claim(self, options, locked):
        """Return what is to be handed over, and outcomes of what never will be.

        :param list locked: gets the id of each mail that is locked, as often as it is
        """
        commits = options["auto_commit"] is True
        mails = self._lock_outgoing(locked) if commits else self._filter_outgoing()
        # once for all of them, with what is needed to write them
        mails = mails.with_prefetch(mails.ids)
        mails = mails._refuse(mails._get_send_refusals()) if mails else mails
        with_unfollow = mails.filtered(lambda mail: "/mail/unfollow" in mail.body_html)
        followers = self.env["mail.followers"]._get_mail_doc_to_followers(
            with_unfollow.ids
        )
        parcels, failed = [], []
        for mail in mails:
            try:
                parcel = mail._pack(options, followers)
                if not parcel.messages:
                    failed.append(Outcome(mail.id))
                    failed[-1].fail(
                        self.env["ir.mail_server"].NO_VALID_RECIPIENT,
                        "mail_email_missing",
                    )
                    continue
                parcels.append(parcel)
            except (MemoryError, psycopg2.Error):
                raise
            except Exception as error:
                _logger.exception("Mail %s cannot be written", mail.id)
                outcome = Outcome(mail.id)
                outcome.fail(*self._explain_failure(error))
                failed.append(outcome)
        if commits:
            ready = self.browse([parcel.mail_id for parcel in parcels])
            ready.write({"state": "unknown", "sending_since": fields.Datetime.now()})
            ready.mailing_trace_ids.write({"trace_status": "process"})
            self.env.flush_all()
        return parcels, failed

    def _filter_outgoing(self):
        return self.filtered(lambda mail: mail.state == "outgoing")

    def _lock_outgoing(self, locked):
        """Lock the outgoing mails that nobody else is sending; return them.

        The lock belongs to the connection: it outlives a commit and not the process.
        Rows first, as that may fail; a lock that was got must not be forgotten.
        """
        self.flush_recordset(["state"])
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM mail_mail WHERE id = ANY(%s) AND state = 'outgoing'
                    ORDER BY id FOR NO KEY UPDATE SKIP LOCKED""",
                self.ids,
            )
        )
        outgoing = [mail_id for (mail_id,) in rows]
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM UNNEST(%s::int[]) id"
                " WHERE pg_try_advisory_lock(%s, id)",
                outgoing,
                LOCKS,
            )
        )
        found = [mail_id for (mail_id,) in rows]
        locked.extend(found)
        return self.browse(found)

    def _unlock(self, mail_ids):
        """Let go of the locks, in whatever state the transaction is."""
        if not mail_ids:
            return
        query = SQL(
            "SELECT pg_advisory_unlock(%s, id) FROM UNNEST(%s::int[]) id",
            LOCKS,
            mail_ids,
        )
        try:
            self.env.cr.rollback()
            self.env.cr.execute(query)
            # not undone by this, which ends the snapshot of the query
            self.env.cr.rollback()
        except psycopg2.Error:
            # a connection that is gone has let go of them by itself
            _logger.warning("Locks of mails are left to the connection", exc_info=True)

    def _claim_interrupted(self):
        """Lock the mails that were being sent and that nobody sends any more."""
        self.flush_model(["state", "sending_since"])
        rows = self.env.execute_query(
            SQL(
                """
                WITH begun AS MATERIALIZED (
                    SELECT id FROM mail_mail
                     WHERE state = 'unknown' AND sending_since < %s
                     ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
                )
                SELECT id FROM begun WHERE pg_try_advisory_xact_lock(%s, id)
                """,
                fields.Datetime.now() - GRACE,
                LOCKS,
            )
        )
        return self.browse(mail_id for (mail_id,) in rows)

    # ------------------------------------------------------------------
    # Write
    # ------------------------------------------------------------------

    def _pack(self, options, followers):
        """Return the mail as messages, ready to be handed over."""
        self.ensure_one()
        senders = email_split_and_format_normalize(self.email_from)
        email_from = senders[0] if senders else self.email_from
        messages = []
        for email in self._prepare_outgoing_list(
            mail_server=options["mail_server"] or self.mail_server_id,
            doc_to_followers=followers,
        ):
            server = self._get_server_for(email, options["alias_domain_id"])
            mime = server._build_email__(
                email_from=email_from,
                email_to=email["email_to"],
                subject=email["subject"],
                body=email["body"],
                body_alternative=email["body_alternative"],
                email_cc=email["email_cc"],
                reply_to=email["reply_to"],
                attachments=email["attachments"],
                message_id=email["message_id"],
                references=email["references"],
                object_id=email["object_id"],
                subtype="html",
                subtype_alternative="plain",
                headers=email["headers"],
            )
            partner = email.get("partner_id")
            messages.append(Message(server, mime, email["email_to"], partner))
        return Parcel(self.id, self.mail_server_id.id, messages)

    def _get_server_for(self, email, alias_domain_id):
        """Return ir.mail_server that knows the recipients and where bounces go."""
        context = {"send_validated_to": email.get("email_to_normalized", [])}
        if alias_domain_id:
            domain = self.env["mail.alias.domain"].sudo().browse(alias_domain_id)
            context["domain_notifications_email"] = domain.default_from_email
            context["domain_bounce_address"] = (
                email["headers"].get("Return-Path") or domain.bounce_email
            )
        return self.env["ir.mail_server"].with_context(**context)

    def _explain_failure(self, error):
        """Return what went wrong, in words and as a failure type, as the host does."""
        server = self.env["ir.mail_server"]
        if isinstance(error, AssertionError):
            code = error.args[0] if error.args else ""
            if code == server.NO_VALID_FROM:
                return str(error.args[-1]), "mail_from_invalid"
            if code in (server.NO_FOUND_FROM, server.NO_FOUND_SMTP_FROM):
                return code, "mail_from_missing"
            if code == server.NO_VALID_RECIPIENT:
                return code, "mail_email_invalid"
            return str(code), "unknown"
        text = exception_to_unicode(error)
        if isinstance(error, MailDeliveryException) and "OutboundSpam" in str(error):
            return text, "mail_spam"
        return text, "unknown"

    # ------------------------------------------------------------------
    # Settle
    # ------------------------------------------------------------------

    def _settle(self, outcomes):
        """Write down what became of the mails."""
        by_state = {SENT: [], FAILED: [], UNKNOWN: [], WAITING: []}
        for outcome in outcomes:
            by_state[outcome.state].append(outcome)
        self._settle_sent(by_state[SENT])
        for outcome in by_state[FAILED]:
            self._settle_failed(outcome)
        waiting = self.browse([outcome.mail_id for outcome in by_state[WAITING]])
        waiting.write({"state": "outgoing", "sending_since": False})
        waiting.mailing_trace_ids.write({"trace_status": "outgoing"})
        self.browse([outcome.mail_id for outcome in by_state[UNKNOWN]])._leave_unknown()

    def _settle_sent(self, outcomes):
        if not outcomes:
            return
        mails = self.browse([outcome.mail_id for outcome in outcomes])
        # the locks keep others from sending them, not from deleting them
        mails = mails.exists()
        mails.write(
            {
                "state": "sent",
                "sending_since": False,
                "failure_type": False,
                "failure_reason": False,
            }
        )
        for outcome in outcomes:
            mail = self.browse(outcome.mail_id)
            if mail in mails and mail.message_id != outcome.message_id:
                mail.message_id = outcome.message_id
        mails._postprocess_sent_message(
            success_pids=[one for outcome in outcomes for one in outcome.partners],
            success_emails=[one for outcome in outcomes for one in outcome.emails],
            failure_reason=None,
            failure_type=None,
        )

    def _settle_failed(self, outcome):
        mail = self.browse(outcome.mail_id).exists()
        mail.write(
            {
                "state": "exception",
                "sending_since": False,
                "failure_type": outcome.failure_type,
                "failure_reason": outcome.error,
            }
        )
        mail._postprocess_sent_message(
            success_pids=outcome.partners,
            success_emails=outcome.emails,
            failure_reason=outcome.error,
            failure_type=outcome.failure_type,
        )

    def _raise_failure(self, outcomes, raise_exception):
        """Raise what the host would: a lost connection ends the run."""
        for outcome in outcomes:
            if outcome.state in (WAITING, UNKNOWN) and outcome.error:
                raise outcome.error
            if raise_exception and outcome.state == FAILED:
                raise MailDeliveryException(outcome.error)
