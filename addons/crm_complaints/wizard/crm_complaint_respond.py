from odoo import api, fields, models

from ..models.crm_complaint import DECISIONS


class CrmComplaintRespond(models.TransientModel):
    """The decision on a complaint, and the letter that tells it."""

    _name = "crm.complaint.respond"
    _description = "Tell the Decision"
    _inherit = ["crm.complaint.wizard"]

    decision = fields.Selection(DECISIONS, required=True)
    cause_id = fields.Many2one("crm.complaint.cause", "Root Cause", required=True)
    reason = fields.Html("Reasons")
    next_step = fields.Text(
        "What the Complainant Can Do Next",
        required=True,
        compute="_compute_next_step",
        store=True,
        precompute=True,
        readonly=False,
        help="If not content: whom to turn to, how, and until when.",
    )
    is_final = fields.Boolean(compute="_compute_is_final")
    provider_id = fields.Many2one("crm.complaint.provider", "External Body")
    external_deadline = fields.Date("Can Turn There Until")
    attachment_ids = fields.Many2many("ir.attachment", string="Attachments")

    @api.depends("complaint_id")
    def _compute_is_final(self):
        for wizard in self:
            wizard.is_final = wizard.complaint_id.state == "escalated"

    @api.depends("complaint_id")
    def _compute_next_step(self):
        for wizard in self:
            complaint = wizard.complaint_id
            # the complainant reads it
            env = complaint.with_context(lang=complaint.lang).env
            if complaint.state == "escalated":
                wizard.next_step = env._(
                    "This is our final response. If you are not content, you can turn "
                    "to the body named in this letter."
                )
            else:
                wizard.next_step = env._(
                    "If you are not content, tell us on the page of your complaint or "
                    "by answering this mail. Somebody else will look at it again."
                )

    def action_apply(self):
        """Note the decision, and write to the complainant."""
        self.ensure_one()
        self.check_access("write")
        complaint = self.complaint_id
        if self.is_final:
            complaint._name_external_body(self.provider_id, self.external_deadline)
        complaint._respond(self.decision, self.reason, self.cause_id, self.next_step)
        complaint._send_decision(self.attachment_ids)
