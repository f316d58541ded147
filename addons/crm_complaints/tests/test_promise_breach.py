from datetime import datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, tagged

from .promise_common import PromiseMixin


@tagged("post_install", "-at_install")
class TestPromiseBreach(PromiseMixin, TransactionCase):
    """Breaches are found once, by the version of the day on which it was promised."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare_promises()
        cls.env["account.chart.template"].try_loading(
            "generic_coa", cls.company, install_demo=False
        )
        cls.product.taxes_id = False

    def _invoice(self, order, day):
        invoice = order._create_invoices()
        invoice.invoice_date = day
        invoice.action_post()
        return invoice

    def test_version_of_the_order_s_day_counts(self):
        # six working days: late for the second version only
        before = self._make_order("2026-02-28 10:00:00")
        after = self._make_order("2026-03-02 10:00:00")
        for order in before, after:
            self._invoice(order, "2026-03-10")
        for _run in range(3):
            breach = self._detect("2026-03-20 08:00:00")
        self.assertEqual(breach.order_id, after)
        self.assertEqual(breach.version_id, self.second)
        self.assertEqual(breach.compensation_amount, 50)
        self.assertEqual(breach.measured_value, 6)
        # Wednesday the 4th until midnight in Cairo, two hours before Greenwich
        self.assertEqual(breach.due_date, datetime(2026, 3, 4, 21, 59, 59))
        self.assertFalse(breach.is_ongoing)
        self.assertEqual(breach.partner_id, self.customer)

    def test_last_day_is_in_time(self):
        kept = self._make_order("2026-03-02 10:00:00")
        self._invoice(kept, "2026-03-04")
        late = self._make_order("2026-03-02 10:00:00")
        self._invoice(late, "2026-03-05")
        self.assertEqual(self._detect("2026-03-20 08:00:00").order_id, late)

    def test_weekend_and_holidays_do_not_count(self):
        # Thursday; Friday and Saturday are free, and so is Sunday
        self._holiday(datetime(2026, 3, 8))
        order = self._make_order("2026-03-05 10:00:00")
        self.assertFalse(self._detect("2026-03-10 20:00:00"), "Tuesday is the second")
        breach = self._detect("2026-03-10 22:30:00")
        self.assertEqual(breach.order_id, order)

    def test_evening_order_counts_on_the_next_day(self):
        # 22:30 in UTC is Tuesday in Cairo: due Thursday
        order = self._make_order("2026-03-02 22:30:00")
        self.assertFalse(self._detect("2026-03-05 20:00:00"))
        self.assertEqual(self._detect("2026-03-06 20:00:00").order_id, order)

    def test_open_case_gets_its_end_later(self):
        order = self._make_order("2026-03-02 10:00:00")
        breach = self._detect("2026-03-09 08:00:00")
        self.assertTrue(breach.is_ongoing)
        self.assertEqual(breach.measured_value, 5, "as far as it has come")
        Breach = self.env["crm.promise.breach"]
        self.assertIn(breach, Breach.search([("is_ongoing", "=", True)]))
        self._invoice(order, "2026-03-12")
        self.assertEqual(self._detect("2026-03-20 08:00:00"), breach)
        self.assertFalse(breach.is_ongoing)
        self.assertEqual(breach.measured_value, 8)
        self.assertNotIn(breach, Breach.search([("is_ongoing", "=", True)]))

    def test_cancelled_orders(self):
        never = self._make_order("2026-03-02 10:00:00")
        never._action_cancel()
        later = self._make_order("2026-03-02 10:00:00")
        breach = self._detect("2026-03-09 08:00:00")
        self.assertEqual(breach.order_id, later)
        later._action_cancel()
        self._detect("2026-03-10 08:00:00")
        self.assertEqual(breach.state, "waived")
        self.assertTrue(breach.waive_reason)
        self.assertFalse(self.promise.activity_ids)
        self.assertFalse(
            self.env["crm.promise.measure"].search([("breach_count", ">", 0)])
        )

    def test_scope(self):
        promise = self._make_promise(
            self.kind, scope_domain="[('amount_total', '>', 1500)]"
        )
        self._approve(self._make_version("2026-03-01", promise))
        self.promise.active = False
        self._make_order("2026-03-02 10:00:00")
        big = self._make_order("2026-03-02 10:00:00")
        big.order_line.product_uom_qty = 2
        breach = self._detect("2026-03-20 08:00:00")
        self.assertEqual((breach.order_id, breach.promise_id), (big, promise))

    def test_nothing_before_publishing_or_after_withdrawing(self):
        self.code.published_date = "2026-03-10"
        with freeze_time("2026-03-12 08:00:00"):
            self.code.with_user(self.author).action_withdraw()
        orders = [
            self._make_order(f"2026-03-{day} 10:00:00") for day in ("09", 10, 12, 15)
        ]
        found = self._detect("2026-04-01 08:00:00").order_id
        self.assertEqual(found, orders[1] | orders[2])

    def test_draft_codes_promise_nothing(self):
        self.code.state = "draft"
        self._make_order("2026-03-02 10:00:00")
        self.assertFalse(self._detect("2026-03-20 08:00:00"))

    def test_other_companies_have_their_own(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        order = (
            self.env["sale.order"]
            .sudo()
            .with_company(other)
            .create({"partner_id": self.customer.id, "company_id": other.id})
        )
        order.write({"state": "sale", "date_order": "2026-03-02 10:00:00"})
        self.assertFalse(self._detect("2026-03-20 08:00:00"))

    def test_amount_in_the_currency_of_the_order(self):
        euro = self.env.ref("base.EUR")
        dollar = self.env.ref("base.USD")
        self.company.currency_id = dollar
        foreign = euro if self.company.currency_id == dollar else dollar
        foreign.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": foreign.id,
                "company_id": self.company.id,
                "name": "2026-01-01",
                "rate": 0.5,
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Abroad",
                "currency_id": foreign.id,
                "company_id": self.company.id,
            }
        )
        with freeze_time("2026-03-02 08:00:00"):
            third = self._make_version(
                "2026-03-10", compensation_kind="fixed", compensation_amount=30
            )
            self._approve(third)
        self._make_order("2026-03-02 10:00:00", pricelist_id=pricelist.id)
        self._make_order("2026-03-10 10:00:00", pricelist_id=pricelist.id)
        share, fixed = self._detect("2026-03-30 08:00:00")
        self.assertEqual((share | fixed).currency_id, foreign)
        self.assertEqual(share.compensation_amount, 50)
        self.assertEqual(fixed.compensation_amount, 15)

    def test_killed_between_finding_and_telling(self):
        self._make_order("2026-03-02 10:00:00")
        Breach = type(self.env["crm.promise.breach"])
        with (
            patch.object(Breach, "_follow_up", side_effect=MemoryError),
            self.assertRaises(MemoryError),
            self.env.cr.savepoint(),
            freeze_time("2026-03-20 08:00:00"),
        ):
            self.second._detect()
        self.assertFalse(self.env["crm.promise.breach"].search([]) & self._mine())
        breach = self._detect("2026-03-20 09:00:00")
        self.assertEqual(len(breach), 1)
        self.assertEqual(len(self.promise.activity_ids), 1)

    def _mine(self):
        return self.env["crm.promise.breach"].search(
            [("company_id", "=", self.company.id)]
        )

    def test_number_of_statements_does_not_grow(self):
        def count(day):
            for _order in range(6):
                self._make_order(f"2026-03-{day} 10:00:00")
            self.env.flush_all()
            self.env.invalidate_all()
            with freeze_time("2026-03-20 08:00:00"):
                before = self.env.cr.sql_log_count
                self.second._detect()
                self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count("02")
        self.assertLessEqual(count("03"), count("04") + 2)
        with freeze_time("2026-03-20 08:00:00"):
            self.env.invalidate_all()
            with self.assertQueryCount(20):
                self.second._detect()

    def test_the_scheduler_does_it(self):
        order = self._make_order("2026-03-02 10:00:00")
        cron = self.env.ref("crm_complaints.ir_cron_promise_detect")
        with self.enter_registry_test_mode(), freeze_time("2026-03-20 08:00:00"):
            self.assertTrue(cron.method_direct_trigger())
        self.env.invalidate_all()
        self.assertEqual(self._mine().order_id, order)

    def _make_request(self, moment):
        with freeze_time(moment):
            request_type = self.env["crm.request.type"].create({"name": "Ask"})
            request = self.env["crm.request"].create(
                {
                    "name": "When does it come?",
                    "type_id": request_type.id,
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                }
            )
            self.env.cr.execute(
                "UPDATE crm_request SET create_date = %s WHERE id = %s",
                (moment, request.id),
            )
            request.invalidate_recordset()
        return request

    def _say(self, request, moment, user, **values):
        with freeze_time(moment):
            return request.message_post(
                body="Yes",
                author_id=user.partner_id.id,
                message_type="comment",
                **{"subtype_xmlid": "mail.mt_comment", **values},
            )

    def test_requests_are_answered_in_working_hours(self):
        promise = self._make_promise("request_answer")
        version = self._make_version(
            "2026-03-02", promise, limit_value=4, limit_unit="hours"
        )
        with freeze_time("2026-02-01 08:00:00"):
            self._approve(version)
        # Thursday 15:00 in Cairo: two hours, and two more on Sunday from 9
        kept, late, silent = (
            self._make_request("2026-03-05 13:00:00") for _number in range(3)
        )
        portal = self._make_user("cmp_portal", "base.group_portal")
        for request in late, silent:
            self._say(request, "2026-03-05 13:30:00", portal)
            self._say(
                request, "2026-03-05 13:40:00", self.agent, subtype_xmlid="mail.mt_note"
            )
        self._say(kept, "2026-03-08 08:59:00", self.agent)
        self._say(late, "2026-03-08 10:30:00", self.agent)
        breaches = self._detect("2026-03-08 12:00:00")
        self.assertEqual(breaches.request_id, late | silent)
        of_late = breaches.filtered(lambda breach: breach.request_id == late)
        self.assertEqual(of_late.due_date, datetime(2026, 3, 8, 9))
        self.assertAlmostEqual(of_late.measured_value, 5.5)
        self.assertTrue((breaches - of_late).is_ongoing)
        silent.action_cancel()
        self._detect("2026-03-09 12:00:00")
        self.assertEqual((breaches - of_late).state, "waived")

    def test_performance_of_the_month(self):
        for day in "02", "03", "04", "05":
            self._invoice(self._make_order(f"2026-03-{day} 10:00:00"), f"2026-03-{day}")
        self._make_order("2026-03-02 10:00:00")
        # due on the 2nd of April: not decided yet
        self._make_order("2026-03-31 10:00:00")
        for _run in range(2):
            self._detect("2026-04-01 08:00:00")
        Measure = self.env["crm.promise.measure"]
        measure = Measure.search([("promise_id", "=", self.promise.id)])
        self.assertEqual((measure.measured_count, measure.breach_count), (5, 1))
        self.assertAlmostEqual(measure.kept_share, 0.8)
        self.assertFalse(measure.is_met)
        # another month with one case: the mean of the shares would be 0.9
        self._invoice(self._make_order("2026-04-01 10:00:00"), "2026-04-01")
        self._detect("2026-04-02 08:00:00")
        [(share, cases)] = Measure._read_group(
            [("promise_id", "=", self.promise.id)],
            [],
            ["kept_share:avg", "measured_count:sum"],
        )
        self.assertEqual(cases, 6)
        self.assertAlmostEqual(share, 5 / 6)

    def test_people_record_what_no_document_tells(self):
        promise = self._make_promise("manual")
        version = self._make_version("2026-03-01", promise, limit_unit="times")
        with freeze_time("2026-02-01 08:00:00"):
            self._approve(version)
        Breach = self.env["crm.promise.breach"].with_user(self.agent)
        values = {
            "promise_id": promise.id,
            "started_date": "2026-03-05 10:00:00",
            "partner_id": self.customer.id,
            "measured_value": 3,
        }
        breach = Breach.create(values)
        self.assertEqual(breach.version_id, version)
        with self.assertRaises(ValidationError):
            Breach.create({**values, "started_date": "2026-01-05 10:00:00"})
        Measure = self.env["crm.promise.measure"].with_user(self.author)
        measure = Measure.create(
            {
                "version_id": version.id,
                "month": "2026-03-01",
                "measured_count": 20,
            }
        )
        self._detect("2026-04-01 08:00:00")
        self.assertEqual((measure.measured_count, measure.breach_count), (20, 1))
        self.assertAlmostEqual(measure.kept_share, 0.95)
        with self.assertRaises(AccessError):
            measure.breach_count = 0

    def test_what_documents_tell_is_not_typed(self):
        Breach = self.env["crm.promise.breach"].with_user(self.agent)
        with self.assertRaises(AccessError):
            Breach.create(
                {"promise_id": self.promise.id, "started_date": "2026-03-05 10:00:00"}
            )
        self._make_order("2026-03-02 10:00:00")
        breach = self._detect("2026-03-20 08:00:00").with_user(self.agent)
        for values in (
            {"compensation_amount": 1000},
            {"measured_value": 1},
            {"due_date": "2026-05-01 10:00:00"},
            {"state": "compensated"},
            {"partner_id": False},
            {"version_id": self.first.id},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                breach.write(values)
        breach.note = "The printer was broken"
        with self.assertRaises(AccessError):
            breach.unlink()
        with self.assertRaises(UserError):
            breach.sudo().unlink()
        with self.assertRaises(AccessError):
            self.env["crm.promise.measure"].with_user(self.author).create(
                {"version_id": self.second.id, "month": "2026-05-01"}
            )

    def test_customer_is_told_in_their_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        version = self.second.sudo()
        version.update_field_translations("text", {"fr_FR": "Deux jours"})
        self._make_order("2026-03-02 10:00:00")
        breach = self._detect("2026-03-20 08:00:00").with_user(self.agent)
        with self.assertRaises(AccessError):
            breach.with_user(
                self._make_user("cmp_plain", "base.group_user")
            ).action_tell_customer()
        breach.action_tell_customer()
        self.assertEqual(breach.state, "communicated")
        message = breach.message_ids.filtered("subject")[:1]
        self.assertIn("Deux jours", message.body)
        self.assertIn("50", message.body)
        self.assertIn(self.customer, message.sudo().notified_partner_ids)

    def test_customer_without_address(self):
        self._make_order("2026-03-02 10:00:00")
        breach = self._detect("2026-03-20 08:00:00").with_user(self.agent)
        self.customer.email = False
        with self.assertRaises(UserError):
            breach.action_tell_customer()
        self.assertEqual(breach.state, "new")

    def test_managers_waive_with_a_reason(self):
        self._make_order("2026-03-02 10:00:00")
        breach = self._detect("2026-03-20 08:00:00")
        breach.with_user(self.agent).waive_reason = "They asked for it later"
        with self.assertRaises(AccessError):
            breach.with_user(self.agent).action_waive()
        breach.waive_reason = " "
        with self.assertRaises(UserError):
            breach.with_user(self.manager).action_waive()
        breach.waive_reason = "They asked for it later"
        breach.with_user(self.manager).action_waive()
        self.assertEqual(breach.state, "waived")
        self.assertTrue(breach.ended_date)
