from datetime import date, datetime
from io import BytesIO

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import DAY, CampaignMixin

JULY = date(2025, 7, 9)


@tagged("post_install", "-at_install")
class TestCampaignExport(CampaignMixin, HttpCase):
    """A controller takes the results along and adds them up again by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.company.crm_value_margin_rate = 0.4
        cls.medium = cls.env["utm.medium"].create({"name": "Fair"})
        cls.env["crm.campaign.budget"].create(
            {
                "campaign_id": cls.campaign.id,
                "name": "Ads",
                "amount": 250,
                "date": DAY,
            }
        )
        cls._bill(200, cls.campaign)
        fair = cls._sell(700, cls.campaign)
        fair.medium_id = cls.medium
        invoice = cls._invoice(fair)
        cls._invoice(cls._sell(300, cls.campaign), JULY)
        cls._refund(invoice, {invoice.invoice_line_ids: 100}, JULY)
        cls._pay(invoice, 350)
        cls.env["crm.lead"].create(
            [
                {
                    "name": name,
                    "campaign_id": cls.campaign.id,
                    "company_id": cls.company.id,
                }
                for name in ("One", "Two")
            ]
        )
        cls.env["crm.journey"].create(
            {
                "name": "Welcome",
                "campaign_id": cls.campaign.id,
                "company_id": cls.company.id,
            }
        )
        cls.env.flush_all()

    def _book(self, user=None, **context):
        campaign = self._see(self.campaign, user or self.marketer)
        campaign = campaign.with_context(**context)
        content = campaign.env["crm.campaign.workbook"]._make(campaign)
        return load_workbook(BytesIO(content))

    def _read(self, sheet):
        """Rows of a sheet as dicts by its headings, without the empty ones."""
        head, *rows = sheet.iter_rows(values_only=True)
        return [
            dict(zip(head, row, strict=True)) for row in rows if any(row) or 0 in row
        ]

    def _summary(self, book):
        return {row[0]: row[1] for row in book["Summary"].iter_rows(values_only=True)}

    def test_figures_by_hand(self):
        """700 + 300 - 100 = 900 net of 200 cost: ROI 350 %, ROAS 4.5, CAC 200."""
        found = self._summary(self._book())
        for label, value in {
            "Campaign": "Spring",
            "Currency": "USD",
            "Net Invoiced": 900,
            "Planned Cost": 250,
            "Actual Cost": 200,
            "Budget Left": 50,
            "ROI": 3.5,
            "ROAS": 4.5,
            "Leads": 2,
            "Cost Per Lead": 100,
            "New Customers": 1,
            "CAC": 200,
            "Quotations": 2,
            "Invoiced": 2,
            "Welcome": "Nobody has started the journey yet. Too little was invoiced "
            "to compare money per head.",
        }.items():
            self.assertEqual(found.get(label), value, label)

    def test_months_and_channels(self):
        book = self._book()
        months = {
            row["Month"]: (row["Planned Cost"], row["Actual Cost"], row["Net Invoiced"])
            for row in self._read(book["By Month"])
        }
        self.assertEqual(months[datetime(2025, 6, 1)], (250, 200, 700))
        self.assertEqual(months[datetime(2025, 7, 1)], (0, 0, 200))
        channels = {
            row["Channel"]: row["Net Invoiced"] for row in self._read(book["Channels"])
        }
        self.assertEqual(channels, {"Fair": 600, "No channel": 300})

    def test_lines_add_up(self):
        """Each line with date, number, customer and product; the sum is the figure."""
        sheet = self._book()["Invoice Lines"]
        *lines, total = self._read(sheet)
        self.assertEqual(
            [
                (
                    line["Date"].date(),
                    line["Customer"],
                    line["Product"],
                    line["Currency"],
                )
                for line in lines
            ],
            [(day, "Cyrus Trading", "Tea", "USD") for day in (DAY, JULY, JULY)],
        )
        self.assertEqual(
            sorted(line["Net Invoiced"] for line in lines), [-100, 300, 700]
        )
        moves = self.env["account.move"].search(
            [
                ("partner_id", "=", self.customer.id),
                ("state", "=", "posted"),
                ("move_type", "in", ("out_invoice", "out_refund")),
            ]
        )
        self.assertEqual({line["Number"] for line in lines}, set(moves.mapped("name")))
        self.assertEqual(sum(line["In USD of the day"] for line in lines), 900)
        self.assertEqual(total["In USD of the day"][:5], "=SUM(")
        costs = self._read(self._book()["Costs"])
        self.assertEqual([row["Cost"] for row in costs[:-1]], [200])
        self.assertEqual(costs[0]["Source"], "Vendor bill")

    def test_margin_only_for_who_may_see_it(self):
        self.assertNotIn("Margin", self._summary(self._book()))
        head = next(self._book()["Invoice Lines"].iter_rows(values_only=True))
        self.assertNotIn("Margin", head)
        self.marketer.group_ids |= self.env.ref("crm_gateway.group_margin_viewer")
        found = self._summary(self._book())
        self.assertAlmostEqual(found["Margin"], 360)
        self.assertAlmostEqual(found["Margin ROI"], 0.8)
        lines = self._read(self._book()["Invoice Lines"])[:-1]
        self.assertAlmostEqual(sum(line["Margin"] for line in lines), 360)

    def test_absent_is_said(self):
        self.campaign = self._make_campaign("Empty")
        found = self._summary(self._book())
        self.assertEqual((found["ROI"], found["CAC"]), ("n/a", "n/a"))

    def test_name_that_is_a_formula_stays_a_text(self):
        self.campaign.title = "=1+1"
        self.customer.name = '=HYPERLINK("http://evil.example","x")'
        self.product.name = "@SUM(1)"
        book = self._book()
        for sheet, column in (
            ("Summary", 2),
            ("Invoice Lines", 5),
            ("Invoice Lines", 6),
        ):
            cell = book[sheet].cell(2, column)
            self.assertEqual(cell.data_type, "s", cell.value)
            self.assertTrue(cell.quotePrefix, cell.value)
            self.assertIsNone(cell.hyperlink)
        self.assertEqual(book["Summary"]["B2"].value, "=1+1")

    def test_persian_sheets_run_from_right_to_left(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        for lang, right in (("en_US", False), ("fa_IR", True)):
            for sheet in self._book(lang=lang).worksheets:
                self.assertEqual(bool(sheet.sheet_view.rightToLeft), right)

    def test_lines_cost_no_query_each(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            campaign = self.campaign.with_user(self.marketer)
            before = self.cr.sql_log_count
            campaign.env["crm.campaign.workbook"]._make(campaign)
            return self.cr.sql_log_count - before

        count()
        few = count()
        for number in range(10):
            partner = self.env["res.partner"].create({"name": f"New {number}"})
            self._invoice(self._sell(10, self.campaign, partner))
        count()
        self.assertLessEqual(count(), few)

    def test_two_companies_are_converted(self):
        """EUR 1,000 at 1.10 are USD 1,100 of the day; the sum is the page's figure."""
        self.env.ref("base.EUR").active = True
        europe = self._make_company("Europe", "base.EUR")
        both = self.company + europe
        for company, currency, rate in (
            (europe, "base.USD", 1.1),
            (self.company, "base.EUR", 1 / 1.1),
        ):
            self.env["res.currency.rate"].create(
                {
                    "name": DAY,
                    "currency_id": self.env.ref(currency).id,
                    "company_id": company.id,
                    "rate": rate,
                }
            )
        self.env = self.env(
            context={**self.env.context, "allowed_company_ids": both.ids}
        )
        self.marketer.company_ids |= europe
        self.campaign = self.env["utm.campaign"].create(
            {"title": "All", "company_id": False}
        )
        for company, amount in ((europe, 1000), (self.company, 50)):
            order = self._sell(amount, self.campaign, company=company)
            self._invoice(order.with_company(company))
        context = {"allowed_company_ids": both.ids}
        book = self._book(**context)
        lines = self._read(book["Invoice Lines"])[:-1]
        self.assertEqual(
            {line["Currency"]: line["Net Invoiced"] for line in lines},
            {"EUR": 1000, "USD": 50},
        )
        total = sum(line["In USD of the day"] for line in lines)
        self.assertAlmostEqual(total, 1150, 6)
        self.assertAlmostEqual(self._summary(book)["Net Invoiced"], total, 6)
        alone = self._book(allowed_company_ids=self.company.ids)
        self.assertEqual(self._summary(alone)["Net Invoiced"], 50)

    @mute_logger("odoo.http")
    def test_download(self):
        url = f"/crm_campaigns/results/{self.campaign.id}"
        action = self.campaign.with_user(self.marketer).action_export_results()
        self.assertEqual(action["url"], f"{url}?companies={self.company.id}")
        self.authenticate(self.marketer.login, self.marketer.login)
        response = self.url_open(action["url"])
        self.assertEqual(response.status_code, 200)
        self.assertIn("Spring.xlsx", response.headers["Content-Disposition"])
        book = load_workbook(BytesIO(response.content))
        self.assertEqual(self._summary(book)["Net Invoiced"], 900)
        self.assertEqual(self.url_open(f"{url}?companies=x").status_code, 400)
        # a company that the marketer does not work in
        other = self.env["res.company"].create({"name": "Other"})
        refused = self.url_open(f"{url}?companies={other.id}")
        self.assertEqual(refused.status_code, 403)
        self.assertEqual(
            self.url_open("/crm_campaigns/results/99999999").status_code, 404
        )

    @mute_logger("odoo.http")
    def test_others_are_refused(self):
        url = f"/crm_campaigns/results/{self.campaign.id}"
        other = self._make_company("Export Other", "base.EUR")
        stranger = self._make_user(
            "export_stranger",
            "group_campaign_user",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        employee = new_test_user(self.env, "export_nobody", "base.group_user")
        portal = new_test_user(self.env, "export_portal", "base.group_portal")
        report = self.env["ir.actions.report"]
        for user in (stranger, employee, portal):
            with self.subTest(user=user.login):
                campaign = self._see(self.campaign, user).with_context(
                    allowed_company_ids=user.company_ids.ids
                )
                with self.assertRaises(AccessError):
                    campaign.action_export_results()
                with self.assertRaises(AccessError):
                    campaign.env["crm.campaign.workbook"]._make(campaign)
                with self.assertRaises(AccessError):
                    report.with_env(campaign.env)._render_qweb_html(
                        "crm_campaigns.report_campaign_results", campaign.ids
                    )
                self.authenticate(user.login, user.login)
                self.assertEqual(self.url_open(url).status_code, 403)

    def _print(self, lang):
        html, _type = (
            self.env["ir.actions.report"]
            .with_user(self.marketer)
            .with_context(lang=lang)
            ._render_qweb_html(
                "crm_campaigns.report_campaign_results", self.campaign.ids
            )
        )
        return html.decode()

    def test_print_in_both_languages(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.env["ir.module.module"]._load_module_terms(["crm_campaigns"], ["fa_IR"])
        english, persian = self._print("en_US"), self._print("fa_IR")
        self.assertRegex(english, r'<body[^>]* dir="ltr"')
        self.assertRegex(persian, r'<body[^>]* dir="rtl"')
        for words in ("Spring", "900.00", "350.0", "Nobody has started the journey"):
            self.assertIn(words, english)
        # one company: no column that says the same in each row
        self.assertNotIn("<th>Company</th>", english)
        self.assertNotIn("Campaign Test</bdi>", english)
        for words in ("Spring", "Fair"):
            self.assertIn(words, persian)
        label = self.env["utm.campaign"]._fields["net_revenue"]
        translated = label._description_string(self.env(context={"lang": "fa_IR"}))
        self.assertNotEqual(translated, "Net Invoiced")
        self.assertIn(translated, persian)
