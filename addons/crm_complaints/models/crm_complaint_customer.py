from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formataddr, plaintext2html

from .crm_complaint import ENDED_STATES, UNANSWERED_STATES

# a day and complaint: each time people are asked to look at it again
MOST_REOPENED = 3
ANSWERABLE_STATES = ("responded", "escalated", "final")
WITHDRAWABLE_STATES = (*UNANSWERED_STATES, "responded", "escalated", "final")


class CrmComplaintCustomer(models.Model):
    """What complainants do themselves, on the pages that are theirs.

    Each method has all rights: who may call it is found out before, by login or link.
    """

    _inherit = "crm.complaint"

    closing = fields.Selection(
        selection_add=[("withdrawn", "Withdrawn by the complainant")]
    )

    @api.model
    def _file_by_visitor(self, vals, files=()):
        """Record a complaint from a page, and tell the complainant that we have it.

        Nothing tells who was logged in: an anonymous complaint is nobody's.

        :param vals: values that were checked one by one
        :param files: (name, content) of files that were checked
        """
        complaint = self.with_user(SUPERUSER_ID).create(vals)
        if files:
            complaint._say_as_customer(
                self.env._("Files of the complainant"), complaint.partner_id, files
            )
        complaint._acknowledge()
        if not complaint.email_normalized:
            # the page has just told the number
            complaint._acknowledged()
        return complaint

    def _say_as_customer(self, text, author, files=()):
        """Post what the complainant says, in their name if there is one.

        :param author: res.partner; empty: no contact is made of whoever only claims
        to be somebody
        """
        self.ensure_one()
        values = {}
        if not author:
            email = self.email_from
            if self.is_anonymous or not email:
                sender = self.company_id.email or self.number
                email = formataddr((self.env._("Complainant"), sender))
            values["email_from"] = email
        return self.with_context(crm_complainant_acts=True).message_post(
            body=plaintext2html(text) if text else Markup(),
            author_id=author.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachments=list(files),
            **values,
        )

    def _look_at_message(self, message):
        if self.env.context.get("crm_complainant_acts"):
            return None
        return super()._look_at_message(message)

    def _begin_as_customer(self, *states):
        self.ensure_one()
        self._wait_for_others()
        if self.state not in states:
            raise UserError(
                self.env._(
                    "Your complaint has moved on meanwhile. Look below where it "
                    "stands now."
                )
            )

    def _answer_by_customer(self, author, text="", files=()):
        """The complainant adds something; what waited for it goes on."""
        self.ensure_one()
        if not (text or files):
            raise UserError(self.env._("Write something, or attach a file."))
        self._wait_for_others()
        self._say_as_customer(text, author, files)
        self._complainant_answered()

    def _accept_by_customer(self, author, text=""):
        """The complainant is content with the response: that ends it."""
        self._begin_as_customer(*ANSWERABLE_STATES)
        said = self.env._("I am content with your response.")
        self._say_as_customer("\n".join(filter(None, (said, text))), author)
        try:
            with self.env.cr.savepoint():
                self._accept()
        except UserError:
            # something of ours is still to be done: no matter of the complainant's
            self.accepted_date = fields.Datetime.now()
            self._tell_owner_of_answer()

    def _refuse_by_customer(self, author, text=""):
        """The complainant is not content: somebody else looks at it again."""
        self._begin_as_customer("responded")
        self._require_text(text)
        self._say_as_customer(text, author)
        self._refuse_response()

    def _reopen_by_customer(self, author, text=""):
        """Take up what was closed lately; not too often a day."""
        self._begin_as_customer("closed")
        self._require_text(text)
        if not self._can_reopen():
            raise UserError(
                self.env._(
                    "This complaint was closed too long ago. Make a new one and name "
                    "its number: %s.",
                    self.number,
                )
            )
        attempts = self.env["crm.complaint.attempt"]
        if not attempts._try("reopen", str(self.id), MOST_REOPENED):
            raise UserError(
                self.env._(
                    "It has been taken up again %s times today. Write below what is "
                    "still missing: we read it.",
                    MOST_REOPENED,
                )
            )
        self._say_as_customer(text, author)
        self._reopen()
        self._tell_owner_of_answer()

    def _require_text(self, text):
        if not text:
            raise UserError(
                self.env._("Tell us why, so that we know what to look at again.")
            )

    def _ask_status_by_customer(self, author, text=""):
        """Tell the complainant by mail where it stands, once a day."""
        self.ensure_one()
        if self.state in ENDED_STATES or not self.email_normalized:
            raise UserError(self.env._("This page shows where your complaint stands."))
        if not self.env["crm.complaint.attempt"]._try("status", str(self.id), 1):
            raise UserError(
                self.env._(
                    "We have written to you today already. This page shows where "
                    "your complaint stands."
                )
            )
        self._tell_status()

    def _withdraw_by_customer(self, author, text=""):
        """The complainant does not want it followed up any more.

        Where somebody may be harmed, or people are accused, it is still looked into:
        the owner hears of it and decides.
        """
        self._begin_as_customer(*WITHDRAWABLE_STATES)
        said = self.env._("I withdraw my complaint.")
        self._say_as_customer("\n".join(filter(None, (said, text))), author)
        if self.is_safety or self.accused_employee_ids:
            self._tell_owner_of_answer()
            return
        now = fields.Datetime.now()
        if self.state == "waiting":
            self._resume()
        self.write(
            {
                "state": "closed",
                "closing": "withdrawn",
                "closed_date": now,
                "resolution_hours": self._measure(self.received_date, now),
            }
        )
        self.clock_ids._stop()
        self.activity_unlink(
            ["crm_complaints.mail_activity_type_complaint_overdue"],
        )
