from odoo import fields, models


class CrmJourneyNode(models.Model):
    _inherit = "crm.journey.node"

    channel = fields.Selection(
        selection_add=[("sms", "SMS")], ondelete={"sms": "set null"}
    )

    def _find_email_faults(self):
        if self.mailing_id and self.mailing_id.mailing_type != "mail":
            return [self.env._("“%s”: choose an e-mail, not an SMS.", self.name)]
        return super()._find_email_faults()

    def _find_sms_faults(self):
        if not self.mailing_id or self.mailing_id.mailing_type != "sms":
            return [self.env._("“%s”: choose the SMS.", self.name)]
        # what is left is what an e-mail can lack: the recipients
        return super()._find_email_faults()
