from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty


class CrmComplaintDecision(models.Model):
    """What is decided, by whom, and when the complainant is told."""

    _inherit = "crm.complaint"

    first_response_date = fields.Datetime(
        "First Response",
        readonly=True,
        copy=False,
        help="When one of us first wrote to the complainant; no automatic mail.",
    )
    response_hours = fields.Float(
        "First Response (Working Hours)", readonly=True, copy=False, aggregator="avg"
    )
    response_date = fields.Datetime("Decision Told On", readonly=True, copy=False)
    response_count = fields.Integer(
        "Letters to the Complainant",
        default=0,
        readonly=True,
        copy=False,
        help="What one of us wrote to the complainant, without automatic mail.",
    )
    responder_id = fields.Many2one("res.users", "Decided By", readonly=True, copy=False)
    next_step = fields.Text(
        "What the Complainant Can Do Next", readonly=True, copy=False
    )
    final_response_date = fields.Datetime(
        "Final Response On", readonly=True, copy=False
    )
    final_responder_id = fields.Many2one(
        "res.users", "Final Response By", readonly=True, copy=False
    )

    def action_respond(self):
        """Write the decision to whoever complains."""
        self._begin_action("assessed", "investigating", "escalated")
        if self.state == "escalated":
            self._check_second_view()
        return self._open_wizard("respond", self.env._("Decision"))

    def _check_second_view(self):
        """Another person than the first answers for good."""
        self.ensure_one()
        if self.sudo().responder_id == self.env.user:
            raise UserError(
                self.env._(
                    "You gave the response that was refused. Somebody else has to look "
                    "at it again; make them the owner."
                )
            )

    def _respond(self, decision, reason, cause, next_step):
        """Note the decision that is told to the complainant.

        :param decision: value of ``decision``
        :param reason: HTML, as told
        :param cause: crm.complaint.cause
        :param next_step: text: what the complainant can do who is not content
        """
        complaint = self._begin_action("assessed", "investigating", "escalated")
        is_final = complaint.state == "escalated"
        if is_final:
            self._check_second_view()
        if decision == "rejected":
            self._require_manager()
        complaint._check_decision(decision, reason, cause, next_step)
        now = fields.Datetime.now()
        values = {
            "decision": decision,
            "decision_reason": reason,
            "cause_id": cause.id,
            "next_step": next_step,
        }
        if is_final:
            values |= {
                "state": "final",
                "final_response_date": now,
                "final_responder_id": self.env.uid,
            }
        else:
            values |= {
                "state": "responded",
                "response_date": now,
                "responder_id": self.env.uid,
            }
        complaint.write(values)
        complaint._note_first_response(now)
        complaint._meet_clocks("final", moment=now)
        if is_final:
            complaint._meet_clocks("external", moment=now)

    def _check_decision(self, decision, reason, cause, next_step):
        """Refuse a decision that leaves out what whoever complains has to know."""
        if not (decision and cause):
            raise UserError(
                self.env._("A decision and the root cause it rests on are missing.")
            )
        if is_html_empty(reason) and not self._has_remedy():
            raise UserError(
                self.env._("Give the complainant reasons, or a remedy, or both.")
            )
        if not (next_step or "").strip():
            raise UserError(
                self.env._("Say what the complainant can do who is not content.")
            )

    def _has_remedy(self):
        """Whether something is done for the complainant; to be extended."""
        return False

    def _note_first_response(self, moment):
        for complaint in self.sudo().filtered(lambda c: not c.first_response_date):
            complaint.write(
                {
                    "first_response_date": moment,
                    "response_hours": complaint._measure(
                        complaint.received_date, moment, pauses=False
                    ),
                }
            )
        self._meet_clocks("respond", moment=moment)
