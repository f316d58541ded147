from odoo import fields, models

from ..failures import ADDED


class MailingTrace(models.Model):
    _inherit = "mailing.trace"

    failure_type = fields.Selection(selection_add=ADDED)
