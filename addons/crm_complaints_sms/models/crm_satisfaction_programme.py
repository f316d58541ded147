from odoo import fields, models


class CrmSatisfactionProgramme(models.Model):
    _inherit = "crm.satisfaction.programme"

    channel = fields.Selection(
        selection_add=[("sms", "SMS")], ondelete={"sms": "set default"}
    )
    sms_template_id = fields.Many2one(
        "sms.template",
        "SMS",
        domain="[('model', '=', 'crm.satisfaction.invitation')]",
        help="Empty: the one that comes with the program.",
    )
