from odoo import fields, models


class ProjectProject(models.Model):
    _inherit = "project.project"

    crm_campaign_id = fields.Many2one(
        "utm.campaign",
        index="btree_not_null",
        ondelete="set null",
        groups="crm_campaigns.group_campaign_user,project.group_project_manager",
        domain="[('company_id', 'in', (False, company_id))]",
        help="What hours on this project cost is a cost of the campaign.",
    )
