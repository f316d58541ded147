from odoo import api, fields, models
from odoo.exceptions import UserError

# From where a complaint goes to an external body, by who refers it: we do when we
# have said our last; a customer need not wait for it
REFERABLE_STATES = {
    "company": ("final",),
    "customer": ("responded", "escalated", "final", "closed"),
}


class CrmComplaintInDispute(models.Model):
    """A complaint while an external body has it, and how it comes back."""

    _inherit = "crm.complaint"

    dispute_ids = fields.One2many(
        "crm.complaint.dispute",
        "complaint_id",
        "External Disputes",
        groups="crm_complaints.group_complaint_user",
    )

    def _get_open_dispute(self):
        return self.sudo().dispute_ids.filtered(lambda d: not d._is_ended())

    def _check_may_be_referred(self, origin):
        """Refuse what has not come so far that somebody outside can be asked."""
        self.ensure_one()
        states = REFERABLE_STATES[origin]
        if self.state in states:
            return
        labels = dict(self._fields["state"]._description_selection(self.env))
        raise UserError(
            self.env._(
                "%(complaint)s is “%(state)s”. It goes before an external body from: "
                "%(states)s.",
                complaint=self.display_name,
                state=labels[self.state],
                states=", ".join(labels[state] for state in states),
            )
        )

    def _enter_dispute(self, provider):
        """Note that an external body has it; our own clocks stop."""
        for complaint in self.sudo():
            values = {"state": "dispute"}
            if complaint.state == "closed":
                values |= {
                    "closed_date": False,
                    "closing": False,
                    "resolution_hours": 0,
                    "accepted_date": False,
                    "reopen_count": complaint.reopen_count + 1,
                }
            complaint.write(values)
            complaint.clock_ids._stop()
            complaint.message_post(body=self.env._("Referred to %s.", provider.name))

    def _leave_dispute(self, is_settled):
        """Close it as settled, or go on from where it went outside."""
        for complaint in self.sudo().filtered(lambda c: c.state == "dispute"):
            if is_settled:
                complaint._close("settled")
            elif complaint.final_response_date:
                complaint.state = "final"
            else:
                complaint.state = "escalated" if complaint.refused_date else "responded"

    def _check_may_close(self):
        if self._get_open_dispute():
            raise UserError(
                self.env._(
                    "An external dispute on %s is open. Close or withdraw it first.",
                    self.number,
                )
            )
        return super()._check_may_close()

    def _check_may_erase(self):
        if self._get_open_dispute():
            raise UserError(
                self.env._(
                    "An external dispute on %s is open: what is needed there cannot "
                    "be erased before it ends.",
                    self.number,
                )
            )
        return super()._check_may_erase()

    def _close_silent(self):
        silent = self.filtered(lambda complaint: not complaint._get_open_dispute())
        return super(CrmComplaintInDispute, silent)._close_silent()

    def _erase_due(self):
        due = self.filtered(lambda complaint: not complaint._get_open_dispute())
        return super(CrmComplaintInDispute, due)._erase_due()

    def _merge_into(self, master):
        if self._get_open_dispute():
            raise UserError(
                self.env._(
                    "An external dispute on %s is open. Merge the other complaint "
                    "into this one.",
                    self.number,
                )
            )
        return super()._merge_into(master)

    def _shut_out(self, users):
        """Take disputes from users, too."""
        result = super()._shut_out(users)
        self.dispute_ids._shut_out_of_thread(users)
        for complaint in self:
            theirs = complaint.dispute_ids.filtered(
                lambda dispute: dispute.responsible_id in users
            )
            theirs.responsible_id = complaint.user_id
        return result

    def _erase(self):
        """That there was a dispute, and how it ended, stays."""
        for dispute in self.dispute_ids:
            dispute._erase()
        return super()._erase()

    @api.depends("dispute_ids.fee", "dispute_ids.currency_id", "dispute_ids.state")
    def _compute_cost(self):
        return super()._compute_cost()

    def _get_cost_parts(self):
        return {**super()._get_cost_parts(), "dispute": self._get_dispute_fees()}

    @api.model
    def _get_cost_labels(self):
        labels = super()._get_cost_labels()
        return {**labels, "dispute": self.env._("Fees of external bodies")}

    def _get_dispute_fees(self):
        """Return what external bodies cost for it, in the company's currency.

        For the part ``dispute`` of what the case costs.
        """
        self.ensure_one()
        return sum(dispute._get_fee_cost() for dispute in self.sudo().dispute_ids)
