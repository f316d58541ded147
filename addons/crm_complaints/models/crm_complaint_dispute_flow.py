from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .crm_complaint_dispute import BEFORE_OUTCOME, ENDED, OPEN

DAYS_BEFORE = 7
# Without any of these the customer has not agreed
CONSENT = (
    "is_voluntary",
    "is_informed",
    "is_unconditional",
    "consent_name",
    "consent_date",
    "consent_file",
)
# Until when what has to be done, in which states
DEADLINES = {
    "position_due_date": ("notified",),
    "target_date": ("notified", "position"),
    "due_date": ("implementing",),
}


class CrmComplaintDisputeFlow(models.Model):
    """Agreed to, referred, heard, answered, implemented and closed."""

    _inherit = "crm.complaint.dispute"

    def action_consent(self):
        """The customer agrees, freely and knowing what to."""
        dispute = self._begin("draft")
        dispute.complaint_id._check_may_be_referred(dispute.origin)
        dispute._require_filled(*CONSENT)
        dispute.state = "consented"

    def action_refer(self):
        """The external body has the complaint from now on."""
        dispute = self._begin("consented")
        complaint = dispute.complaint_id
        complaint._check_may_be_referred(dispute.origin)
        today = fields.Date.context_today(self)
        if not dispute.provider_id._is_accredited(today):
            raise UserError(
                self.env._(
                    "The accreditation of %s has run out. Choose another external "
                    "body, or enter the new date on it.",
                    dispute.provider_id.name,
                )
            )
        dispute.write({"state": "referred", "referral_date": today})
        complaint._enter_dispute(dispute.provider_id)

    def action_notify(self):
        """The external body told us that it deals with it."""
        dispute = self._begin("referred")
        dispute._require_filled(
            "notice_date", "provider_reference", "position_due_date"
        )
        dispute.state = "notified"

    def action_approve_position(self):
        """Somebody else than its author approves what we say."""
        dispute = self._begin("draft", "consented", "referred", "notified")
        dispute._require_filled("our_position")
        if dispute.position_author_id == self.env.user:
            raise UserError(
                self.env._("You wrote our position. Somebody else approves it.")
            )
        dispute.position_approver_id = self.env.uid

    def action_send_position(self):
        """Our position is with the external body."""
        dispute = self._begin("notified")
        dispute._require_filled("our_position", "position_approver_id")
        dispute.state = "position"

    def action_record_outcome(self):
        """What came out: settled, recommended, or decided."""
        dispute = self._begin(*BEFORE_OUTCOME)
        dispute._require_filled("outcome", "outcome_date", "outcome_text")
        dispute.write({"state": "outcome", "answer": False, "answer_date": False})

    def action_accept_outcome(self):
        """We agree, accept or comply; somebody sees to it until a date."""
        dispute = self._begin("outcome")
        if not dispute.nothing_due:
            dispute._require_filled("due_date", "responsible_id")
        dispute._answer("accepted", "implementing")

    def action_reject_outcome(self):
        """We do not follow a recommendation; both sides were told why."""
        dispute = self._begin("outcome")
        if dispute.outcome != "recommendation":
            raise UserError(
                self.env._(
                    "Only a recommendation can be rejected. A settlement was agreed "
                    "to; with a decision comply, or seek a review."
                )
            )
        dispute._require_filled(
            "answer_reason", "customer_told_date", "provider_told_date"
        )
        dispute._answer("rejected", "closed")
        dispute._leave(is_settled=False)

    def action_seek_review(self):
        """We ask for a decision to be looked at again; another outcome will come."""
        dispute = self._begin("outcome")
        if dispute.outcome != "decision":
            raise UserError(self.env._("Only of a decision a review can be sought."))
        dispute._require_filled("answer_reason")
        dispute._answer("review", "position")
        dispute.review_count += 1

    def action_close(self):
        """What came out is done, and there is a proof of it."""
        dispute = self._begin("implementing")
        if not dispute.nothing_due:
            dispute._require_filled("implemented_date", "proof_file")
        dispute.state = "closed"
        dispute._leave(is_settled=True)

    def action_withdraw(self):
        """It is not pursued; why, stays in the file."""
        dispute = self._begin(*(state for state in OPEN if state != "implementing"))
        dispute._require_filled("withdraw_reason")
        dispute.state = "withdrawn"
        dispute._leave(is_settled=False)

    def _answer(self, answer, state):
        today = fields.Date.context_today(self)
        self.write({"state": state, "answer": answer, "answer_date": today})

    def _leave(self, is_settled):
        """Give the complaint back to its flow."""
        self.closed_date = fields.Date.context_today(self)
        self.activity_unlink(["mail.mail_activity_data_todo"])
        self.complaint_id._leave_dispute(is_settled)

    @api.model
    def _get_reminder_domain(self, today):
        soon = today + timedelta(days=DAYS_BEFORE)
        Domain = fields.Domain
        return Domain.OR(
            Domain("state", "in", states) & Domain(name, "<=", soon)
            for name, states in DEADLINES.items()
        )

    def _get_reminders(self, today):
        self.ensure_one()
        soon = today + timedelta(days=DAYS_BEFORE)
        return [
            (name, self[name], f"{self._get_label(name)}: {self.display_name}")
            for name, states in DEADLINES.items()
            if self.state in states and self[name] and self[name] <= soon
        ]

    def _get_reminder_users(self):
        complaint = self.sudo().complaint_id
        answering = complaint.user_id | complaint.team_id.user_id
        return self.responsible_id | answering if self.due_date else answering

    def _is_ended(self):
        self.ensure_one()
        return self.state in ENDED

    def _erase(self):
        """Keep how it went; what was said and sent goes."""
        self.ensure_one()
        self.with_context(tracking_disable=True).write(self._prepare_erased_vals())
        self._erase_written()

    def _prepare_erased_vals(self):
        """Return the values that tell nothing of a person."""
        return {
            "consent_name": False,
            "consent_file": False,
            "consent_filename": False,
            "our_position": False,
            "customer_position": False,
            "provider_reference": False,
            "outcome_text": False,
            "answer_reason": False,
            "proof_file": False,
            "proof_filename": False,
            "withdraw_reason": False,
        }
