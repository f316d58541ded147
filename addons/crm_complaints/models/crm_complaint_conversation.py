from odoo import fields, models

from .crm_complaint import IDENTITY
from .crm_complaint_confidential import AGENT


class CrmComplaintConversation(models.Model):
    """Who hears what is said on a complaint: its agents, and whom they write to.

    Following gives nobody else the correspondence. An activity makes a follower of
    whoever approves a remedy or is told of a missed deadline, and these need not know
    who complains.
    """

    _inherit = "crm.complaint"

    message_follower_ids = fields.One2many(groups=IDENTITY)
    message_partner_ids = fields.Many2many(groups=IDENTITY)

    def _get_complaints(self):
        return self.sudo()

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Have nobody follow what they handle no part of."""
        partners = self.env["res.partner"].sudo().browse(partner_ids or [])
        allowed = partners.filtered(lambda partner: partner._hears_complaints())
        return super().message_subscribe(allowed.ids, subtype_ids)

    def message_post(self, *, partner_ids=None, **kwargs):
        """Send what one of us answers from a mail program to who complains.

        They follow nothing, and the program knows the address of the complaint only.
        """
        partner_ids = list(partner_ids or ())
        if len(self) == 1 and self._is_answer_by_mail(kwargs):
            complaint = self.sudo()
            if complaint.partner_id:
                partner_ids += complaint.partner_id.ids
            elif complaint.email_normalized:
                kwargs.setdefault("outgoing_email_to", complaint.email_normalized)
        return super().message_post(partner_ids=partner_ids, **kwargs)

    def _is_answer_by_mail(self, values):
        """Whether a message is a mail of one of us that is no internal note."""
        if values.get("message_type") != "email" or not values.get("author_id"):
            return False
        if values.get("subtype_id") != self.env.ref("mail.mt_comment").id:
            return False
        author = self.env["res.partner"].sudo().browse(values["author_id"])
        return any(not user.share for user in author.user_ids)

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Write to no employees who only follow, unless they handle complaints."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        named = (msg_vals or {}).get("partner_ids") or message.sudo().partner_ids.ids
        followers = self.env["res.partner"].sudo()
        followers = followers.browse(
            data["id"]
            for data in recipients
            if data["uid"] and not data["share"] and data["id"] not in named
        )
        deaf = followers.filtered(lambda p: not p._hears_complaints()).ids
        return [data for data in recipients if data["id"] not in deaf]

    def _message_get_suggested_recipients_batch(self, *args, **kwargs):
        """Propose to write to nobody, unless one may know who complains."""
        if self.env.su or self.env.user.has_group(AGENT):
            return super()._message_get_suggested_recipients_batch(*args, **kwargs)
        return {complaint.id: [] for complaint in self}

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Show the conversation to those only who may know who complains."""
        operations = super()._mail_get_operation_for_mail_message_operation(
            message_operation
        )
        if message_operation == "read" and not self.env.user.has_group(AGENT):
            operations = dict.fromkeys(operations, "write")
        return operations
