from odoo import fields, models

from odoo.addons.crm_complaints.models.crm_complaint import IDENTITY


class CrmJourneyNode(models.Model):
    _inherit = "crm.journey.node"

    trigger = fields.Selection(
        selection_add=[("complaint", "Complaint was solved")],
        ondelete={"complaint": "set default"},
    )

    def _find_trigger_faults(self):
        owner = self.journey_id.user_id
        if self.trigger == "complaint" and not owner.has_group(IDENTITY):
            return [
                self.env._(
                    "“%(step)s”: %(owner)s may not know who complains. Choose an owner "
                    "who handles complaints.",
                    step=self.name,
                    owner=owner.name,
                )
            ]
        return super()._find_trigger_faults()
