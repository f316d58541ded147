from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.fields import Domain

MONTHS_AHEAD = 6


class CrmCustomerProfile(models.AbstractModel):
    """What they will buy, by where it is known from."""

    _inherit = "crm.customer.profile"

    @api.model
    def _get_sections(self):
        sections = super()._get_sections()
        sections.insert(sections.index("opportunities"), "forecast")
        return sections

    @api.model
    def _prepare_forecast(self, customer):
        Forecast = self.env["crm.sales.forecast"].with_context(
            allowed_company_ids=self.env.company.ids,
            forecast_partner_ids=frozenset(customer.ids),
        )
        if not Forecast.has_access("read"):
            return None
        theirs = Domain("partner_id", "=", customer.id)
        is_open = Domain("source", "not in", ("order", "target"))
        first = self._get_today().replace(day=1)
        months = self._get_months(first, MONTHS_AHEAD)
        until = first + relativedelta(months=MONTHS_AHEAD)
        by_source = {}
        for month, source, amount in Forecast._read_group(
            theirs & is_open & Domain("date", "<", until),
            ["date:month", "source"],
            ["expected_amount:sum"],
        ):
            if amount:
                by_month = by_source.setdefault(source, dict.fromkeys(months, 0))
                by_month[f"{month:%Y-%m}"] += amount
        total = sum(sum(by_month.values()) for by_month in by_source.values())
        figure = self._make_figure
        return {
            "title": self.env._("Sales Forecast"),
            "icon": "fa-line-chart",
            "column": "main",
            "tiles": [figure(self.env._("Forecast, 6 months"), total, "monetary")],
            "chart": bool(by_source)
            and {
                "labels": self._get_labels(months),
                "stacked": True,
                "series": [
                    {"label": label, "values": list(by_source[source].values())}
                    for source, label in Forecast._fields[
                        "source"
                    ]._description_selection(self.env)
                    if source in by_source
                ],
            },
            "more": {
                "label": self.env._("Whole Forecast"),
                "action": "crm_gateway.crm_sales_forecast_action",
                "domain": list(theirs),
                "context": {},
            },
            "empty": self.env._(
                "Nothing is expected of this customer. An opportunity with a closing "
                "date, a quotation or a contract shows up here by itself."
            ),
        }
