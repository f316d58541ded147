from odoo import fields, models

from .mailing_trace import HELD_BACK


class MailNotification(models.Model):
    """Says of a mail what its trace says."""

    _inherit = "mail.notification"

    failure_type = fields.Selection(selection_add=HELD_BACK)
