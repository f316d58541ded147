from odoo import api, models

# RFC 3834, and what was usual before it and is so beside it
BULK = ("bulk", "junk", "list", "auto_reply")
LIST_HEADERS = ("List-Id", "List-Unsubscribe")


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """Tell whoever takes the mail when no person has written it for us."""
        if self._is_automatic_mail(message):
            self = self.with_context(crm_mail_is_automatic=True)  # noqa: PLW0642
        return super()._message_route_process(message, message_dict, routes)

    @api.model
    def _is_automatic_mail(self, message):
        """Whether a mail answers by itself or goes to many.

        :param email.message.EmailMessage message: as it came in
        """
        submitted = (message["Auto-Submitted"] or "no").split(";")[0].strip().lower()
        suppressed = (message["X-Auto-Response-Suppress"] or "").lower()
        return (
            submitted != "no"
            or (message["Precedence"] or "").strip().lower() in BULK
            or any(header in message for header in LIST_HEADERS)
            or any(word in suppressed for word in ("all", "autoreply"))
        )
