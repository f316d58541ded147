from io import BytesIO

import xlsxwriter

from odoo import api, models

from ..models.utm_campaign_export import MONEY, RETURNS
from .results_sheet import ResultsSheet, get_number_format

SHARE = "0.0%"
COUNT = "#,##0"


class CrmCampaignWorkbook(models.AbstractModel):
    """The results of a campaign as a workbook that can be checked by hand.

    The sheets of lines hold what the summary adds up: each amount in the currency of
    its company, and in the campaign's at the rate of its day; below them the sum.
    """

    _name = "crm.campaign.workbook"
    _description = "Workbook of a Campaign's Results"

    @api.model
    def _make(self, campaign):
        """Return the bytes of the workbook.

        :raise AccessError: for whoever may not see the results of the campaign
        """
        campaign.ensure_one()
        campaign._check_results()
        stream = BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
        }
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        formats = {}
        with xlsxwriter.Workbook(stream, options) as book:

            def add(name):
                return ResultsSheet(book, name, lang.direction == "rtl", formats)

            self._write_summary(add(self.env._("Summary")), campaign)
            self._write_rows(add(self.env._("By Month")), campaign, "date:month")
            self._write_rows(add(self.env._("Channels")), campaign, "medium_id")
            self._write_revenue(add(self.env._("Invoice Lines")), campaign)
            self._write_spending(add(self.env._("Costs")), campaign)
        return stream.getvalue()

    @api.model
    def _get_form(self, kind, currency):
        return {
            "money": get_number_format(currency.decimal_places),
            "share": SHARE,
            "count": COUNT,
        }.get(kind, "#,##0.00")

    @api.model
    def _write_summary(self, sheet, campaign):
        """Figures, funnel, lift and credits, one below the other."""
        currency = campaign.report_currency_id
        sheet.write_head([self.env._("Figure"), self.env._("Value")])
        sheet.sheet.set_column(0, 0, 34)
        for label, text in (
            (self.env._("Campaign"), campaign.title),
            (self.env._("Company"), campaign.company_id.name),
            (self.env._("Currency"), currency.name),
        ):
            sheet.write_text(0, label)
            sheet.write_text(1, text)
            sheet.row += 1
        for figure in campaign._get_result_figures(MONEY + RETURNS):
            sheet.write_text(0, figure["label"])
            if figure["value"] is None:
                sheet.write_text(1, self.env._("n/a"))
            else:
                form = self._get_form(figure["kind"], currency)
                sheet.write_number(1, figure["value"], form)
            sheet.row += 1
        self._write_title(sheet, self.env._("From message to money"))
        for step in self.env["crm.campaign.funnel"].get_funnel(campaign.id):
            sheet.write_text(0, step["label"])
            sheet.write_number(1, step["count"], COUNT)
            if step["share"] is not None:
                sheet.write_number(2, step["share"], SHARE)
            sheet.row += 1
        if lifts := campaign._get_result_lifts():
            self._write_title(sheet, self.env._("Lift of the journeys"))
            for journey, sentences in lifts:
                sheet.write_text(0, journey.name)
                sheet.write_text(1, " ".join(sentences))
                sheet.row += 1
        if credits_ := campaign._get_result_credits():
            self._write_title(sheet, self.env._("Credit by model"))
            form = self._get_form("money", campaign.attribution_currency_id)
            for label, amount in credits_:
                sheet.write_text(0, label)
                sheet.write_number(1, amount, form)
                sheet.write_text(2, campaign.attribution_currency_id.name)
                sheet.row += 1

    @api.model
    def _write_title(self, sheet, title):
        sheet.row += 1
        sheet.write_text(0, title, bold=True)
        sheet.row += 1

    @api.model
    def _write_rows(self, sheet, campaign, key):
        """Plan and actual by month or by channel, a row for each company."""
        Report = self.env["crm.campaign.report"]
        name = key.partition(":")[0]
        measures = campaign._get_result_measures()
        sheet.write_head(
            [
                Report._fields[name]._description_string(self.env),
                self.env._("Company"),
                self.env._("Currency"),
                *(Report._fields[m]._description_string(self.env) for m in measures),
            ]
        )
        for value, company, sums in campaign._get_result_rows(key):
            if name == "date":
                sheet.write_date(0, value)
            else:
                sheet.write_text(0, value.display_name or self.env._("No channel"))
            sheet.write_text(1, company.name)
            sheet.write_text(2, company.currency_id.name)
            for column, measure in enumerate(measures, 3):
                money = Report._fields[measure].type == "monetary"
                form = self._get_form(
                    "money" if money else "count", company.currency_id
                )
                sheet.write_number(column, sums[measure], form)
            sheet.row += 1

    @api.model
    def _write_revenue(self, sheet, campaign):
        """The lines of posted invoices and credit notes that are the net revenue."""
        Revenue = self.env["crm.campaign.revenue"]
        rows = Revenue.search(campaign._get_figures_domain(), order="date, move_id, id")
        # who may see the figure may see what stands on its lines
        lines = rows.sudo()
        names = ["net_revenue", "paid_revenue"]
        if Revenue._has_field_access(Revenue._fields["margin"], "read"):
            names.append("margin")
        sheet.write_head(
            [
                self.env._("Date"),
                self.env._("Number"),
                self.env._("Document"),
                self.env._("Sales Order"),
                self.env._("Customer"),
                self.env._("Product"),
                self.env._("Company"),
                self.env._("Currency"),
                *(Revenue._fields[n]._description_string(self.env) for n in names),
                self._get_converted_label(campaign),
            ]
        )
        kinds = dict(Revenue._fields["move_type"]._description_selection(self.env))
        first, total = sheet.row, 0
        rates = {}
        form = self._get_form("money", campaign.report_currency_id)
        for line in lines:
            sheet.write_date(0, line.date)
            sheet.write_text(1, line.move_id.name)
            sheet.write_text(2, kinds[line.move_type])
            sheet.write_text(3, line.order_id.name)
            sheet.write_text(4, line.partner_id.display_name)
            sheet.write_text(5, line.product_id.display_name)
            sheet.write_text(6, line.company_id.name)
            sheet.write_text(7, line.currency_id.name)
            own = self._get_form("money", line.currency_id)
            for column, name in enumerate(names, 8):
                sheet.write_number(column, line[name], own)
            converted = line.net_revenue * self._get_rate(campaign, line, rates)
            sheet.write_number(8 + len(names), converted, form)
            total += converted
            sheet.row += 1
        if lines:
            sheet.write_text(0, self.env._("Total"), bold=True, top=1)
            sheet.write_sum(8 + len(names), total, first, form)

    @api.model
    def _write_spending(self, sheet, campaign):
        """What the cost is the sum of."""
        Spending = self.env["crm.campaign.spending"]
        rows = Spending.search(campaign._get_figures_domain(), order="date, id")
        sheet.write_head(
            [
                self.env._("Date"),
                self.env._("Source"),
                self.env._("Kind"),
                self.env._("Description"),
                self.env._("Company"),
                self.env._("Currency"),
                self.env._("Cost"),
                self._get_converted_label(campaign),
            ]
        )
        sources, kinds = (
            dict(Spending._fields[name]._description_selection(self.env))
            for name in ("source", "kind")
        )
        first, total = sheet.row, 0
        rates = {}
        form = self._get_form("money", campaign.report_currency_id)
        for line in rows.sudo():
            sheet.write_date(0, line.date)
            sheet.write_text(1, sources.get(line.source))
            sheet.write_text(2, kinds.get(line.kind))
            sheet.write_text(3, line.name)
            sheet.write_text(4, line.company_id.name)
            sheet.write_text(5, line.currency_id.name)
            own = self._get_form("money", line.currency_id)
            sheet.write_number(6, line.amount, own)
            converted = line.amount * self._get_rate(campaign, line, rates)
            sheet.write_number(7, converted, form)
            total += converted
            sheet.row += 1
        if rows:
            sheet.write_text(0, self.env._("Total"), bold=True, top=1)
            sheet.write_sum(7, total, first, form)

    @api.model
    def _get_converted_label(self, campaign):
        return self.env._("In %s of the day", campaign.report_currency_id.name)

    @api.model
    def _get_rate(self, campaign, line, rates):
        """Return what a unit of the line is in the campaign's currency, on its day."""
        key = (line.company_id.id, line.date)
        if key not in rates:
            (rates[key],) = campaign._convert_figures([1], line.company_id, line.date)
        return rates[key]
