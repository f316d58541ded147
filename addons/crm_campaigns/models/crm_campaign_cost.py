from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .crm_campaign_budget import COST_KINDS


class CrmCampaignCost(models.Model):
    """A cost that is in no vendor bill: typed in, or imported from an ad platform.

    A row with the same source and external id is the same cost, so that the same
    report can be imported again without being counted twice.
    """

    _name = "crm.campaign.cost"
    _description = "Campaign Cost"
    _order = "date desc, id desc"

    campaign_id = fields.Many2one(
        "utm.campaign", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    date = fields.Date(required=True, default=fields.Date.context_today, index=True)
    kind = fields.Selection(COST_KINDS, required=True, default="media")
    medium_id = fields.Many2one("utm.medium", "Channel")
    name = fields.Char("Description", required=True)
    amount = fields.Monetary(required=True)
    company_amount = fields.Monetary(
        "In Company Currency",
        compute="_compute_company_amount",
        store=True,
        currency_field="company_currency_id",
        help="At the rate of the cost's day.",
    )
    source = fields.Char(
        default="manual",
        required=True,
        help="Where the row comes from: manual, or the name of the ad platform.",
    )
    external_id = fields.Char(
        "External ID", help="What the source calls this row; imported only once."
    )

    _external_id_unique = models.UniqueIndex(
        "(company_id, source, external_id) WHERE external_id IS NOT NULL",
        "This cost has been imported already: same source, same external ID.",
    )

    @api.depends("amount", "currency_id", "company_id", "date")
    def _compute_company_amount(self):
        for cost in self:
            cost.company_amount = cost.currency_id._convert(
                cost.amount,
                cost.company_id.currency_id,
                cost.company_id,
                cost.date or fields.Date.context_today(cost),
            )

    @api.constrains("company_id", "campaign_id")
    def _check_campaign_company(self):
        for cost in self:
            if cost.campaign_id.company_id not in (
                self.env["res.company"],
                cost.company_id,
            ):
                raise ValidationError(
                    self.env._(
                        "The campaign “%(campaign)s” belongs to another company "
                        "than its cost “%(cost)s”.",
                        campaign=cost.campaign_id.title,
                        cost=cost.name,
                    )
                )
