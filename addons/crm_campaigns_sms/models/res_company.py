from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    crm_sms_opt_out_words = fields.Char(
        "Opt-Out Words of SMS",
        help="Every SMS of a mailing ends with them, such as how to opt out by "
        "answering. Empty: nothing is added.",
    )
