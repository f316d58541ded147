from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    crm_complaint_loyalty_program_id = fields.Many2one(
        "loyalty.program",
        "Program for Discounts",
        check_company=True,
        domain="[('program_type', 'in', ('gift_card', 'ewallet'))]",
        help="From which customers get a discount as a remedy.",
    )
