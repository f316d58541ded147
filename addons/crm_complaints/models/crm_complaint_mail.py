from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import email_normalize

from ..incoming_files import clean_line, is_active
from .crm_complaint import IDENTITY

MAX_SUBJECT = 200


class CrmComplaintMail(models.Model):
    """Complaints by e-mail, and what complainants are written to."""

    _inherit = "crm.complaint"

    email_normalized = fields.Char(
        compute="_compute_email_normalized",
        store=True,
        index="btree_not_null",
        groups=IDENTITY,
    )

    @api.depends("email_from")
    def _compute_email_normalized(self):
        for complaint in self:
            complaint.email_normalized = email_normalize(
                complaint.email_from, strict=False
            )

    @api.model
    def _detect_loop_sender_domain(self, email_from_normalized):
        """Count a sender's complaints by an index, however many there are."""
        return [("email_normalized", "=", email_from_normalized)]

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name"):
                vals["name"] = clean_line(vals["name"], MAX_SUBJECT) or "?"
        return super().create(vals_list)

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """A mail to the address of a team becomes a complaint of that team."""
        values = {
            "name": msg_dict.get("subject") or self.env._("(no subject)"),
            "channel": "email",
            "email_from": msg_dict.get("from"),
            "partner_id": msg_dict.get("author_id"),
            "description": msg_dict.get("body"),
            **(custom_values or {}),
        }
        complaint = super().message_new(msg_dict, custom_values=values)
        complaint._acknowledge()
        return complaint

    @api.model
    def _add_left_files(self, body, names):
        """Return a mail's text with the names of the files that were too much."""
        note = self.env._(
            "These files were not taken, they are too many or too large: %s.",
            ", ".join(names),
        )
        return Markup("%s<p><em>%s</em></p>") % (Markup(body or ""), note)

    def _acknowledge(self):
        """Tell the complainant at once the number, the way to follow, and until when.

        Nobody is told what a machine has written, or a stranger many times a day.
        """
        if self.env.context.get("crm_mail_is_automatic"):
            return
        for complaint in self.sudo().filtered(lambda c: c._is_acknowledged()):
            complaint.with_context(crm_acknowledging=True)._write_to_complainant(
                "crm_complaints.mail_template_complaint_received"
            )
            complaint._acknowledged()

    def _is_acknowledged(self):
        self.ensure_one()
        if self.state != "received" or not self.email_normalized:
            return False
        return bool(self.partner_id) or self._is_within_daily_limit()

    def _tell_status(self):
        """Tell complainants where things stand, at a deadline or when they ask."""
        for complaint in self.sudo().filtered("email_normalized"):
            complaint.with_context(crm_acknowledging=True)._write_to_complainant(
                "crm_complaints.mail_template_complaint_status"
            )

    def _send_decision(self, attachments=None):
        """Send the letter with the decision, with files that belong to it."""
        for complaint in self.sudo():
            complaint._write_to_complainant(
                "crm_complaints.mail_template_complaint_decision", attachments
            )

    def _write_to_complainant(self, xmlid, attachments=None):
        """Post a letter in the complainant's language, and mail it.

        Whoever is no contact gets it by the address alone: no contact is made of
        anybody who only claims to be somebody.
        """
        self.ensure_one()
        template = self.env.ref(xmlid, raise_if_not_found=False)
        if not template:
            return
        values = template._generate_template(
            self.ids, ("body_html", "email_from", "subject")
        )[self.id]
        recipient = (
            {"partner_ids": self.partner_id.ids}
            if self.partner_id
            else {"outgoing_email_to": self.email_normalized}
        )
        self.message_post(
            body=Markup(values["body_html"]),
            subject=values["subject"],
            email_from=values["email_from"],
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            email_layout_xmlid="mail.mail_notification_light",
            email_add_signature=False,
            attachment_ids=attachments.ids if attachments else None,
            **recipient,
        )

    def _is_from_stranger(self):
        self.ensure_one()
        return not self.sudo().partner_id

    def _process_attachments_for_post(
        self, attachments, attachment_ids, message_values
    ):
        """Have nothing that strangers send run in a browser: it can be downloaded."""
        result = super()._process_attachments_for_post(
            attachments, attachment_ids, message_values
        )
        ids = [command[1] for command in result.get("attachment_ids") or []]
        for file in self.env["ir.attachment"].sudo().browse(ids):
            if is_active(file.name, file.mimetype):
                file.mimetype = "application/octet-stream"
        return result

    def _message_post_after_hook(self, message, msg_values):
        """Note our first response; take up what the complainant answers."""
        result = super()._message_post_after_hook(message, msg_values)
        if message.message_type in ("email", "comment") and not message.is_internal:
            for complaint in self.sudo():
                complaint._look_at_message(message)
        return result

    def _look_at_message(self, message):
        self.ensure_one()
        context = self.env.context
        if context.get("crm_mail_is_automatic") or context.get("crm_acknowledging"):
            return
        if self._is_from_complainant(message):
            self._complainant_answered()
        elif self._is_response(message):
            self.response_count += 1
            self._note_first_response(message.date or fields.Datetime.now())

    def _is_from_complainant(self, message):
        """Whether who wrote is the complainant, be it somebody without a contact."""
        customer = self.commercial_partner_id
        if customer and message.author_id.commercial_partner_id == customer:
            return True
        sender = email_normalize(message.email_from, strict=False)
        return bool(sender) and sender == self.email_normalized

    def _is_response(self, message):
        """Whether one of us has written what the complainant can read."""
        comment = self.env.ref("mail.mt_comment")
        author = message.author_id
        return (
            message.subtype_id == comment
            and bool(author)
            and any(not user.share for user in author.user_ids)
            and author != self.env.ref("base.partner_root")
        )

    def _complainant_answered(self):
        """Go on with what waited for them; open again what was closed not long ago."""
        self.ensure_one()
        if self.state == "waiting":
            waiting = self.pause_ids.filtered(lambda p: not p.end_date)
            if waiting.reason == "customer":
                self._resume()
        elif self.state == "closed" and self._can_reopen():
            self._reopen()
        elif self.user_id:
            self._tell_owner_of_answer()

    def _tell_owner_of_answer(self):
        in_their_language = self.with_context(lang=self.user_id.lang)
        self._tell_owner(in_their_language.env._("The complainant wrote"))

    def _tell_owner_of_end(self):
        in_their_language = self.with_context(lang=self.user_id.lang)
        self._tell_owner(in_their_language.env._("The waiting is over"))

    def _tell_owner(self, summary):
        """Plan for the owner to look at it; once as long as nobody has."""
        if summary not in self.activity_ids.mapped("summary"):
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=summary,
                user_id=self.user_id.id,
            )

    def _can_reopen(self):
        """Whether an answer now still belongs to this complaint."""
        self.ensure_one()
        since = fields.Datetime.now() - timedelta(
            days=self.company_id.complaint_reopen_days
        )
        return bool(self.closed_date and self.closed_date >= since)

    def _get_customer_information(self):
        information = super()._get_customer_information()
        for complaint in self.sudo().filtered(
            lambda c: c.email_from and not c.partner_id
        ):
            information.setdefault(complaint.email_from, {}).update(
                {
                    "name": complaint.partner_name or complaint.email_from,
                    "phone": complaint.phone,
                }
            )
        return information
