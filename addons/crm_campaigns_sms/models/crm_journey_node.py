from odoo import fields, models


class CrmJourneyNode(models.Model):
    _inherit = "crm.journey.node"

    channel = fields.Selection(
        selection_add=[("sms", "SMS")], ondelete={"sms": "set null"}
    )

    def _find_email_faults(self):
        kind = "sms" if self.channel == "sms" else "mail"
        if self.mailing_id and self.mailing_id.mailing_type != kind:
            return [self.env._("“%s”: the mailing is of another kind.", self.name)]
        return super()._find_email_faults()

    def _find_sms_faults(self):
        if not self.mailing_id:
            return [self.env._("“%s”: choose the SMS.", self.name)]
        return self._find_email_faults()
