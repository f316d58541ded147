import ast
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .crm_complaint import ENDED_STATES
from .crm_satisfaction_moment import LATEST

# A bounce that comes later is of another mail
BOUNCES_WITHIN = timedelta(days=7)


class CrmSatisfactionSending(models.Model):
    """Sends what is planned, once, after looking again whether it may be sent."""

    _inherit = "crm.satisfaction.invitation"

    @api.model
    def _cron_send(self):
        """Send what is due; safe to run at any time and as often as one likes."""
        Programme = self.env["crm.satisfaction.programme"]
        ended = Domain("programme_id.state", "!=", "running")
        self._in_portions(
            Domain("state", "=", "planned")
            & Domain("send_date", "<=", fields.Datetime.now())
            & (Programme._get_sending() | ended),
            "look_date",
            self._send_due,
            order="send_date, id",
        )

    @api.model
    def _cron_remind(self):
        """Remind once, and close what nobody has answered in time."""
        now = fields.Datetime.now()
        self.search([("state", "=", "sent"), ("expiry_date", "<=", now)]).write(
            {"state": "expired"}
        )
        self._note_failed_mails()
        Programme = self.env["crm.satisfaction.programme"]
        due = [
            Domain("programme_id", "=", programme.id)
            & Domain("sent_date", "<=", now - timedelta(days=programme.reminder_days))
            for programme in Programme.search(
                [("state", "=", "running"), ("reminder_days", ">", 0)]
            )
        ]
        self._in_portions(
            Domain("state", "=", "sent")
            & Domain("reminder_date", "=", False)
            & Programme._get_sending()
            & Domain.OR(due),
            "look_date",
            self._remind_due,
        )

    @api.model
    def _send_due(self, invitations):
        """Send those that nothing speaks against; hold back or drop the others."""
        invitations = invitations._drop_hindered()
        now = fields.Datetime.now()
        for programme, due in invitations.grouped("programme_id").items():
            for invitation in due:
                invitation.write(
                    {
                        "state": "sent",
                        "sent_date": now,
                        "expiry_date": now + timedelta(days=programme.validity_days),
                        "email": invitation.partner_id.email_normalized,
                    }
                )
            due._deliver(programme._get_template("mail_template_satisfaction"))

    @api.model
    def _remind_due(self, invitations):
        hindered = invitations._find_hindrances(is_reminder=True)
        due = invitations.filtered(lambda invitation: invitation.id not in hindered)
        due.reminder_date = fields.Datetime.now()
        for programme, of_programme in due.grouped("programme_id").items():
            of_programme._deliver(
                programme._get_template("mail_template_satisfaction_reminder")
            )

    def _deliver(self, template):
        """Hand the mails to the queue, in this transaction and no other.

        Mail programs show a button of their own to unsubscribe (RFC 2369, RFC 8058).
        """
        if not (template and self):
            return
        mails = template.send_mail_batch(
            self.ids, email_layout_xmlid="mail.mail_notification_light"
        )
        for mail in mails:
            url = self.browse(mail.res_id)._get_unsubscribe_url()
            mail.headers = repr(
                {
                    **ast.literal_eval(mail.headers or "{}"),
                    "List-Unsubscribe": f"<{url}>",
                    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                }
            )

    def _drop_hindered(self):
        """Return those that may be sent; drop those that never may.

        While a complaint of the customer is open they are asked nothing. It is asked
        afterwards, unless that would be too late.
        """
        hindrances = self._find_hindrances()
        oldest = fields.Datetime.now() - LATEST
        for invitation in self:
            reason = hindrances.get(invitation.id)
            if not reason:
                continue
            if reason == "complaint":
                if invitation.send_date > oldest:
                    continue
                reason = "late"
            invitation.write({"state": "suppressed", "reason": reason})
        return self.filtered(lambda invitation: invitation.id not in hindrances)

    def _find_hindrances(self, is_reminder=False):
        """Return {id: reason} of those that may not be sent now.

        The reasons are those of the field, and ``complaint`` while one is open.
        """
        self.env.flush_all()
        void = set()
        for programme, invitations in self.grouped("programme_id").items():
            void |= programme._find_void(invitations)
        # a complaint that was opened again may be closed again
        reopened = {
            invitation.id: "complaint"
            for invitation in self
            if invitation.id in void and invitation.complaint_id
        }
        rows = self.env.execute_query(self._select_hindrances(void, is_reminder))
        return {**dict(rows), **reopened}

    def _select_hindrances(self, void, is_reminder):
        recently_asked = SQL(
            """EXISTS (
                SELECT FROM crm_satisfaction_invitation other
                 WHERE other.id <> invitation.id
                   AND other.sent_date > %s - programme.fatigue_days * interval '1 day'
                   AND (other.partner_id = partner.id
                        OR other.email = partner.email_normalized))""",
            fields.Datetime.now(),
        )
        return SQL(
            """WITH looked_at AS (
                   SELECT invitation.id, invitation.send_date,
                          partner.email_normalized AS address,
                          CASE
                          WHEN programme.state <> 'running' OR NOT programme.active
                          THEN 'ended'
                          WHEN invitation.id = ANY(%(void)s) THEN 'void'
                          WHEN NOT partner.active THEN 'archived'
                          WHEN %(no_address)s THEN 'no_address'
                          WHEN EXISTS (
                               SELECT FROM res_partner same
                                WHERE same.satisfaction_opt_out
                                  AND (same.id = partner.id OR same.email_normalized
                                       = partner.email_normalized))
                          THEN 'opt_out'
                          WHEN %(blacklisted)s THEN 'blacklist'
                          WHEN EXISTS (
                               SELECT FROM crm_complaint complaint
                                WHERE complaint.commercial_partner_id
                                      = partner.commercial_partner_id
                                  AND complaint.active
                                  AND complaint.state <> ALL(%(ended)s))
                          THEN 'complaint'
                          WHEN invitation.send_date < %(oldest)s
                               AND NOT %(is_reminder)s
                          THEN 'late'
                          WHEN NOT %(is_reminder)s AND %(recently_asked)s
                          THEN 'fatigue'
                          END AS reason
                     FROM crm_satisfaction_invitation invitation
                     JOIN crm_satisfaction_programme programme
                       ON programme.id = invitation.programme_id
                     JOIN res_partner partner ON partner.id = invitation.partner_id
                    WHERE invitation.id = ANY(%(ids)s))
               SELECT id, reason FROM looked_at WHERE reason IS NOT NULL
                UNION ALL
               -- two for one address in one portion: the earlier one goes out
               SELECT id, 'fatigue'
                 FROM (SELECT id, row_number() OVER (
                              PARTITION BY address ORDER BY send_date, id) AS place
                         FROM looked_at WHERE reason IS NULL) rest
                WHERE place > 1 AND NOT %(is_reminder)s""",
            void=list(void),
            no_address=self._lacks_address(),
            blacklisted=self._is_blacklisted(),
            ended=list(ENDED_STATES),
            oldest=fields.Datetime.now() - LATEST,
            is_reminder=is_reminder,
            recently_asked=recently_asked,
            ids=self.ids,
        )

    @api.model
    def _lacks_address(self):
        """Return SQL of whether ``partner`` cannot be written to."""
        return SQL("partner.email_normalized IS NULL")

    @api.model
    def _is_blacklisted(self):
        """Return SQL of whether ``partner`` must not be written to."""
        return SQL(
            """EXISTS (SELECT FROM mail_blacklist
                        WHERE mail_blacklist.active
                          AND mail_blacklist.email = partner.email_normalized)"""
        )

    # ----------------------------------------------------------------------
    # What came back
    # ----------------------------------------------------------------------

    @api.model
    def _note_failed_mails(self):
        """What the mail server did not take has not reached anybody."""
        failed = self.env["mail.mail"].search(
            [("model", "=", self._name), ("state", "=", "exception")]
        )
        self._note_bounced([("id", "in", failed.mapped("res_id"))])

    @api.model
    def _note_bounced(self, domain):
        self.search(Domain(domain) & Domain("state", "=", "sent")).write(
            {"state": "bounced"}
        )

    @api.model
    def _receive_bounce(self, email):
        """A mail to this address came back."""
        since = fields.Datetime.now() - BOUNCES_WITHIN
        self.sudo()._note_bounced([("email", "=", email), ("sent_date", ">=", since)])
