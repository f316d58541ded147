from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    contact_plan_id = fields.Many2one(
        "crm.contact.plan",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups="sales_team.group_sale_salesman",
    )
