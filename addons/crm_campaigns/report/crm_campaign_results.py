from odoo import api, models

from ..models.utm_campaign_export import MONEY, RETURNS


class ReportCampaignResults(models.AbstractModel):
    """The printed results of campaigns, in the language of whoever prints."""

    _name = "report.crm_campaigns.report_campaign_results"
    _description = "Printed Results of a Campaign"

    @api.model
    def _get_report_values(self, docids, data=None):
        campaigns = self.env["utm.campaign"].browse(docids)
        campaigns._check_results()
        return {
            "doc_ids": docids,
            "doc_model": "utm.campaign",
            "docs": campaigns,
            # the page runs as the language of its words does
            "lang": self.env.lang,
            "results": {campaign.id: self._gather(campaign) for campaign in campaigns},
        }

    @api.model
    def _gather(self, campaign):
        """Return all that the page shows of a campaign, as texts."""

        def tell(figures):
            return [
                (
                    figure["label"],
                    campaign._format_result(figure["value"], figure["kind"]),
                )
                for figure in figures
            ]

        measures = campaign._get_result_measures()
        Report = self.env["crm.campaign.report"]
        channels = campaign._get_result_rows("medium_id")
        return {
            "money": tell(campaign._get_result_figures(MONEY)),
            "returns": tell(campaign._get_result_figures(RETURNS)),
            "funnel": [
                (
                    step["label"],
                    campaign._format_result(step["count"], "count"),
                    ""
                    if step["share"] is None
                    else campaign._format_result(step["share"], "share"),
                )
                for step in self.env["crm.campaign.funnel"].get_funnel(campaign.id)
            ],
            "measures": [
                Report._fields[name]._description_string(self.env) for name in measures
            ],
            "channels": [
                (
                    medium.display_name or self.env._("No channel"),
                    company.name,
                    [
                        campaign._format_result(
                            sums[name],
                            "money"
                            if Report._fields[name].type == "monetary"
                            else "count",
                            company.currency_id,
                        )
                        for name in measures
                    ],
                )
                for medium, company, sums in channels
            ],
            "has_companies": len({company for _key, company, _sums in channels}) > 1,
            "lifts": [
                (journey.name, sentences)
                for journey, sentences in campaign._get_result_lifts()
            ],
            "credits": [
                (
                    label,
                    campaign._format_result(
                        amount, "money", campaign.attribution_currency_id
                    ),
                )
                for label, amount in campaign._get_result_credits()
            ],
        }
