from odoo import Command, models


class CrmComplaintDiscreet(models.AbstractModel):
    """A conversation beside complaints of which those complained of hear nothing."""

    _name = "crm.complaint.discreet"
    _description = "Conversation Beside Complaints"
    _inherit = ["mail.thread"]

    def _get_complaints(self):
        """Return the complaints behind these records, with all rights."""
        raise NotImplementedError

    def _leave_out_barred(self, partner_ids):
        barred = set(self._get_complaints()._get_barred_partners().ids)
        return [id_ for id_ in partner_ids or () if id_ not in barred]

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        return super().message_subscribe(
            self._leave_out_barred(partner_ids), subtype_ids
        )

    def message_post(self, *, partner_ids=None, **kwargs):
        return super().message_post(
            partner_ids=self._leave_out_barred(partner_ids), **kwargs
        )

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        everybody = super()._notify_get_recipients(message, msg_vals, **kwargs)
        told = self._leave_out_barred([data["id"] for data in everybody])
        return [data for data in everybody if data["id"] in told]

    def _shut_out_of_thread(self, users):
        """Take what was said and planned here from users."""
        partners = users.partner_id
        self.message_unsubscribe(partners.ids)
        # what is done is archived only, and stays readable to whose it was
        activities = self.with_context(active_test=False).activity_ids
        activities.filtered(lambda a: a.user_id in users).unlink()
        messages = self.message_ids.sudo()
        messages.notification_ids.filtered(
            lambda notification: notification.res_partner_id in partners
        ).unlink()
        messages.partner_ids = [Command.unlink(partner.id) for partner in partners]
