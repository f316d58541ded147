from odoo import models


class CrmJourneyNode(models.Model):
    """A step whose e-mail promises a coupon that it cannot give is a fault."""

    _inherit = "crm.journey.node"

    def _find_email_faults(self):
        faults = super()._find_email_faults()
        return faults + self.mailing_id._find_coupon_faults()
