from datetime import date, datetime

from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from odoo.addons.crm_gateway.sql import end_of_local_day, local_day, rate_on_day


@tagged("post_install", "-at_install")
class TestSql(TransactionCase):
    """The pieces that other add-ons put into their statements."""

    def _evaluate(self, sql):
        [(value,)] = self.env.execute_query(SQL("SELECT %s", sql))
        return value

    def test_day_of_a_moment(self):
        for moment, timezone, day in (
            (datetime(2025, 3, 20, 20, 29), "Asia/Tehran", date(2025, 3, 20)),
            (datetime(2025, 3, 20, 20, 30), "Asia/Tehran", date(2025, 3, 21)),
            (datetime(2025, 3, 21, 3, 59), "America/New_York", date(2025, 3, 20)),
            # the night in which clocks go back
            (datetime(2025, 10, 26, 22, 30), "Europe/Berlin", date(2025, 10, 26)),
            (datetime(2025, 10, 26, 23, 0), "Europe/Berlin", date(2025, 10, 27)),
        ):
            self.assertEqual(
                self._evaluate(local_day(SQL("%s::timestamp", moment), timezone)), day
            )
            # both pieces draw the same line
            self.assertLess(moment, end_of_local_day(day, timezone))
            self.assertGreaterEqual(
                moment,
                end_of_local_day(date.fromordinal(day.toordinal() - 1), timezone),
            )

    def test_rate_of_a_day(self):
        euro, dollar = self.env.ref("base.EUR"), self.env.ref("base.USD")
        (euro | dollar).rate_ids.unlink()
        company = self.env["res.company"].create(
            {"name": "Rates", "currency_id": dollar.id}
        )
        self.env["res.currency.rate"].create(
            [
                {
                    "currency_id": euro.id,
                    "name": "2025-01-01",
                    "rate": 0.9,
                    "company_id": False,
                },
                {
                    "currency_id": euro.id,
                    "name": "2025-02-01",
                    "rate": 0.8,
                    "company_id": False,
                },
                {
                    "currency_id": euro.id,
                    "name": "2025-02-10",
                    "rate": 0.7,
                    "company_id": company.id,
                },
            ]
        )
        self.env.flush_all()
        for day, rate in (
            ("2024-12-31", None),
            ("2025-01-31", 0.9),
            ("2025-02-01", 0.8),
            ("2025-03-01", 0.7),
        ):
            self.assertEqual(
                self._evaluate(rate_on_day(company, euro, SQL("%s::date", day))),
                rate,
                day,
            )
        self.assertEqual(
            self._evaluate(rate_on_day(company, dollar, SQL("now()::date"))), 1
        )
