from odoo import api, fields, models

from .crm_attribution_credit import AMOUNTS

MARKETER = "crm_campaigns.group_campaign_user"


def _amount(label):
    """Return the field of one model's sum."""
    return fields.Monetary(
        label,
        compute="_compute_attribution",
        currency_field="attribution_currency_id",
        groups=MARKETER,
    )


class UtmCampaign(models.Model):
    """What the campaign earned by the company's latest attribution.

    Nothing is stored: the figures are the sums of its credits, which a button opens.
    """

    _inherit = "utm.campaign"

    attribution_run_id = fields.Many2one(
        "crm.attribution.run",
        "Latest Attribution",
        compute="_compute_attribution",
        groups=MARKETER,
    )
    attribution_currency_id = fields.Many2one(
        "res.currency", compute="_compute_attribution", groups=MARKETER
    )

    attribution_first_amount = _amount("First Touch")
    attribution_last_amount = _amount("Last Touch")
    attribution_linear_amount = _amount("Linear")
    attribution_decay_amount = _amount("Time Decay")
    attribution_position_amount = _amount("Position-based")
    attribution_markov_amount = _amount("Markov Chain")
    attribution_shapley_amount = _amount("Shapley Value")

    @api.depends_context("company", "uid")
    def _compute_attribution(self):
        run = self.env["crm.attribution.run"].search(
            [("state", "=", "done"), ("company_id", "=", self.env.company.id)],
            order="calculated_on DESC, id DESC",
            limit=1,
        )
        rows = self.env["crm.attribution.credit"]._read_group(
            [("run_id", "in", run.ids), ("campaign_id", "in", self.ids)],
            ["campaign_id"],
            [f"{name}:sum" for name in AMOUNTS],
        )
        found = {campaign.id: sums for campaign, *sums in rows}
        for campaign in self:
            campaign.attribution_run_id = run
            campaign.attribution_currency_id = run.currency_id
            sums = found.get(campaign._origin.id, [0] * len(AMOUNTS))
            for name, amount in zip(AMOUNTS, sums, strict=True):
                campaign[f"attribution_{name}"] = amount

    def action_open_attribution(self):
        """Open the credits that the figures are the sums of."""
        self.env["crm.attribution.credit"].check_access("read")
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id(
            "crm_campaigns.crm_attribution_credit_action"
        )
        action["domain"] = [
            ("run_id", "in", self.attribution_run_id.ids),
            ("campaign_id", "in", self.ids),
        ]
        action["context"] = {}
        return action
