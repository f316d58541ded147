from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .crm_complaint import UNANSWERED_STATES
from .crm_complaint_clocks import SAID_AGAIN


class CrmComplaintClosing(models.Model):
    """The complainant's answer, and how a complaint ends or comes back."""

    _inherit = "crm.complaint"

    refused_date = fields.Datetime("Refused On", readonly=True, copy=False)
    accepted_date = fields.Datetime("Accepted On", readonly=True, copy=False)
    closed_date = fields.Datetime("Closed On", readonly=True, copy=False, index=True)
    closing = fields.Selection(
        [
            ("accepted", "Accepted by the complainant"),
            ("silent", "No answer to our response"),
            ("exhausted", "Every way was tried"),
            ("settled", "Settled outside"),
        ],
        "Closed Because",
        readonly=True,
        copy=False,
        tracking=True,
    )
    invalid_reason = fields.Text(readonly=True, copy=False, tracking=True)
    reopen_count = fields.Integer("Reopened", default=0, readonly=True, copy=False)
    resolution_hours = fields.Float(
        "Resolution (Working Hours)",
        readonly=True,
        copy=False,
        aggregator="avg",
        help="From receipt to closing, without waiting.",
    )
    silence_date = fields.Datetime(
        "Looked At For Silence On", readonly=True, copy=False
    )

    def action_accept(self):
        """Whoever complained is content with the response."""
        complaint = self._begin_action("responded", "final", "escalated")
        complaint._accept()

    def _accept(self):
        self.accepted_date = fields.Datetime.now()
        self._close("accepted")

    def action_refuse(self):
        """Whoever complained is not content: somebody else looks at it again."""
        complaint = self._begin_action("responded")
        complaint._refuse_response()

    def _refuse_response(self):
        now = fields.Datetime.now()
        self.write({"state": "escalated", "refused_date": now})
        self._start_clocks(["final"], start=now)
        reviewer = self._choose_reviewer()
        if reviewer:
            self.user_id = reviewer
        self.message_post(
            body=self.env._(
                "The response was refused. Somebody other than %s answers for good.",
                self.responder_id.name,
            )
        )

    def _choose_reviewer(self):
        """Return who looks at a refused response: nobody who gave it or is involved."""
        self.ensure_one()
        team, barred = self.team_id, self._get_involved_users() | self.responder_id
        able = (team.reviewer_id - barred) or (team.user_id - barred)
        able = able or (team._get_trained_users() - barred)
        able = able.filtered(lambda user: self.company_id in user.company_ids)
        return able._get_least_loaded_complaint_owner()

    def action_close(self):
        """End what was answered for good, or what nobody answered any more."""
        complaint = self._begin_action("responded", "final")
        if complaint.state == "responded" and complaint._get_silence_end() > (
            fields.Datetime.now()
        ):
            raise UserError(
                self.env._(
                    "The complainant can still answer. Close the complaint when they "
                    "accept, or after %s days of silence.",
                    complaint.company_id.complaint_silence_days,
                )
            )
        if complaint.state == "final":
            self._require_manager()
        complaint._close("silent" if complaint.state == "responded" else "exhausted")

    def _get_silence_end(self):
        """Return when silence after the response counts as an answer."""
        self.ensure_one()
        told = max(filter(None, (self.response_date, self.final_response_date)))
        return told + timedelta(days=self.company_id.complaint_silence_days)

    def _close(self, closing):
        """End a complaint; its remaining clocks stop.

        :param closing: value of ``closing``
        """
        now = fields.Datetime.now()
        for complaint in self:
            if not (complaint.decision and complaint.cause_id):
                raise UserError(
                    self.env._("Decide first: a decision and a root cause are missing.")
                )
            complaint._check_may_close()
            complaint.write(
                {
                    "state": "closed",
                    "closing": closing,
                    "closed_date": now,
                    "resolution_hours": complaint._measure(
                        complaint.received_date, now
                    ),
                }
            )
            complaint.clock_ids._stop()
            complaint.activity_unlink(
                [
                    "crm_complaints.mail_activity_type_complaint_overdue",
                    "crm_complaints.mail_activity_type_complaint_safety",
                ]
            )

    def _check_may_close(self):
        """Raise UserError when something keeps the complaint open; to be extended."""

    @api.model
    def _cron_close_silent(self):
        """Close what was answered, said what can be done next, and got no answer."""
        now = fields.Datetime.now()
        silent = []
        Company = self.env["res.company"].sudo()
        for company in Company.search([("complaint_silence_days", ">", 0)]):
            limit = now - timedelta(days=company.complaint_silence_days)
            silent.append(
                Domain("company_id", "=", company.id)
                & Domain("response_date", "<=", limit)
                & (
                    Domain("final_response_date", "=", False)
                    | Domain("final_response_date", "<=", limit)
                )
            )
        self.sudo()._in_portions(
            Domain("state", "in", ("responded", "final"))
            & Domain("next_step", "!=", False)
            & Domain.OR(silent),
            "silence_date",
            lambda complaints: complaints._close_silent(),
        )

    def _close_silent(self):
        for complaint in self:
            complaint._close("silent")

    def action_mark_invalid(self):
        """Say why it is no complaint: spam, a test, of another company."""
        self._require_manager()
        self._begin_action(*UNANSWERED_STATES)
        return self._open_wizard("invalid", self.env._("Not a Complaint"))

    def _mark_invalid(self, reason):
        self._require_manager()
        complaint = self._begin_action(*UNANSWERED_STATES)
        complaint.write(
            {
                "state": "invalid",
                "invalid_reason": reason,
                "closed_date": fields.Datetime.now(),
            }
        )
        complaint._end_pause()
        complaint.clock_ids._stop()

    def action_reopen(self):
        """Take a closed complaint up again."""
        complaint = self._begin_action("closed", "invalid")
        complaint._reopen()

    def _reopen(self):
        """Come back to the investigation; what was said has to be said again."""
        now = fields.Datetime.now()
        for complaint in self.filtered(lambda c: c.state in ("closed", "invalid")):
            complaint.write(
                {
                    "state": "investigating",
                    "closed_date": False,
                    "closing": False,
                    "invalid_reason": False,
                    "resolution_hours": 0,
                    "accepted_date": False,
                    # who answers again also says anew what can be done next
                    "refused_date": False,
                    "final_response_date": False,
                    "final_responder_id": False,
                    "provider_id": False,
                    "external_deadline": False,
                    "reopen_count": complaint.reopen_count + 1,
                    "escalation_level": 0,
                    "escalation_date": False,
                    "escalated_employee_id": False,
                    "told_user_ids": [Command.clear()],
                }
            )
            complaint._start_clocks(SAID_AGAIN, start=now)
            if not complaint.user_id.active:
                complaint.user_id = complaint._choose_owner()
