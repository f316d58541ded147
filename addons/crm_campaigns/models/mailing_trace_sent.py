from odoo import models


class MailingTraceSent(models.Model):
    _inherit = "mailing.trace"

    # the limits of messages look at the last days alone, of all mailings
    _sent = models.Index("(sent_datetime) WHERE sent_datetime IS NOT NULL")
