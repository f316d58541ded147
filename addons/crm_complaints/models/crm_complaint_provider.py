from odoo import fields, models


class CrmComplaintProvider(models.Model):
    """A body outside to which complainants can turn: ombudsman, arbitration, court."""

    _name = "crm.complaint.provider"
    _description = "Dispute Resolution Provider"
    _inherit = ["crm.company.bound"]
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: all companies name it."
    )
    website = fields.Char()
    contact = fields.Text("Address", translate=True)
    description = fields.Text(
        "What It Does", translate=True, help="As told to complainants."
    )
    months = fields.Integer(
        "Months to Turn There",
        default=6,
        help="Proposed in the final response: so long after it the provider accepts "
        "the complaint.",
    )
    is_published = fields.Boolean(
        "Told to Customers",
        default=True,
        help="Named on the page on complaints and in final responses.",
    )
