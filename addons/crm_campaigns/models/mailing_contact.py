from odoo import models


class MailingContact(models.Model):
    """Found by address, without reading all: opting out is asked before each mail."""

    _inherit = "mailing.contact"

    _email_normalized_idx = models.Index(
        "(email_normalized) WHERE email_normalized IS NOT NULL"
    )
