from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import DAY, CampaignCase


@tagged("post_install", "-at_install")
class TestCampaignMoney(CampaignCase):
    """Revenue by the order of each invoice line, cost by each bill line."""

    def test_two_campaigns_on_one_invoice(self):
        """A 100 and B 250 on one invoice, 50 of B credited, a bill of 30 for A."""
        second = self._make_campaign("Autumn")
        orders = self._sell(100, self.campaign) + self._sell(250, second)
        invoice = self._invoice(orders)
        line = invoice.invoice_line_ids.filtered(lambda line: line.price_unit == 250)
        self._refund(invoice, {line: 50})
        self._bill(30, self.campaign)
        first, second = self._see(self.campaign), self._see(second)
        self.assertEqual((first.net_revenue, first.cost_amount), (100, 30))
        self.assertEqual((second.net_revenue, second.cost_amount), (200, 0))
        # the host's own figure says the same
        self.assertEqual((first.invoiced_amount, second.invoiced_amount), (100, 200))

    def test_drafts_and_cancelled_do_not_count(self):
        order = self._sell(100, self.campaign)
        order._create_invoices()
        self.assertEqual(self._see(self.campaign).net_revenue, 0)
        posted = self._invoice(self._sell(70, self.campaign))
        self.assertEqual(self._see(self.campaign).net_revenue, 70)
        posted.button_draft()
        self.assertEqual(self._see(self.campaign).net_revenue, 0)

    def test_paid_share(self):
        invoice = self._invoice(self._sell(200, self.campaign))
        self.assertEqual(self._see(self.campaign).paid_revenue, 0)
        self._pay(invoice, 50)
        self.assertEqual(self._see(self.campaign).paid_revenue, 50)
        self._pay(invoice)
        campaign = self._see(self.campaign)
        self.assertEqual((campaign.net_revenue, campaign.paid_revenue), (200, 200))

    def test_credit_note_by_hand_follows_the_invoice(self):
        """It names the invoice that it reverses, but no order."""
        invoice = self._invoice(self._sell(100, self.campaign))
        refund = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": self.customer.id,
                "reversed_entry_id": invoice.id,
                "invoice_date": DAY,
                "invoice_line_ids": [
                    (0, 0, {"name": "Sorry", "price_unit": 30, "tax_ids": False})
                ],
            }
        )
        refund.action_post()
        self.assertEqual(self._see(self.campaign).net_revenue, 70)

    def test_set_by_hand_goes_first(self):
        invoice = self._invoice(self._sell(100, self.campaign))
        second = self._make_campaign("Autumn")
        invoice.invoice_line_ids.crm_campaign_id = second
        self.assertEqual(self._see(self.campaign).net_revenue, 0)
        self.assertEqual(self._see(second).net_revenue, 100)

    def test_published_figures(self):
        """42,000 net of 12,000 cost at 40 %, 30 new: 250 %, 3.5, 40 %, 400."""
        self.company.crm_value_margin_rate = 0.4
        today = fields.Date.context_today(self.campaign)
        partners = self.env["res.partner"].create(
            [{"name": f"New {number}"} for number in range(30)]
        )
        for number, partner in enumerate(partners):
            amount = 50000 - 29 * 1600 if number == 29 else 1600
            order = self._sell(amount, self.campaign, partner)
            invoice = self._invoice(order, today - timedelta(days=40))
            if number == 0:
                self._refund(
                    invoice, {invoice.invoice_line_ids: 1600}, today - timedelta(1)
                )
            if number in (1, 2, 3, 4):
                self._refund(
                    invoice, {invoice.invoice_line_ids: 1600}, today - timedelta(1)
                )
        self._bill(12000, self.campaign)
        campaign = self._see(self.campaign)
        self.assertEqual((campaign.net_revenue, campaign.cost_amount), (42000, 12000))
        self.assertAlmostEqual(campaign.roi, 2.5)
        self.assertAlmostEqual(campaign.roas, 3.5)
        self.assertAlmostEqual(campaign.margin_roi, 0.4)
        self.assertEqual((campaign.new_customer_count, campaign.cac), (30, 400))
        monthly_margin = 42000 * 0.4 / 30 / (40 / (365.25 / 12))
        self.assertAlmostEqual(campaign.payback_months, 400 / monthly_margin, 4)

    def test_nothing_is_never_infinity(self):
        campaign = self._see(self.campaign)
        self.assertFalse(campaign.roi_known)
        self.assertFalse(campaign.cac_known)
        self.assertFalse(campaign.roas_known)
        self.assertFalse(campaign.payback_known)
        self.assertFalse(campaign.cost_per_lead_known)

    def test_loss(self):
        """A net revenue of -500 and a cost of 1,000 is a ROI of -150 %."""
        refund = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": self.customer.id,
                "invoice_date": DAY,
                "invoice_line_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Back",
                            "price_unit": 500,
                            "tax_ids": False,
                            "crm_campaign_id": self.campaign.id,
                        },
                    )
                ],
            }
        )
        refund.action_post()
        self._bill(1000, self.campaign)
        campaign = self._see(self.campaign)
        self.assertEqual(campaign.net_revenue, -500)
        self.assertAlmostEqual(campaign.roi, -1.5)

    def test_vendor_credit_lowers_the_cost(self):
        self._bill(100, self.campaign)
        self._bill(40, self.campaign, move_type="in_refund")
        campaign = self._see(self.campaign)
        self.assertEqual((campaign.cost_amount, campaign.net_revenue), (60, 0))

    def test_two_companies_and_currencies(self):
        """EUR 1,000 and USD 1,100 at 1.10 are EUR 2,000; one company sees 1,000."""
        euro = self.env.ref("base.EUR")
        euro.active = True
        europe = self._make_company("Europe", "base.EUR")
        self.env["res.currency.rate"].create(
            {
                "name": DAY,
                "currency_id": self.env.ref("base.USD").id,
                "company_id": europe.id,
                "rate": 1.1,
            }
        )
        self.env["res.currency.rate"].create(
            {
                "name": DAY,
                "currency_id": euro.id,
                "company_id": self.company.id,
                "rate": 1 / 1.1,
            }
        )
        shared = self.env["utm.campaign"].create({"title": "All", "company_id": False})
        both = self.company + europe
        self.env = self.env(
            context={**self.env.context, "allowed_company_ids": both.ids}
        )
        for company, amount in ((europe, 1000), (self.company, 1100)):
            order = self._sell(amount, shared, company=company)
            self._invoice(order.with_company(company))
        one = self._make_user(
            "camp_europe",
            "group_campaign_user",
            company_id=europe.id,
            company_ids=[(6, 0, europe.ids)],
        )
        two = self._make_user(
            "camp_both",
            "group_campaign_user",
            company_id=europe.id,
            company_ids=[(6, 0, both.ids)],
        )

        def seen(user):
            campaign = self._see(shared, user).with_context(
                allowed_company_ids=user.company_ids.sorted(
                    lambda company: company != europe
                ).ids
            )
            return round(campaign.net_revenue, 2), campaign.report_currency_id.name

        self.assertEqual(seen(one), (1000, "EUR"))
        self.assertEqual(seen(two), (2000, "EUR"))

    def test_import_twice_counts_once(self):
        values = {
            "campaign_id": self.campaign.id,
            "name": "Ads of May",
            "amount": 70,
            "source": "adwise",
            "external_id": "2025-05/17",
        }
        Cost = self.env["crm.campaign.cost"].with_user(self.marketer)
        Cost.create(values)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            Cost.create(values)
        self.assertEqual(self._see(self.campaign).cost_amount, 70)

    def test_planned_against_actual(self):
        self.campaign.budget_ids = [
            (0, 0, {"kind": "media", "name": "Search", "amount": 100}),
            (0, 0, {"kind": "media", "name": "Social", "amount": 50}),
            (0, 0, {"kind": "print", "name": "Flyers", "amount": 20}),
        ]
        self._bill(120, self.campaign)
        campaign = self._see(self.campaign)
        self.assertEqual(campaign.budget_ids.mapped("actual_amount"), [120, 0, 0])
        self.assertEqual((campaign.budget_amount, campaign.budget_left), (170, 50))

    def test_lines_open_and_sum(self):
        """What the buttons open is what the figure is the sum of."""
        self._invoice(self._sell(100, self.campaign))
        self._bill(30, self.campaign)
        campaign = self._see(self.campaign, self.marketer)
        for action, field, figure in (
            (campaign.action_open_revenue(), "net_revenue", campaign.net_revenue),
            (campaign.action_open_spending(), "amount", campaign.cost_amount),
        ):
            rows = campaign.env[action["res_model"]].search(action["domain"])
            self.assertEqual(sum(rows.mapped(field)), figure)

    def test_rows_of_others_are_not_seen(self):
        self._invoice(self._sell(100, self.campaign))
        salesman = self._make_user("camp_nobody", "group_campaign_user")
        salesman.group_ids = self.env.ref("base.group_user")
        with self.assertRaises(AccessError):
            self.env["crm.campaign.revenue"].with_user(salesman).search([])
        other = self._make_company("Other", "base.USD")
        stranger = self._make_user(
            "camp_stranger",
            "group_campaign_user",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.env.flush_all()
        for model in ("crm.campaign.revenue", "utm.campaign"):
            found = (
                self.env[model]
                .with_user(stranger)
                .with_context(allowed_company_ids=other.ids)
                .search([])
            )
            self.assertNotIn(
                self.campaign, found if model == "utm.campaign" else found.campaign_id
            )

    def test_queries_do_not_grow(self):
        """Figures of twenty campaigns take as many queries as those of two."""
        campaigns = self.env["utm.campaign"]
        for number in range(20):
            campaigns |= self._make_campaign(f"Number {number}")
            self._invoice(self._sell(100, campaigns[-1]))

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.mapped("roi")
            return self.cr.sql_log_count - before

        count(campaigns[:2])
        self.assertEqual(count(campaigns[:2]), count(campaigns))

    def test_cost_form_in_the_client(self):
        form = Form(self.env["crm.campaign.cost"].with_user(self.marketer))
        form.campaign_id = self.campaign
        form.name = "Flyers"
        form.amount = 12
        cost = form.save()
        self.assertEqual(cost.company_amount, 12)
