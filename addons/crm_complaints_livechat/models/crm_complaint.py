from odoo import fields, models


class CrmComplaint(models.Model):
    _inherit = "crm.complaint"

    channel = fields.Selection(
        selection_add=[("chat", "Live chat"), ("api",)], ondelete={"chat": "set api"}
    )
