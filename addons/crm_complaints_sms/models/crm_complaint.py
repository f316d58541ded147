from odoo import models

# to one number a day: anybody can type anybody's
MOST_SENT = 3


class CrmComplaint(models.Model):
    """What goes by mail goes by SMS to whoever left a phone number alone."""

    _inherit = "crm.complaint"

    def _acknowledge(self):
        received = self.sudo().filtered(lambda c: c.state == "received")
        result = super()._acknowledge()
        for complaint in received._filter_by_sms():
            complaint._send_sms_to_complainant(
                complaint.env._(
                    "%(company)s: we have your complaint %(number)s. %(link)s",
                    **complaint._prepare_sms_values(),
                )
            )
            complaint._acknowledged()
        return result

    def _tell_status(self):
        result = super()._tell_status()
        for complaint in self.sudo()._filter_by_sms():
            complaint._send_sms_to_complainant(
                complaint.env._(
                    "%(company)s: where your complaint %(number)s stands: %(link)s",
                    **complaint._prepare_sms_values(),
                )
            )
        return result

    def _erase_related(self):
        """What was sent by SMS goes, sent or not."""
        said = self.env["mail.message"].search(
            [("model", "=", self._name), ("res_id", "in", self.ids)]
        )
        self.env["sms.sms"].search([("mail_message_id", "in", said.ids)]).unlink()
        return super()._erase_related()

    def _filter_by_sms(self):
        """Return those who are told by SMS, each in its own language."""
        found = self.browse()
        if not self.env.context.get("crm_mail_is_automatic"):
            found = self.filtered(lambda c: c.phone and not c.email_normalized)
        return [complaint.with_context(lang=complaint.lang) for complaint in found]

    def _prepare_sms_values(self):
        return {
            "company": self.company_id.name,
            "number": self.number,
            "link": self.get_base_url() + self.get_portal_url(),
        }

    def _send_sms_to_complainant(self, text):
        """Send to a number that is one, and not without end."""
        number = self._phone_format(number=self.phone)
        attempts = self.env["crm.complaint.attempt"]
        if number and attempts._try("sms", number, MOST_SENT):
            self._message_sms(text, sms_numbers=[number])
