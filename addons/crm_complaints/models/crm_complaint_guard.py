from odoo import api, models
from odoo.exceptions import AccessError, UserError

MANAGER = "crm_complaints.group_complaint_manager"
# What follows from what is done, and from nothing else
FLOW_FIELDS = {
    "state",
    "number",
    "decision",
    "decision_reason",
    "next_step",
    "priority",
    "acknowledged_date",
    "assessed_date",
    "first_response_date",
    "response_date",
    "responder_id",
    "response_count",
    "response_hours",
    "resolution_hours",
    "final_response_date",
    "final_responder_id",
    "refused_date",
    "accepted_date",
    "closed_date",
    "closing",
    "invalid_reason",
    "reopen_count",
    "merged_into_id",
    "previous_complaint_id",
    "is_anonymous",
    "access_token",
    "cost",
    "escalation_level",
    "escalation_date",
    "escalated_employee_id",
    "told_user_ids",
    "accused_user_ids",
    "clock_ids",
    "pause_ids",
    "next_deadline",
    "next_clock",
    "is_missed",
    "commercial_partner_id",
    "email_normalized",
    "erased_date",
    "provider_id",
    "external_deadline",
    "conflicted_user_ids",
}
GRADES = {"severity", "impact", "is_safety"}
# Clocks have been set by them, and reports have counted by them
FIXED_FIELDS = {"company_id", "received_date", "channel"}


class CrmComplaintGuard(models.Model):
    """What people may not write on a complaint, though they may write the complaint.

    The buttons work with all rights, after checks of their own; what comes without
    these rights comes from a person, or from a program in a person's name.
    """

    _inherit = "crm.complaint"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            defaults = self.default_get(sorted(FLOW_FIELDS & set(self._fields)))
            for vals in vals_list:
                vals.pop("active", None)
                given = {**defaults, **vals}
                self._refuse_flow(
                    name
                    for name in FLOW_FIELDS & set(given)
                    if given[name] and (name, given[name]) != ("state", "received")
                )
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._refuse_flow(FLOW_FIELDS & set(vals))
            if not vals.get("active", True):
                self._check_ended()
            if FIXED_FIELDS & set(vals):
                self._check_still_received()
            if GRADES & set(vals):
                self._check_grades(vals)
        return super().write(vals)

    def _check_ended(self):
        """Refuse to put away what still has deadlines: nobody would see them pass."""
        for complaint in self:
            if not complaint._is_ended():
                raise UserError(
                    self.env._(
                        "%s is open. A complaint is archived only when it has ended.",
                        complaint.display_name,
                    )
                )

    @api.model
    def _refuse_flow(self, names):
        for name in sorted(names):
            label = self._fields[name]._description_string(self.env)
            raise AccessError(
                self.env._(
                    "“%s” of a complaint follows from what is done. Use the buttons "
                    "of the complaint.",
                    label,
                )
            )

    def _check_still_received(self):
        if any(c.state not in ("received", "acknowledged") for c in self):
            raise UserError(
                self.env._(
                    "Company, channel and time of receipt stay as they are once a "
                    "complaint is assessed: its deadlines were set by them."
                )
            )

    def _check_grades(self, vals):
        """Refuse to make less of a complaint than it was assessed as, in passing."""
        for complaint in self:
            before = complaint.priority
            assessed = complaint.state not in ("received", "acknowledged")
            is_less = self._grade({**complaint._read_grades(), **vals}) < before
            if is_less and (assessed or complaint.is_safety):
                if not self.env.user.has_group(MANAGER):
                    raise AccessError(
                        self.env._(
                            "Only a manager of complaints makes less of %s. Ask for a "
                            "new assessment.",
                            complaint.display_name,
                        )
                    )
                raise UserError(
                    self.env._(
                        "Use “Reassess” and say why %s is graded lower.",
                        complaint.display_name,
                    )
                )

    def _read_grades(self):
        self.ensure_one()
        return {name: self[name] for name in GRADES}
