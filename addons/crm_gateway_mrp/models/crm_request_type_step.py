from odoo import fields, models


class CrmRequestTypeStep(models.Model):
    _inherit = "crm.request.type.step"

    kind = fields.Selection(
        selection_add=[("production", "Manufacturing")],
        ondelete={"production": "set default"},
    )
