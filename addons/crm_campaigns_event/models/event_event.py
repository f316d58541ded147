from odoo import api, fields, models
from odoo.exceptions import ValidationError


class EventEvent(models.Model):
    """An exhibition, conference or seminar of a campaign, and what it brought."""

    _inherit = "event.event"

    campaign_id = fields.Many2one(
        "utm.campaign",
        index="btree_not_null",
        ondelete="set null",
        domain="[('company_id', 'in', (False, company_id))]",
        help="The campaign that the event is part of.",
    )
    crm_lead_count = fields.Integer(
        "Leads of the Event",
        compute="_compute_crm_results",
        groups="crm_campaigns.group_campaign_user",
        help="Leads made out of registrations, lost ones as well.",
    )
    crm_currency_id = fields.Many2one(
        "res.currency", compute="_compute_crm_currency_id"
    )
    crm_cost = fields.Monetary(
        "Cost",
        compute="_compute_crm_results",
        currency_field="crm_currency_id",
        groups="crm_campaigns.group_campaign_user",
        help="Costs of the campaign that name the event, in the currency of the "
        "company.",
    )
    crm_cost_per_lead = fields.Monetary(
        "Cost per Lead",
        compute="_compute_crm_results",
        currency_field="crm_currency_id",
        groups="crm_campaigns.group_campaign_user",
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_crm_currency_id(self):
        for event in self:
            company = event.company_id or self.env.company
            event.crm_currency_id = company.currency_id

    @api.depends_context("company")
    def _compute_crm_results(self):
        """Count what is there, though not all of it is the reader's."""
        leads = dict(
            self.env["crm.lead"]
            .sudo()
            .with_context(active_test=False)
            ._read_group([("event_id", "in", self.ids)], ["event_id"], ["__count"])
        )
        costs = {
            (event, company): amount
            for event, company, amount in self.env["crm.campaign.cost"]
            .sudo()
            ._read_group(
                [("event_id", "in", self.ids)],
                ["event_id", "company_id"],
                ["company_amount:sum"],
            )
        }
        for event in self:
            company = event.company_id or self.env.company
            cost = costs.get((event, company), 0)
            count = leads.get(event, 0)
            event.crm_lead_count = count
            event.crm_cost = cost
            event.crm_cost_per_lead = cost / count if count else 0

    @api.constrains("campaign_id", "company_id")
    def _check_campaign_company(self):
        for event in self:
            company = event.campaign_id.company_id
            if company and event.company_id and company != event.company_id:
                raise ValidationError(
                    self.env._(
                        "The campaign “%(campaign)s” belongs to another company than "
                        "the event “%(event)s”.",
                        campaign=event.campaign_id.title,
                        event=event.name,
                    )
                )
