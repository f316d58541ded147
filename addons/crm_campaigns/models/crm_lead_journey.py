from odoo import models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _merge_dependences(self, opportunities):
        result = super()._merge_dependences(opportunities)
        self.env["crm.journey.participant"]._move_to(self, opportunities)
        return result

    def unlink(self):
        self.env["crm.journey.participant"]._forget(self)
        return super().unlink()
