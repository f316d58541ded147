from odoo import api, fields, models

from .crm_complaint_action import OPEN_STATES
from .crm_complaint_investigation import READERS


class CrmComplaintImprovement(models.Model):
    """What is found out about a complaint, and what is done against its cause."""

    _inherit = "crm.complaint"

    investigation_ids = fields.One2many(
        "crm.complaint.investigation", "complaint_id", "Investigations", groups=READERS
    )
    action_ids = fields.Many2many(
        "crm.complaint.action",
        "crm_complaint_action_rel",
        "complaint_id",
        "action_id",
        "Corrective and Preventive Actions",
        copy=False,
        groups=READERS,
    )
    open_action_count = fields.Integer(
        compute="_compute_open_action_count", groups=READERS
    )

    @api.depends("action_ids.state")
    def _compute_open_action_count(self):
        for complaint in self:
            complaint.open_action_count = len(
                complaint.action_ids.filtered(lambda a: a.state in OPEN_STATES)
            )

    def _get_found_cause(self):
        """Return the root cause that was found, if any."""
        self.ensure_one()
        complaint = self.sudo()
        done = complaint.investigation_ids.filtered(lambda i: i.state == "done")
        return complaint.cause_id or done[:1].cause_id

    def _shut_out(self, users):
        """Take investigations and actions from users, too."""
        result = super()._shut_out(users)
        for complaint in self:
            owner = complaint.user_id
            theirs = complaint.investigation_ids.filtered(lambda i: i.user_id in users)
            theirs.user_id = owner
            actions = complaint.action_ids
            actions._shut_out_of_thread(users)
            actions.filtered(
                lambda a: a.user_id in users and a.state in (*OPEN_STATES, "done")
            ).user_id = owner
        return result

    def _erase(self):
        """What was learnt stays in the actions, which name nobody."""
        for investigation in self.investigation_ids:
            investigation.write(investigation._prepare_erased_vals())
        self.investigation_ids._erase_written()
        self.investigation_ids.why_ids.write({"answer": False, "evidence": False})
        return super()._erase()
