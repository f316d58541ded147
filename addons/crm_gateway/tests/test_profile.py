from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, MissingError
from odoo.tests import tagged

from .profile_common import CustomerCase

CANARY = "Canary 4711"


@tagged("post_install", "-at_install")
class TestProfile(CustomerCase):
    """What one call tells of a customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()

    def _read(self, user=None, partner=None):
        self.env.flush_all()
        self.env.invalidate_all()
        Profile = self.env["crm.customer.profile"].with_user(user or self.salesperson)
        profile = Profile.get_profile((partner or self.contact).id)
        return {section["name"]: section for section in profile["sections"]}

    def _fact(self, section, label):
        return {fact["label"]: fact["value"] for fact in section["facts"]}.get(label)

    # ----------------------------------------------------------------------
    # Figures
    # ----------------------------------------------------------------------

    def test_contact_shows_the_profile_of_its_company(self):
        self.customer.write({"email": "mill@example.com", "phone": "+32 2 290 34 90"})
        Profile = self.env["crm.customer.profile"].with_user(self.salesperson)
        profile = Profile.get_profile(self.contact.id)
        self.assertEqual(profile, Profile.get_profile(self.customer.id))
        self.assertEqual(profile["name"], "Northern Mills")
        [identity] = [s for s in profile["sections"] if s["name"] == "identity"]
        self.assertEqual(self._fact(identity, "Email"), "mill@example.com")
        self.assertEqual([item["title"] for item in identity["items"]], ["Nora North"])
        self.assertEqual(
            [action["res_model"] for action in profile["actions"]],
            ["crm.request", "sale.order", "crm.lead"],
        )

    def test_orders_by_month(self):
        first = self.today.replace(day=1)
        noon = timedelta(hours=12)
        start = fields.Datetime.to_datetime(first) + noon
        self._make_order(self.salesperson, 100).date_order = start
        self._make_order(self.salesperson, 60).date_order = start
        self._make_order(self.salesperson, 7).date_order = start - timedelta(days=800)
        self._make_order(self.salesperson, 500, confirm=False)
        orders = self._read()["orders"]
        self.assertEqual(len(orders["chart"]["labels"]), 12)
        self.assertEqual(orders["chart"]["series"][0]["values"], [0] * 11 + [160])
        self.assertEqual(orders["tiles"][0]["value"], 160)
        self.assertEqual(self._fact(orders, "Orders, 12 months"), 2)
        self.assertEqual(self._fact(orders, "Average order"), 80)
        self.assertEqual(self._fact(orders, "Open quotations"), 1)

    def test_month_is_that_of_the_company(self):
        self.company.crm_timezone = "Asia/Tehran"
        first = fields.Datetime.to_datetime(self.today.replace(day=1))
        # 22:00 in London is the next month in Tehran already
        self._make_order(self.salesperson, 90).date_order = first - timedelta(hours=2)
        orders = self._read()["orders"]
        self.assertEqual(orders["chart"]["series"][0]["values"][-1], 90)
        self.assertEqual(self._fact(orders, "Last order"), first.date().isoformat())

    def test_sums_are_in_the_companys_currency(self):
        currency = self.setup_other_currency("EUR", rates=[("2000-01-01", 2)])
        pricelist = self.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": currency.id}
        )
        order = self._make_order(self.salesperson, 100, pricelist_id=pricelist.id)
        self.assertEqual(order.currency_id, currency)
        self._make_invoice(self.salesperson, 80, currency_id=currency.id)
        sections = self._read()
        self.assertEqual(sections["orders"]["tiles"][0]["value"], 50)
        self.assertEqual(sections["orders"]["items"][0]["value"], 100)
        self.assertEqual(sections["orders"]["items"][0]["currency_id"], currency.id)
        self.assertEqual(sections["money"]["tiles"][0]["value"], 40)

    def test_forecast(self):
        soon = self.today.replace(day=1) + timedelta(days=32)
        late = self.today - timedelta(days=40)
        for deadline, revenue in ((soon, 1000), (late, 200), (False, 30)):
            self._make_lead(
                self.salesperson,
                date_deadline=deadline,
                expected_revenue=revenue,
                probability=50,
            )
        self._make_lead(self.salesperson, expected_revenue=9999).action_set_won()
        self._make_lead(self.salesperson, expected_revenue=9999).action_set_lost()
        found = self._read()["opportunities"]
        self._make_order(self.salesperson, 100, confirm=False, validity_date=self.today)
        self._make_order(self.salesperson, 4711)
        forecast = self._read()["forecast"]
        self.assertEqual(
            {s["label"]: s["values"] for s in forecast["chart"]["series"]},
            {
                "Opportunity": [100, 500, 0, 0, 0, 0],
                "Quotation": [30, 0, 0, 0, 0, 0],
            },
        )
        self.assertEqual(forecast["tiles"][0]["value"], 630)
        self.assertFalse(self._read(self.colleague)["forecast"]["chart"])
        self.assertEqual(self._fact(found, "Open"), 3)
        self.assertEqual(self._fact(found, "Expected"), 1230)
        self.assertEqual(self._fact(found, "Weighted by probability"), 615)
        self.assertEqual(self._fact(found, "Without a closing date"), 1)

    def test_money(self):
        due = {"invoice_payment_term_id": False}
        self._make_invoice(
            self.salesperson,
            100,
            days=60,
            invoice_date_due=self.today - timedelta(days=30),
            **due,
        )
        self._make_invoice(
            self.salesperson,
            50,
            invoice_date_due=self.today + timedelta(days=30),
            **due,
        )
        paid = self._make_invoice(self.salesperson, 70, days=10)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=paid.ids
        ).create({"payment_date": self.today - timedelta(days=4)})._create_payments()
        money = self._read()["money"]
        self.assertEqual([tile["value"] for tile in money["tiles"]], [150, 100])
        self.assertEqual(money["tiles"][1]["tone"], "danger")
        self.assertEqual(
            self._fact(money, "Overdue since"),
            (self.today - timedelta(days=30)).isoformat(),
        )
        self.assertEqual(self._fact(money, "Days to pay, 12 months"), 6)
        self.assertEqual([item["value"] for item in money["items"]], [100, 50])

    def test_what_comes_next(self):
        lead = self._make_lead(self.salesperson)
        lead.activity_schedule(
            "mail.mail_activity_data_call",
            self.today + timedelta(days=2),
            summary="Ask for the drawings",
            user_id=self.salesperson.id,
        )
        self.customer.activity_schedule(
            "mail.mail_activity_data_todo",
            self.today - timedelta(days=2),
            summary="Send the catalogue",
            user_id=self.salesperson.id,
        )
        start = fields.Datetime.now() + timedelta(days=3)
        self.env["calendar.event"].sudo().create(
            {
                "name": "Visit",
                "start": start,
                "stop": start + timedelta(hours=1),
                "partner_ids": [Command.set(self.contact.ids)],
            }
        )
        quotation = self._make_order(
            self.salesperson,
            confirm=False,
            validity_date=self.today + timedelta(days=5),
        )
        items = self._read()["coming"]["items"]
        self.assertEqual(
            [item["title"] for item in items],
            [
                "Send the catalogue",
                "Ask for the drawings",
                "Visit",
                f"Quotation {quotation.name}",
            ],
        )
        self.assertEqual(items[0]["tone"], "danger")
        self.assertEqual(
            (items[1]["res_model"], items[1]["res_id"]), ("crm.lead", lead.id)
        )

    def test_new_customer_is_told_what_to_do(self):
        sections = self._read()
        for name in ("coming", "orders", "opportunities", "money", "timeline"):
            self.assertTrue(sections[name]["empty"], name)
            self.assertFalse(sections[name]["items"], name)
            self.assertFalse(sections[name].get("chart"), name)

    def test_timeline_is_cut(self):
        for _number in range(31):
            self.customer.message_post(body="Hello", message_type="comment")
        timeline = self._read()["timeline"]
        self.assertEqual(len(timeline["items"]), 30)
        self.assertTrue(timeline["more"])
        self.assertEqual(timeline["items"][0]["detail"], "Hello")

    # ----------------------------------------------------------------------
    # Rights
    # ----------------------------------------------------------------------

    def test_colleagues_documents_are_in_no_figure(self):
        lead = self._make_lead(self.colleague, name=CANARY, expected_revenue=4711)
        lead.activity_schedule(
            "mail.mail_activity_data_call", summary=CANARY, user_id=self.colleague.id
        )
        self._make_order(self.colleague, 4711)
        self._make_order(
            self.colleague, 4711, confirm=False, validity_date=self.today
        ).name = CANARY
        self._make_invoice(self.colleague, 4711).name = CANARY
        reply = str(self._read())
        self.assertNotIn("Canary", reply)
        self.assertNotIn("4711", reply)
        self.assertIn("Canary", str(self._read(self.colleague)))

    def test_sections_follow_the_rights(self):
        self.assertEqual(
            list(self._read(self.accountant)),
            ["coming", "orders", "money", "identity", "timeline"],
        )
        officer = self._make_user("gateway_officer", "crm_gateway.group_request_user")
        self.assertEqual(
            list(self._read(officer)), ["coming", "requests", "identity", "timeline"]
        )

    def test_open_requests_and_their_place_on_the_timeline(self):
        request_type = self.env["crm.request.type"].create({"name": "Plan"})
        self.env["crm.request.type.step"].create(
            {"type_id": request_type.id, "name": "Clarify"}
        )
        request = self.env["crm.request"].create(
            {
                "name": "Two hundred boxes",
                "type_id": request_type.id,
                "partner_id": self.customer.id,
                "company_id": self.company.id,
            }
        )
        sections = self._read()
        [item] = sections["requests"]["items"]
        self.assertEqual((item["res_id"], item["detail"]), (request.id, "Clarify"))
        kinds = [line["touchpoint"] for line in sections["timeline"]["items"]]
        self.assertIn("request", kinds)
        request._end("done")
        self.assertFalse(self._read()["requests"]["items"])

    def test_outsiders_are_refused(self):
        for user in (self.clerk, self.portal):
            with self.assertRaises(AccessError):
                self._read(user)

    def test_other_company(self):
        self._make_order(self.salesperson, 4711)
        self._make_invoice(self.salesperson, 4711)
        Profile = self.env(user=self.stranger, context={})["crm.customer.profile"]
        self.assertNotIn("4711", str(Profile.get_profile(self.customer.id)))
        self.customer.company_id = self.company
        self.contact.company_id = self.company
        for partner in (self.customer, self.contact):
            with self.assertRaises(AccessError):
                Profile.get_profile(partner.id)
        foreign = Profile.with_context(allowed_company_ids=self.company.ids)
        with self.assertRaises(AccessError):
            foreign.get_profile(self.customer.id)

    def test_no_such_customer(self):
        Profile = self.env["crm.customer.profile"].with_user(self.salesperson)
        for wrong in (0, -1, "1", [self.customer.id], None, False, {}):
            with self.assertRaises(MissingError):
                Profile.get_profile(wrong)

    # ----------------------------------------------------------------------
    # Load
    # ----------------------------------------------------------------------

    def _count_queries(self):
        self._read()
        self.env.flush_all()
        self.env.invalidate_all()
        Profile = self.env["crm.customer.profile"].with_user(self.salesperson)
        before = self.env.cr.sql_log_count
        Profile.get_profile(self.customer.id)
        return self.env.cr.sql_log_count - before

    def _add_documents(self):
        lead = self._make_lead(self.salesperson, date_deadline=self.today)
        lead.message_post(body="Hello", message_type="comment")
        for record in (lead, self.customer):
            record.activity_schedule(
                "mail.mail_activity_data_call", user_id=self.salesperson.id
            )
        self._make_order(self.salesperson)
        self._make_order(self.salesperson, confirm=False, validity_date=self.today)
        self._make_invoice(self.salesperson)
        self.env["res.partner"].create({"name": "New", "parent_id": self.customer.id})

    def test_queries_do_not_grow_with_the_documents(self):
        # so many that no list shows all of them
        for _number in range(12):
            self._add_documents()
        some = self._count_queries()
        for _number in range(25):
            self._add_documents()
        self.assertLessEqual(self._count_queries(), some)
        self.assertLessEqual(some, 50)
