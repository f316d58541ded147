from odoo import api, models
from odoo.tools import SQL


class CrmContactLimit(models.Model):
    """Who has no contact is known by the number that was written to."""

    _inherit = "crm.contact.limit"

    @api.model
    def _get_trace_phone(self):
        return SQL("trace.sms_number")
