from odoo import models
from odoo.tools import formatLang

from .crm_attribution_credit import MODELS

# Figures in the order of the page, with the field that says whether one exists
MONEY = (
    ("target_revenue", None),
    ("net_revenue", None),
    ("paid_revenue", None),
    ("margin_amount", None),
    ("budget_amount", None),
    ("cost_amount", None),
    ("budget_left", None),
    ("ad_spend", None),
)
RETURNS = (
    ("roi", "roi_known"),
    ("margin_roi", "roi_known"),
    ("roas", "roas_known"),
    ("lead_count", None),
    ("cost_per_lead", "cost_per_lead_known"),
    ("new_customer_count", None),
    ("cac", "cac_known"),
    ("payback_months", "payback_known"),
)
SHARES = ("roi", "margin_roi")
MEASURES = (
    "planned_cost",
    "cost",
    "net_revenue",
    "paid_revenue",
    "margin",
    "leads",
    "new_customers",
)


class UtmCampaign(models.Model):
    """The campaign's results to be taken along: on paper and as a workbook.

    Both show the same figures as the page, those of the reader: margins only to who
    may see margins, invoices and costs of the companies that the reader works in.
    """

    _inherit = "utm.campaign"

    def _check_results(self):
        """Refuse whoever may not see the results of these campaigns."""
        self._check_is_marketer()
        self.check_access("read")

    def action_export_results(self):
        """Download the results as a workbook."""
        self._check_results()
        self.ensure_one()
        companies = "-".join(str(id_) for id_ in self.env.companies.ids)
        return {
            "type": "ir.actions.act_url",
            "url": f"/crm_campaigns/results/{self.id}?companies={companies}",
            "target": "download",
        }

    def _get_result_figures(self, names):
        """Return the figures of a campaign that the reader may see.

        :param names: (field, field that says whether it has a meaning) pairs
        :return: list of dict ``name``, ``label``, ``kind`` (money, share, number or
            count), ``value`` (None where it has no meaning)
        """
        self.ensure_one()
        figures = []
        for name, known in names:
            field = self._fields[name]
            if not self._has_field_access(field, "read"):
                continue
            kind = {"monetary": "money", "integer": "count"}.get(field.type, "number")
            figures.append(
                {
                    "name": name,
                    "label": field._description_string(self.env),
                    "kind": "share" if name in SHARES else kind,
                    "value": self[name] if not known or self[known] else None,
                }
            )
        return figures

    def _get_result_measures(self):
        """Return the names of the report's measures that the reader may see."""
        Report = self.env["crm.campaign.report"]
        return [
            name
            for name in MEASURES
            if Report._has_field_access(Report._fields[name], "read")
        ]

    def _get_result_rows(self, key):
        """Return the campaign's rows of plan and actual, in each company's currency.

        :param str key: ``date:month`` or ``medium_id``
        :return: list of (key, company, {measure: sum}), the money unrounded
        """
        self.ensure_one()
        measures = self._get_result_measures()
        rows = self.env["crm.campaign.report"]._read_group(
            self._get_figures_domain(),
            [key, "company_id"],
            [f"{name}:sum" for name in measures],
        )
        return [
            (value, company, dict(zip(measures, sums, strict=True)))
            for value, company, *sums in rows
        ]

    def _get_result_credits(self):
        """Return [(model of attribution, amount)] of the latest run, if any."""
        self.ensure_one()
        if not self.attribution_run_id:
            return []
        return [
            (
                self._fields[f"attribution_{name}_amount"]._description_string(
                    self.env
                ),
                self[f"attribution_{name}_amount"],
            )
            for name in MODELS
        ]

    def _get_result_lifts(self):
        """Return [(journey, sentences)] of the journeys that the reader may see."""
        journeys = self.env["crm.journey"].search([("campaign_id", "=", self.id)])
        return [
            (journey, [journey.lift_text, journey.revenue_text]) for journey in journeys
        ]

    def _format_result(self, value, kind, currency=None):
        """Return a figure as text of the reader's language.

        :param str kind: money, share, number or count
        """
        if value is None:
            return self.env._("n/a")
        if kind == "money":
            return formatLang(
                self.env, value, currency_obj=currency or self.report_currency_id
            )
        if kind == "share":
            percent = formatLang(self.env, 100 * value, digits=1)
            return self.env._("%s %%", percent)
        return formatLang(self.env, value, digits=0 if kind == "count" else 2)
