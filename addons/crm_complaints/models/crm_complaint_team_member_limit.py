from odoo import fields, models


class CrmComplaintTeamMemberLimit(models.Model):
    _inherit = "crm.complaint.team.member"

    currency_id = fields.Many2one(related="company_id.currency_id")
    has_own_limit = fields.Boolean(
        "Own Limit", help="Instead of the team's: a new colleague's is lower, say."
    )
    remedy_limit = fields.Monetary(
        "Limit of Remedies",
        help="What this member may give on one complaint without anybody's approval.",
    )
