from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, split_every

# Mails of mailings that are handed over between two commits. As many at most are
# neither sent nor sent again when the server is killed.
BATCH = 50


class MailMail(models.Model):
    """Mails of mailings: asked once more, sent in batches, never sent twice."""

    _inherit = "mail.mail"

    state = fields.Selection(
        selection_add=[("unknown", "Unknown")],
        ondelete={"unknown": "set exception"},
        help="Unknown: being sent, or the server stopped while sending it.",
    )
    sending_since = fields.Datetime(
        readonly=True, copy=False, index="btree_not_null", groups="base.group_system"
    )

    def _send(
        self,
        auto_commit=False,
        raise_exception=False,
        smtp_session=None,
        alias_domain_id=False,
        mail_server=False,
        post_send_callback=None,
    ):
        options = {
            "auto_commit": auto_commit,
            "raise_exception": raise_exception,
            "smtp_session": smtp_session,
            "alias_domain_id": alias_domain_id,
            "mail_server": mail_server,
            "post_send_callback": post_send_callback,
        }
        of_mailings = self._filter_of_mailings()
        if not of_mailings or self.env["ir.mail_server"]._disable_send():
            return super()._send(**options)
        others = self - of_mailings
        if others:
            super(MailMail, others)._send(**options)
        if mail_server and not of_mailings._filter_mail_mail_servers(mail_server):
            raise UserError(
                self.env._("Some of the mails may not be sent over this server.")
            )
        for ids in split_every(BATCH, of_mailings.ids):
            self.browse(ids)._send_batch(options)
        if post_send_callback:
            post_send_callback(self.ids)
        return True

    def _filter_of_mailings(self):
        """Return the mails that have a trace, tests of mailings left out."""
        if not self:
            return self
        self.env["mailing.trace"].flush_model(["mail_mail_id", "is_test_trace"])
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT mail_mail_id FROM mailing_trace
                    WHERE mail_mail_id = ANY(%s) AND is_test_trace IS NOT TRUE""",
                self.ids,
            )
        )
        found = {mail_id for (mail_id,) in rows}
        return self.browse(mail_id for mail_id in self.ids if mail_id in found)

    # ------------------------------------------------------------------
    # Who may not be written to
    # ------------------------------------------------------------------

    def _get_send_refusals(self):
        """Return ``{mail id: failure type}`` of the mails that must not go out.

        Asked right before the mails go to the SMTP server, for a batch at a time: the
        answer must not cost a query for each mail. To be extended by other rules; the
        first that refuses a mail names the reason.
        """
        for model, names in (
            ("mailing.trace", ["mail_mail_id", "email", "mass_mailing_id"]),
            ("mail.blacklist", ["email", "active"]),
            ("mailing.subscription", ["contact_id", "list_id", "opt_out"]),
            ("mailing.contact", ["email_normalized"]),
        ):
            self.env[model].flush_model(names)
        lists = self.env["mailing.mailing"]._fields["contact_list_ids"]
        model_of_lists = self.env["ir.model"]._get_id("mailing.list")
        rows = self.env.execute_query(
            SQL(
                """
                WITH written AS MATERIALIZED (
                    SELECT trace.mail_mail_id, trace.email, mailing.id AS mailing_id,
                           mailing.use_exclusion_list, mailing.mailing_model_id
                      FROM mailing_trace trace
                      JOIN mailing_mailing mailing
                        ON mailing.id = trace.mass_mailing_id
                     WHERE trace.mail_mail_id = ANY(%(mails)s)
                       AND trace.is_test_trace IS NOT TRUE
                )
                SELECT written.mail_mail_id, 'mail_bl'
                  FROM written
                  JOIN mail_blacklist blacklist
                    ON blacklist.email = written.email AND blacklist.active
                 WHERE written.use_exclusion_list
                 UNION ALL
                SELECT written.mail_mail_id, 'mail_optout'
                  FROM written
                  JOIN mailing_contact contact
                    ON contact.email_normalized = written.email
                  JOIN mailing_subscription subscription
                    ON subscription.contact_id = contact.id
                  JOIN %(lists)s chosen
                    ON chosen.%(mailing)s = written.mailing_id
                   AND chosen.%(list)s = subscription.list_id
                 WHERE written.mailing_model_id = %(model)s
                 GROUP BY written.mail_mail_id
                HAVING BOOL_AND(COALESCE(subscription.opt_out, FALSE))
                """,
                mails=self.ids,
                lists=SQL.identifier(lists.relation),
                mailing=SQL.identifier(lists.column1),
                list=SQL.identifier(lists.column2),
                model=model_of_lists,
            )
        )
        refusals = {}
        for mail_id, reason in rows:
            refusals.setdefault(mail_id, reason)
        return self._get_own_opt_outs() | refusals

    def _get_own_opt_outs(self):
        """Opt-outs of models that keep their own, as the host lets them."""
        refusals = {}
        for mailing, mails in self.grouped("mailing_id").items():
            target = self.env[mailing.mailing_model_name or "base"]
            if mailing.mailing_on_mailing_list or not hasattr(
                target, "_mailing_get_opt_out_list"
            ):
                continue
            opted_out = set(mailing._get_opt_out_list())
            refusals.update(
                (trace.mail_mail_id.id, "mail_optout")
                for trace in mails.mailing_trace_ids
                if trace.email in opted_out
            )
        return refusals

    def _refuse(self, refusals):
        """Cancel mails and traces, and say why; return the other mails."""
        by_reason = defaultdict(self.browse)
        for mail in self:
            if mail.id in refusals:
                by_reason[refusals[mail.id]] += mail
        refused = self.browse()
        for reason, mails in by_reason.items():
            mails.mailing_trace_ids.write(
                {"trace_status": "cancel", "failure_type": reason}
            )
            mails.write({"state": "cancel", "failure_type": reason})
            refused += mails
        left = self - refused
        refused.filtered("auto_delete").unlink()
        return left

    # ------------------------------------------------------------------
    # Interrupted
    # ------------------------------------------------------------------

    @api.model
    def _cron_find_interrupted(self):
        """Show mails that a server was sending when it stopped, and tell of them."""
        interrupted = self.sudo()._claim_interrupted()
        interrupted._leave_unknown()

    def _leave_unknown(self):
        """Never send these again: what the recipient has is not known."""
        if not self:
            return
        self.write({"state": "unknown", "sending_since": False})
        traces = self.mailing_trace_ids
        traces.filtered(lambda trace: trace.trace_status == "process").write(
            {"trace_status": "unknown"}
        )
        for mailing, mails in self.grouped("mailing_id").items():
            mailing._alert(
                self.env._("Sending was interrupted"),
                self.env._(
                    "The server stopped, or lost the mail server, while it was"
                    " sending. Whether %(count)s mails have gone out is not known;"
                    " they are not sent again.",
                    count=len(mails),
                ),
            )
