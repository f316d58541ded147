from markupsafe import Markup

from odoo import api, models
from odoo.tools import email_normalize


class CrmRequestMail(models.Model):
    """Requests by e-mail, the acknowledgement, and the customer's answers."""

    _inherit = "crm.request"

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """A mail to the alias of a type becomes a request of that type."""
        values = {
            "name": msg_dict.get("subject") or self.env._("(no subject)"),
            "channel": "email",
            "email_from": msg_dict.get("from"),
            "partner_id": msg_dict.get("author_id"),
            "description": msg_dict.get("body"),
            **(custom_values or {}),
        }
        if not values.get("type_id"):
            values["type_id"] = self._default_type().id
        # whoever runs the mail server owns nothing
        request_type = self.env["crm.request.type"].browse(values["type_id"])
        values.setdefault("user_id", request_type.user_id.id)
        request = super().message_new(msg_dict, custom_values=values)
        request._acknowledge()
        return request

    def _acknowledge(self):
        """Tell the customer the number and where to follow the request."""
        if self.env.context.get("crm_mail_is_automatic"):
            return
        for request in self.with_context(crm_acknowledging=True):
            if request.partner_id:
                name, send = "received", request.message_post_with_source
            else:
                name, send = "received_stranger", request._write_to_stranger
            template = self.env.ref(
                f"crm_gateway.mail_template_request_{name}", raise_if_not_found=False
            )
            if template and request._is_acknowledged():
                send(
                    template,
                    subtype_xmlid="mail.mt_comment",
                    email_layout_xmlid="mail.mail_notification_light",
                )

    def _write_to_stranger(self, template, **kwargs):
        """Send a template to an address; the host would make a contact of it.

        Whoever writes a second time would be known by our own answer to the first.
        """
        self.ensure_one()
        values = template._generate_template(
            self.ids, ("body_html", "email_from", "subject")
        )[self.id]
        self.message_post(
            body=Markup(values["body_html"]),
            subject=values["subject"],
            email_from=values["email_from"],
            outgoing_email_to=self.sudo().email_normalized,
            email_add_signature=False,
            mail_auto_delete=template.auto_delete,
            **kwargs,
        )

    def _is_acknowledged(self):
        """Whether a mail goes to who asks: to strangers a few a day and no more.

        Anybody can write in the name of an address whose owner knows nothing of it.
        The host stops a sender of many mails much later, and tells the address.
        """
        self.ensure_one()
        if self.partner_id:
            return bool(self.partner_id.email or self.email_from)
        return self._is_within_daily_limit()

    def message_post(self, **kwargs):
        """Let customers who call this by RPC write in their own name, and no more.

        The portal's page comes with all rights, after its own checks.
        """
        if self.env.user.share and not self.env.su:
            kwargs = {
                # as text, whatever it claims to be
                "body": str(kwargs.get("body") or ""),
                "message_type": "comment",
                "subtype_xmlid": "mail.mt_comment",
            }
        return super().message_post(**kwargs)

    def _message_post_after_hook(self, message, msg_values):
        """Take up what waits for the customer; tell the owner of a late answer."""
        result = super()._message_post_after_hook(message, msg_values)
        by_person = not self.env.context.get("crm_mail_is_automatic")
        if by_person and message.message_type in ("email", "comment"):
            for request in self.sudo():
                if request._is_from_customer(message):
                    request._customer_answered()
        return result

    def _is_from_customer(self, message):
        """Whether who wrote is the customer, be it somebody without a contact."""
        self.ensure_one()
        customer = self.commercial_partner_id
        if customer and message.author_id.commercial_partner_id == customer:
            return True
        sender = email_normalize(message.email_from, strict=False)
        return bool(sender) and sender == self.email_normalized

    def _customer_answered(self):
        self.ensure_one()
        if self.state == "waiting":
            self.action_resume()
        elif self.state in ("done", "cancelled") and self.user_id:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("The customer wrote after the end"),
                user_id=self.user_id.id,
            )
