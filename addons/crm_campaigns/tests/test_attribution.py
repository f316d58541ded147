import random
from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.crm_attribution_credit import AMOUNTS, MODELS
from .common import CampaignCase

ORDERED = datetime(2025, 6, 3, 12)
INVOICED = date(2025, 6, 15)


@tagged("post_install", "-at_install")
class TestAttribution(CampaignCase):
    """Credits by hand: of two orders on one invoice, refunds, parts that are paid."""

    @classmethod
    def _prepare(cls):
        result = super()._prepare()
        cls.other = cls._make_campaign("Autumn")
        cls.third = cls._make_campaign("Winter")
        return result

    @classmethod
    def _touch(cls, campaign, moment, partner=None, **values):
        partner = partner or cls.customer
        number = cls.env["crm.campaign.touch"].search_count([])
        return cls.env["crm.campaign.touch"].create(
            {
                "kind": "click",
                "campaign_id": campaign.id,
                "partner_id": partner.id,
                "commercial_partner_id": partner.commercial_partner_id.id,
                "company_id": cls.company.id,
                "date": moment,
                "ref_model": "test",
                "ref_id": number + 1,
                **values,
            }
        )

    def _order(self, amount, moment=ORDERED, **values):
        order = self._sell(amount, **values)
        order.date_order = moment
        return order

    def _calculate(self, user=None, **values):
        run = (
            self.env["crm.attribution.run"]
            .with_user(user or self.manager)
            .create(
                {
                    "name": "June",
                    "company_id": self.company.id,
                    "date_from": date(2025, 6, 1),
                    "date_to": date(2025, 6, 30),
                    **values,
                }
            )
        )
        run.action_calculate()
        return run.sudo()

    def _credits(self, run):
        return self.env["crm.attribution.credit"].search(
            [("run_id", "=", run.id)], order="move_line_id, touch_date, id"
        )

    def _sums(self, run, name):
        """{campaign: credit} by one model, of those who have any."""
        rows = self.env["crm.attribution.credit"]._read_group(
            [("run_id", "=", run.id)], ["campaign_id"], [f"{name}_amount:sum"]
        )
        return {campaign: round(amount, 2) for campaign, amount in rows if amount}

    def test_two_orders_on_one_invoice(self):
        """Three touches before one order, two before the other; one in vain.

        Markov: starts to A 2, to B 1; A to B 2; from B one each to C, to a sale and
        to nothing; C to a sale.  Without A 1/3 of the sales are left, without B none,
        without C 1/2: effects 2/3, 1, 1/2, shares 4/13, 6/13, 3/13.
        """
        a, b, c = self.campaign, self.other, self.third
        self._touch(a, ORDERED - timedelta(days=14))
        self._touch(b, ORDERED - timedelta(days=7))
        self._touch(c, ORDERED)
        rival = self.env["res.partner"].create({"name": "Never buys"})
        self._touch(b, datetime(2025, 6, 5, 9), rival)
        orders = self._order(100) | self._order(50.01, ORDERED - timedelta(days=6))
        self._invoice(orders, INVOICED)
        run = self._calculate()
        found = {}
        for credit in self._credits(run):
            found.setdefault(credit.order_id, []).append(
                [round(credit[name], 2) for name in AMOUNTS]
            )
        by_model = {
            order: dict(zip(MODELS, zip(*rows, strict=True), strict=True))
            for order, rows in found.items()
        }
        self.assertEqual(
            by_model[orders[0]],
            {
                "first": (100, 0, 0),
                "last": (0, 0, 100),
                "linear": (33.34, 33.33, 33.33),
                "decay": (14.29, 28.57, 57.14),
                "position": (40, 20, 40),
                "markov": (30.77, 46.15, 23.08),
                "shapley": (33.34, 33.33, 33.33),
            },
        )
        self.assertEqual(
            by_model[orders[1]],
            {
                "first": (50.01, 0),
                "last": (0, 50.01),
                "linear": (25.01, 25.0),
                "decay": (16.67, 33.34),
                "position": (25.01, 25.0),
                "markov": (20.0, 30.01),
                "shapley": (25.01, 25.0),
            },
        )
        self.assertEqual((run.conversion_count, run.null_count), (2, 1))
        self.assertEqual(
            (run.total_amount, run.attributed_amount, run.unattributed_amount),
            (150.01, 150.01, 0),
        )

    def test_credit_note_follows_the_path_of_its_line(self):
        """Sold in May by A, 30 of 100 given back in June after a touch of B."""
        ordered = ORDERED - timedelta(days=30)
        self._touch(self.campaign, ordered - timedelta(days=1))
        order = self._order(100, ordered)
        invoice = self._invoice(order, date(2025, 5, 5))
        self._touch(self.other, ORDERED)
        self._refund(invoice, {invoice.invoice_line_ids: 30}, INVOICED)
        run = self._calculate()
        for name in MODELS:
            self.assertEqual(self._sums(run, name), {self.campaign: -30}, name)
        self.assertEqual(self._credits(run).order_id, order)
        self.assertEqual(run.conversion_count, 0)

    def test_credit_note_by_hand(self):
        """It names no order, only the invoice that it reverses."""
        self._touch(self.campaign, ORDERED - timedelta(days=1))
        invoice = self._invoice(self._order(100), INVOICED)
        self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": self.customer.id,
                "reversed_entry_id": invoice.id,
                "invoice_date": INVOICED,
                "invoice_line_ids": [
                    (0, 0, {"name": "Sorry", "price_unit": 30, "tax_ids": False})
                ],
            }
        ).action_post()
        run = self._calculate()
        self.assertEqual(self._sums(run, "last"), {self.campaign: 70})
        self.assertEqual(run.conversion_count, 1)

    def test_invoice_without_order(self):
        """Touches count up to its day; later ones do not."""
        self._touch(self.campaign, datetime(2025, 6, 15, 20))
        self._touch(self.other, datetime(2025, 6, 16, 1))
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_date": INVOICED,
                "invoice_line_ids": [
                    (0, 0, {"name": "Tea", "price_unit": 80, "tax_ids": False})
                ],
            }
        )
        invoice.action_post()
        run = self._calculate()
        self.assertEqual(self._sums(run, "last"), {self.campaign: 80})
        self.assertFalse(self._credits(run).order_id)

    def test_paid_part(self):
        self._touch(self.campaign, ORDERED - timedelta(days=1))
        invoice = self._invoice(self._order(200), INVOICED)
        unpaid = self._calculate(basis="paid")
        self.assertEqual((unpaid.total_amount, unpaid.conversion_count), (0, 0))
        self._pay(invoice, 50)
        run = self._calculate(basis="paid")
        self.assertEqual(self._sums(run, "shapley"), {self.campaign: 50})

    def test_margins_are_for_who_may_see_them(self):
        self.company.crm_value_margin_rate = 0.4
        self._touch(self.campaign, ORDERED - timedelta(days=1))
        self._invoice(self._order(200), INVOICED)
        with self.assertRaises(AccessError):
            self._calculate(basis="margin")
        self.manager.group_ids |= self.env.ref("crm_gateway.group_margin_viewer")
        run = self._calculate(basis="margin")
        self.assertEqual(self._sums(run, "first"), {self.campaign: 80})
        for user, seen in ((self.manager, 1), (self.marketer, 0)):
            for model, domain in (
                ("crm.attribution.run", [("id", "=", run.id)]),
                ("crm.attribution.credit", [("run_id", "=", run.id)]),
            ):
                count = self.env[model].with_user(user).search_count(domain)
                self.assertEqual(count, seen, (user.login, model))

    def test_look_back_opens_and_what_nobody_touched(self):
        self._touch(self.campaign, ORDERED - timedelta(days=91))
        self._touch(self.other, ORDERED - timedelta(days=1), kind="open")
        self._touch(self.third, ORDERED + timedelta(seconds=1))
        self._invoice(self._order(100), INVOICED)
        run = self._calculate()
        self.assertFalse(self._credits(run))
        self.assertEqual((run.attributed_amount, run.unattributed_amount), (0, 100))
        longer = self._calculate(look_back_days=92, with_opens=True)
        self.assertEqual(self._sums(longer, "first"), {self.campaign: 100})
        self.assertEqual(self._sums(longer, "last"), {self.other: 100})

    def test_order_names_the_campaign(self):
        """The order itself is collected as the last touch, without any job."""
        self._invoice(self._order(100, campaign=self.campaign), INVOICED)
        self.assertEqual(self._sums(self._calculate(), "last"), {self.campaign: 100})

    def test_contacts_count_for_their_company(self):
        contact = self.env["res.partner"].create(
            {"name": "Buyer", "parent_id": self.customer.id}
        )
        self._touch(self.campaign, ORDERED - timedelta(days=1), contact)
        self._invoice(self._order(100), INVOICED)
        self.assertEqual(self._sums(self._calculate(), "last"), {self.campaign: 100})

    def test_by_medium(self):
        """Two campaigns by the same medium are one channel of the Shapley value."""
        mail, phone = self.env["utm.medium"].create([{"name": "M"}, {"name": "P"}])
        for days, campaign, medium in (
            (3, self.campaign, mail),
            (2, self.other, mail),
            (1, self.third, phone),
        ):
            self._touch(campaign, ORDERED - timedelta(days=days), medium_id=medium.id)
        self._invoice(self._order(100), INVOICED)
        self.assertEqual(
            self._sums(self._calculate(by="medium"), "shapley"),
            {self.campaign: 25, self.other: 25, self.third: 50},
        )

    def test_companies_are_apart(self):
        """Neither the money nor the touches of another company come in."""
        other = self._make_company("Second", "base.EUR")
        shared = self._make_campaign("Shared", company_id=False)
        self._touch(self.campaign, ORDERED - timedelta(days=2))
        self._touch(shared, ORDERED - timedelta(days=1), company_id=False)
        self.env = self.env(
            context={**self.env.context, "allowed_company_ids": other.ids}
        )
        order = self._sell(70, partner=self.customer.with_env(self.env), company=other)
        order.date_order = ORDERED
        self._invoice(order, INVOICED)
        manager = self._make_user(
            "second_manager",
            "group_campaign_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        run = self._calculate(user=manager, company_id=other.id)
        self.assertEqual(self._sums(run, "first"), {shared: 70})
        self.assertEqual(run.currency_id, other.currency_id)
        self.env = self.env(
            context={**self.env.context, "allowed_company_ids": self.company.ids}
        )
        own = self._calculate()
        self.assertEqual(own.total_amount, 0)
        with self.assertRaises(AccessError):
            run.with_env(self.env).with_user(self.manager).read(["name"])

    def test_credits_sum_to_the_cent(self):
        chance = random.Random(7)
        campaigns = [self.campaign, self.other, self.third]
        orders = self.env["sale.order"]
        for _number in range(8):
            orders |= self._order(chance.randrange(1, 99999) / 100)
        for _number in range(7):
            moment = ORDERED - timedelta(hours=chance.randrange(1, 999))
            self._touch(chance.choice(campaigns), moment)
        self._invoice(orders, INVOICED)
        run = self._calculate()
        credits_ = self._credits(run)
        self.assertEqual(len(credits_), 8 * 7)
        for line in credits_.move_line_id:
            own = credits_.filtered(lambda c, line=line: c.move_line_id == line)
            for name in AMOUNTS:
                cents = sum(round(amount * 100) for amount in own.mapped(name))
                self.assertEqual(cents, round(line.price_subtotal * 100), name)
        self.assertEqual(run.attributed_amount, run.total_amount)

    def test_nothing_at_all(self):
        run = self._calculate(date_from=date(1999, 1, 1), date_to=date(1999, 1, 31))
        self.assertEqual((run.state, run.total_amount), ("done", 0))

    def test_done_is_frozen(self):
        self._touch(self.campaign, ORDERED - timedelta(days=1))
        self._invoice(self._order(100), INVOICED)
        run = self._calculate().with_user(self.manager)
        self._touch(self.other, ORDERED)
        with self.assertRaises(UserError):
            run.action_calculate()
        with self.assertRaises(UserError):
            run.date_to = date(2025, 7, 31)
        with self.assertRaises(UserError):
            run.state = "draft"
        with self.assertRaises(UserError):
            run.unlink()
        self.assertEqual(self._sums(run, "last"), {self.campaign: 100})
        # a copy is a new draft
        self.assertEqual((run.copy().state, run.copy().total_amount), ("draft", 0))

    def test_marketers_read_managers_calculate(self):
        with self.assertRaises(AccessError):
            self._calculate(user=self.marketer)
        self._touch(self.campaign, ORDERED - timedelta(days=1))
        self._invoice(self._order(100), INVOICED)
        run = self._calculate().with_user(self.marketer)
        self.assertEqual(run.attributed_amount, 100)
        action = run.action_open_credits()
        credit = self.env["crm.attribution.credit"].with_user(self.marketer)
        credit = credit.search(action["domain"])
        self.assertEqual(credit.action_open_move()["res_id"], credit.move_id.id)
        for user in (self.marketer, self.manager):
            with self.assertRaises(AccessError):
                credit.with_user(user).write({"last_amount": 1})
            with self.assertRaises(AccessError):
                credit.touch_id.with_user(user).write({"date": ORDERED})
            with self.assertRaises(AccessError):
                credit.touch_id.with_user(user).unlink()

    def test_campaign_shows_the_latest(self):
        self._touch(self.campaign, ORDERED - timedelta(days=2))
        self._touch(self.other, ORDERED - timedelta(days=1))
        self._invoice(self._order(100), INVOICED)
        self._calculate(date_to=date(2025, 6, 2))
        run = self._calculate()
        campaign = self._see(self.campaign, self.marketer)
        self.assertEqual(campaign.attribution_run_id, run.with_env(campaign.env))
        self.assertEqual(
            (
                campaign.attribution_first_amount,
                campaign.attribution_last_amount,
                campaign.attribution_shapley_amount,
            ),
            (100, 0, 50),
        )
        domain = campaign.action_open_attribution()["domain"]
        rows = self.env["crm.attribution.credit"].search(domain)
        self.assertEqual(rows.campaign_id, self.campaign)

    def test_queries_do_not_grow(self):
        """As many statements for nine orders as for one."""
        self._touch(self.campaign, ORDERED - timedelta(days=1))
        self._invoice(self._order(100), INVOICED)
        self._calculate()

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._calculate()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        one = count()
        for number in range(8):
            self._touch(self.other, ORDERED - timedelta(days=number + 1))
            self._invoice(self._order(10 + number), INVOICED)
        self.assertEqual(count(), one)
