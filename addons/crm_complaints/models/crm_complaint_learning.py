from odoo import Command, api, fields, models


class CrmComplaintLearning(models.Model):
    """What others learnt from complaints like this, and what this one teaches."""

    _inherit = "crm.complaint"

    proposed_experience_ids = fields.Many2many(
        "crm.complaint.experience", compute="_compute_proposed_experience_ids"
    )
    experience_ids = fields.Many2many(
        "crm.complaint.experience",
        "crm_complaint_used_experience_rel",
        string="Used Experiences",
        copy=False,
        help="Those that helped to handle this complaint.",
    )

    @api.depends("category_id", "name", "link_ids.product_id")
    def _compute_proposed_experience_ids(self):
        for complaint in self:
            found = self.env["crm.complaint.experience"]._find_like(complaint)
            complaint.proposed_experience_ids = found - complaint.experience_ids

    def write(self, vals):
        before = {complaint: complaint.experience_ids for complaint in self}
        result = super().write(vals)
        if "experience_ids" in vals:
            for complaint in self:
                old = before.get(complaint, complaint.experience_ids.browse())
                for experience in (complaint.experience_ids - old).sudo():
                    experience.use_count += 1
        return result

    def action_make_experience(self):
        """Open a new experience, begun with what is no secret of this complaint."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Experience"),
            "res_model": "crm.complaint.experience",
            "view_mode": "form",
            "context": {
                "default_category_ids": [Command.set(self.category_id.ids)],
                "default_cause_ids": [Command.set(self.cause_id.ids)],
                "default_product_ids": [Command.set(self.link_ids.product_id.ids)],
                "default_is_success": "yes" if self.closing == "accepted" else "no",
                "default_company_id": self.company_id.id,
            },
        }
