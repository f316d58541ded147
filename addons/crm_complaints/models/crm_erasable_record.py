from odoo import models
from odoo.fields import Domain


class CrmErasableRecord(models.AbstractModel):
    """Something beside which people write, plan and attach what names somebody."""

    _name = "crm.erasable.record"
    _description = "Record of Which Persons Can Be Forgotten"

    def _erase_written(self):
        """Delete for good what was said, sent, planned and attached here.

        What was planned and is done is only archived, and what was sent waits in the
        queue when it could not be sent: both name people as before.
        """
        records = self.sudo().with_context(active_test=False)
        said = Domain("model", "=", self._name) & Domain("res_id", "in", self.ids)
        beside = Domain("res_model", "=", self._name) & Domain("res_id", "in", self.ids)
        messages = records.env["mail.message"].search(said)
        files = messages.attachment_ids
        records.env["mail.mail"].search(
            [("mail_message_id", "in", messages.ids)]
        ).unlink()
        records.env["mail.scheduled.message"].search(said).unlink()
        # those of fields, too, which are left out of a search that does not name them
        everything = Domain("res_field", "=", False) | Domain("res_field", "!=", False)
        files |= records.env["ir.attachment"].search(beside & everything)
        # the host deletes those of mails with their mails
        messages.exists().unlink()
        files.exists().unlink()
        records.env["mail.activity"].search(beside).unlink()
        records.env["mail.followers"].search(beside).unlink()
