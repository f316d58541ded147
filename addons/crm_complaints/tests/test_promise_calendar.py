from datetime import datetime

from freezegun import freeze_time

from odoo import Command
from odoo.tests import TransactionCase, tagged

from .promise_common import PromiseMixin

MONDAY_TO_FRIDAY = "01234"


@tagged("post_install", "-at_install")
class TestPromiseCalendar(PromiseMixin, TransactionCase):
    """Each company keeps its promises in its own working time and its own zone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare_promises()
        cls.other = cls.env["res.company"].create({"name": "Quito Test"})
        cls.other.crm_timezone = "America/Guayaquil"
        cls.other_calendar = cls.env["resource.calendar"].create(
            {
                "name": "Monday to Friday, 8 to 16",
                "tz": "America/Guayaquil",
                "company_id": cls.other.id,
                "attendance_ids": [
                    Command.create(
                        {
                            "name": day,
                            "dayofweek": day,
                            "hour_from": 8,
                            "hour_to": 16,
                            "day_period": "morning",
                        }
                    )
                    for day in MONDAY_TO_FRIDAY
                ],
            }
        )
        cls.other.resource_calendar_id = cls.other_calendar
        cls.env.user.company_ids |= cls.other
        cls.other_version = cls._promise_elsewhere("order_invoice")

    @classmethod
    def _promise_elsewhere(cls, kind, **values):
        """Return the version in force of a promise of the other company."""
        code = cls.env["crm.promise.code"].create(
            {"name": "Elsewhere", "company_id": cls.other.id, "user_id": False}
        )
        code.write({"state": "published", "published_date": "2026-01-01"})
        promise = cls.env["crm.promise"].create(
            {"name": "Soon", "code_id": code.id, "kind": kind}
        )
        version = cls.env["crm.promise.version"].create(
            {
                "promise_id": promise.id,
                "valid_from": "2026-01-01",
                "text": "Within two working days",
                **values,
            }
        )
        version.state = "approved"
        return version

    @classmethod
    def _order_elsewhere(cls, moment):
        with freeze_time(moment):
            order = cls.env["sale.order"].create(
                {"partner_id": cls.customer.id, "company_id": cls.other.id}
            )
            order.order_line = [
                Command.create({"product_id": cls.product.id, "price_unit": 1000})
            ]
            order.with_company(cls.other).action_confirm()
        return order

    def _detect_all(self, moment):
        self._detect(moment)
        return self.env["crm.promise.breach"].search(
            [("company_id", "in", (self.company | self.other).ids)]
        )

    def test_two_companies_with_different_weeks(self):
        """From Thursday on: Sunday and Monday here, Friday and Monday there."""
        here = self._make_order("2026-03-05 15:00:00")
        there = self._order_elsewhere("2026-03-05 15:00:00")
        breaches = self._detect_all("2026-03-12 08:00:00")
        due = {breach.order_id: breach.due_date for breach in breaches}
        self.assertEqual(
            due,
            {
                here: datetime(2026, 3, 9, 21, 59, 59),
                there: datetime(2026, 3, 10, 4, 59, 59),
            },
        )

    def test_a_holiday_of_one_company_is_none_of_the_other(self):
        # Monday, here alone
        self._holiday(datetime(2026, 3, 9))
        here = self._make_order("2026-03-05 15:00:00")
        there = self._order_elsewhere("2026-03-05 15:00:00")
        breaches = self._detect_all("2026-03-12 08:00:00")
        due = {breach.order_id: breach.due_date for breach in breaches}
        self.assertEqual(due[here], datetime(2026, 3, 10, 21, 59, 59))
        self.assertEqual(due[there], datetime(2026, 3, 10, 4, 59, 59))

    def test_several_holidays_in_a_row(self):
        for day in 8, 9, 10:
            self._holiday(datetime(2026, 3, day))
        self._make_order("2026-03-05 15:00:00")
        # Wednesday and Thursday are the first working days
        self.assertFalse(self._detect("2026-03-12 20:00:00"))
        breach = self._detect("2026-03-12 22:30:00")
        self.assertEqual(breach.due_date, datetime(2026, 3, 12, 21, 59, 59))

    def test_holiday_of_every_calendar_of_the_company(self):
        holiday = self._holiday(datetime(2026, 3, 9))
        holiday.calendar_id = False
        holiday.company_id = self.company
        self._make_order("2026-03-05 15:00:00")
        breach = self._detect("2026-03-20 08:00:00")
        self.assertEqual(breach.due_date, datetime(2026, 3, 10, 21, 59, 59))

    def test_company_that_works_always(self):
        self.other_calendar.attendance_ids.unlink()
        there = self._order_elsewhere("2026-03-05 15:00:00")
        breach = self._detect_all("2026-03-12 08:00:00")
        self.assertEqual(breach.order_id, there)
        self.assertEqual(breach.due_date, datetime(2026, 3, 8, 4, 59, 59))

    def test_working_hours_of_two_companies(self):
        """Six hours from 20:00 in UTC on a Monday: Tuesday 15:00, and 13:00 there."""
        self.promise.active = False
        self.other_version.promise_id.active = False
        promise = self._make_promise("request_answer")
        limit = {"limit_value": 6, "limit_unit": "hours"}
        with freeze_time("2026-02-01 08:00:00"):
            self._approve(self._make_version("2026-03-01", promise, **limit))
        self._promise_elsewhere("request_answer", **limit)
        request_type = self.env["crm.request.type"].create({"name": "Ask"})
        requests = self.env["crm.request"].create(
            [
                {
                    "name": "When?",
                    "type_id": request_type.id,
                    "partner_id": self.customer.id,
                    "company_id": company.id,
                }
                for company in (self.company, self.other)
            ]
        )
        self.env.cr.execute(
            "UPDATE crm_request SET create_date = %s WHERE id IN %s",
            ("2026-03-02 20:00:00", tuple(requests.ids)),
        )
        requests.invalidate_recordset()
        breaches = self._detect_all("2026-03-05 08:00:00")
        due = {breach.company_id: breach.due_date for breach in breaches}
        self.assertEqual(
            due,
            {
                # nine to five in Cairo, two hours before Greenwich
                self.company: datetime(2026, 3, 3, 13),
                # one hour is left of Monday in Quito, five hours behind it
                self.other: datetime(2026, 3, 3, 18),
            },
        )
