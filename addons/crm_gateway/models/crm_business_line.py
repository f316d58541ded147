from odoo import fields, models


class CrmBusinessLine(models.Model):
    """A line of business: what the company sells as one trade of its own.

    Requests, contracts and accounts of customers are told apart by it.  The
    products of a line are those of its product categories.
    """

    _name = "crm.business.line"
    _description = "Line of Business"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", help="Empty: the line belongs to all companies."
    )
    user_id = fields.Many2one("res.users", "Manager")
    category_ids = fields.Many2many(
        "product.category",
        string="Product Categories",
        help="Sales of these categories, and of those below them, belong to the line.",
    )
    color = fields.Integer()
