from odoo import Command, api, models


class CrmComplaintDiscreet(models.AbstractModel):
    """A conversation of which those hear and read nothing whom complaints are about.

    Four layers keep a complaint from them, and who complains from whoever need not
    know it:

    - Records: a rule without group hides the complaint; what belongs to it is hidden
      with it (crm.dependent.record).
    - Conversation: this model keeps followers, recipients and notifications out, and
      takes back what they had, once it is about them.
    - What the host shows beside the rules, to authors, to everybody or to whom it is
      assigned: messages, followers and activities ask :meth:`_get_discreet_models`
      which models are concerned, and ``_about_paths`` whom their records are about.
    - Names: crm.nameless.record is for what may be read without knowing who it is.

    ``_about_paths`` lead from the record to the users whom it is about.
    """

    _name = "crm.complaint.discreet"
    _description = "Conversation Beside Complaints"
    _inherit = ["mail.thread"]

    _about_paths = ("complaint_id.accused_user_ids", "complaint_id.conflicted_user_ids")

    @api.model
    def _get_discreet_models(self):
        """Return the names of all models whose conversations are such."""
        registry = self.env.registry
        names = registry.descendants(["crm.complaint.discreet"], "_inherit")
        return [name for name in names if not registry[name]._abstract]

    def _get_about_users(self):
        """Return res.users who may know nothing of these records."""
        records = self.sudo().with_context(active_test=False)
        users = self.env["res.users"].sudo()
        return users.union(*(records.mapped(path) for path in self._about_paths))

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
        # message_ids leave out what was said to one person only
        messages = self.env["mail.message"].sudo()
        messages = messages.search(
            [("model", "=", self._name), ("res_id", "in", self.ids)]
        )
        messages.notification_ids.filtered(
            lambda notification: notification.res_partner_id in partners
        ).unlink()
        messages.filtered(lambda message: message.partner_ids & partners).write(
            {"partner_ids": [Command.unlink(partner.id) for partner in partners]}
        )
