import math
from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo import fields

from .common import AUGUST, OCTOBER, SEPTEMBER, KpiCase


@freeze_time("2026-11-15 10:00:00")
class TestCounting(KpiCase):
    def test_orders_become_figures_of_their_month(self):
        self._sell(date(2026, 9, 3), 100)
        self._sell(date(2026, 9, 30), 300)
        self._sell(date(2026, 10, 1), 50)
        kpis = (
            self._get_kpi("orders")
            | self._get_kpi("order_revenue")
            | self._get_kpi("average_deal")
        )
        self._count(kpis)
        read = [self._read(kpi, SEPTEMBER, OCTOBER) for kpi in kpis.sorted("sequence")]
        self.assertEqual(read, [[2, 1], [400, 50], [200, 50]])

    def test_no_orders_is_no_average_and_not_zero(self):
        kpi = self._get_kpi("average_deal")
        self._count(kpi)
        [value] = self._read(kpi, SEPTEMBER)
        self.assertTrue(math.isnan(value))

    def test_day_is_that_of_the_company(self):
        """22:00 UTC on 30 September is October already in Tehran."""
        self.company.crm_timezone = "Asia/Tehran"
        self._sell(datetime(2026, 9, 30, 22, 0), 100)
        kpi = self._get_kpi("order_revenue")
        self._count(kpi)
        self.assertEqual(str(self._read(kpi, SEPTEMBER, OCTOBER)), "[nan, 100.0]")

    def test_months_of_the_jalali_calendar(self):
        """1 Mehr 1405 is 23 September 2026."""
        self.company.crm_kpi_calendar = "jalali"
        self._sell(date(2026, 9, 22), 10)
        self._sell(date(2026, 9, 23), 20)
        kpi = self._get_kpi("order_revenue")
        self._count(kpi)
        rows = self.Value.search([("kpi_id", "=", kpi.id)]).sorted("date_from")
        found = [(row.period_key, row.date_from, row.numerator) for row in rows]
        self.assertEqual(
            found,
            [("1405-06", date(2026, 8, 23), 10), ("1405-07", date(2026, 9, 23), 20)],
        )

    def test_two_companies_are_put_together_by_their_parts(self):
        """A: 200 in 2 orders, B: 100 in 4: together 50 each, not (100 + 25) / 2."""
        other = self.env["res.company"].create({"name": "Beta Tools"})
        other.write({"crm_timezone": "UTC", "crm_kpi_calendar": "gregorian"})
        self.env.user.company_ids = [(4, other.id)]
        for _number in range(2):
            self._sell(SEPTEMBER, 100)
        for _number in range(4):
            self._sell(SEPTEMBER, 25, company=other)
        kpi = self._get_kpi("average_deal")
        self._count(kpi)
        self._count(kpi, other)
        both = kpi.with_context(allowed_company_ids=[self.company.id, other.id])
        self.assertEqual(self._read(both, SEPTEMBER), [50])
        self.assertEqual(self._read(kpi, SEPTEMBER), [100])

    def test_money_of_another_currency_is_converted(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        other = self.env["res.company"].create(
            {"name": "Gamma Tools", "currency_id": euro.id}
        )
        self.company.currency_id = self.env.ref("base.USD")
        self.env["res.currency.rate"].search([]).unlink()
        self.env["res.currency.rate"].create(
            {
                "currency_id": euro.id,
                "name": "2026-01-01",
                "rate": 0.5,
                "company_id": False,
            }
        )
        other.write({"crm_timezone": "UTC", "crm_kpi_calendar": "gregorian"})
        self.env.user.company_ids = [(4, other.id)]
        self._sell(SEPTEMBER, 100)
        self._sell(SEPTEMBER, 100, company=other)
        kpi = self._get_kpi("order_revenue")
        self._count(kpi)
        self._count(kpi, other)
        both = kpi.with_context(allowed_company_ids=[self.company.id, other.id])
        self.assertEqual(self._read(both, SEPTEMBER), [300])

    def test_only_changed_days_are_counted_again(self):
        first = self._sell(date(2026, 9, 3), 100)
        self._sell(date(2026, 10, 5), 70)
        kpi = self._get_kpi("order_revenue")
        self._count(kpi)
        state = kpi.state_ids.filtered(lambda row: row.company_id == self.company)
        # what was written before the last count, and before the overlap, is known
        self.env.cr.execute("UPDATE sale_order SET write_date = '2026-11-14 10:00:00'")
        self.env.cr.execute(
            "UPDATE sale_order SET write_date = '2026-11-15 09:59:00' WHERE id = %s",
            [first.id],
        )
        self.assertEqual(kpi._find_days(self.company, state), [date(2026, 9, 3)])

    def test_cancelled_order_leaves_its_day(self):
        order = self._sell(date(2026, 9, 3), 100)
        kpi = self._get_kpi("order_revenue")
        self._count(kpi)
        order._action_cancel()
        self._count(kpi)
        self.assertEqual(str(self._read(kpi, SEPTEMBER)), "[nan]")

    def test_night_finds_what_left_no_trace(self):
        """Deleted with SQL, and moved to another day: the old days are wrong."""
        gone = self._sell(date(2026, 9, 3), 100)
        moved = self._sell(date(2026, 9, 10), 50)
        kpi = self._get_kpi("order_revenue")
        self._count(kpi)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET state = 'cancel', write_date = '2026-01-01' "
            "WHERE id = %s",
            [gone.id],
        )
        moved.date_order = datetime(2026, 10, 7, 12)
        self.assertEqual(
            kpi._find_wrong_days(self.company),
            [date(2026, 9, 3), date(2026, 9, 10), date(2026, 10, 7)],
        )
        with self.enter_registry_test_mode():
            self.env.ref("crm_kpi.ir_cron_check").method_direct_trigger()
            self.env.ref("crm_kpi.ir_cron_refresh").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(kpi._find_wrong_days(self.company), [])
        self.assertEqual(str(self._read(kpi, SEPTEMBER, OCTOBER)), "[nan, 50.0]")

    def test_past_is_counted_afterwards_and_says_so(self):
        """24 months of a flow; of a stock without a past only today."""
        for back in range(25):
            year, month = divmod(2026 * 12 + 10 - back, 12)
            self._sell(date(year, month + 1, 5), 10)
        flow, stock = self._get_kpi("order_revenue"), self._get_kpi("open_deals")
        self._count(flow | stock)
        self.env.cr.execute("UPDATE crm_kpi_state SET create_date = '2026-11-15'")
        rows = self.Value.search(
            [("kpi_id", "=", flow.id), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(len(rows), 25)
        self.assertEqual(len(rows.filtered("is_backfilled")), 24)
        rows = self.Value.search(
            [("kpi_id", "=", stock.id), ("company_id", "=", self.company.id)]
        )
        self.assertFalse(rows.filtered("is_backfilled"))

    def test_one_statement_however_many_orders(self):
        kpi = self._get_kpi("order_revenue")
        days = [date(2026, 9, 3) + timedelta(days=number) for number in range(20)]
        for day in days:
            self._sell(day, 10)
        kpi._write_facts(self.company, days[:1])  # so that its definition is known
        with self.assertQueryCount(1):
            kpi._write_facts(self.company, days)
        self.env.invalidate_all()
        facts = self.env["crm.kpi.fact"].search([("kpi_id", "=", kpi.id)])
        self.assertEqual(len(facts), 20)

    def test_formula_over_figures(self):
        self._sell(SEPTEMBER, 100)
        self._sell(SEPTEMBER, 300)
        self._count(self._get_kpi("orders") | self._get_kpi("order_revenue"))
        formula = self.Kpi.create(
            {
                "name": "Mean order",
                "code": "mean_order",
                "kind": "formula",
                "formula": "div(order_revenue, orders)",
            }
        )
        self.assertEqual(self._read(formula, SEPTEMBER), [200])

    def test_quarter_adds_up_months(self):
        for month in (7, 8, 9):
            self._sell(date(2026, month, 5), 100 * month)
        kpi = self._get_kpi("average_deal")
        self._count(kpi)
        [quarter] = self.company._get_kpi_periods("quarter", AUGUST, 1)
        [value] = kpi._read_series([quarter])[kpi].values
        self.assertEqual(value, 800)

    def test_failure_of_one_stops_no_other(self):
        broken = self.Kpi.create(
            {
                "name": "Broken",
                "code": "broken",
                "kind": "records",
                "model_name": "sale.order",
                "date_field": "date_order",
            }
        )
        self.env.cr.execute(
            "UPDATE crm_kpi_version SET definition = '{}' WHERE kpi_id = %s",
            [broken.id],
        )
        self.env.invalidate_all()
        self._sell(SEPTEMBER, 100)
        with self.enter_registry_test_mode(), self.assertLogs("odoo.addons.crm_kpi"):
            self.env.ref("crm_kpi.ir_cron_refresh").method_direct_trigger()
        self.env.invalidate_all()
        state = broken.state_ids.filtered(lambda row: row.company_id == self.company)
        self.assertEqual(state.state, "failed")
        self.assertEqual(self._read(self._get_kpi("orders"), SEPTEMBER), [1])

    def test_missing_source_keeps_its_history(self):
        self._sell(SEPTEMBER, 100)
        kpi = self._get_kpi("order_revenue")
        self._count(kpi)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_kpi SET source = 'of_an_addon_that_is_gone' WHERE id = %s",
            [kpi.id],
        )
        self.env.invalidate_all()
        self._count(kpi)
        state = kpi.state_ids.filtered(lambda row: row.company_id == self.company)
        self.assertEqual(state.state, "missing")
        self.assertTrue(state.message)
        self.assertEqual(self._read(kpi, SEPTEMBER), [100])

    def test_typed_in_figures(self):
        kpi = self.Kpi.create(
            {"name": "Visitors", "code": "visitors", "kind": "manual"}
        )
        entry = self.env["crm.kpi.entry"].create(
            {
                "kpi_id": kpi.id,
                "date": fields.Date.to_date("2026-09-04"),
                "numerator": 9,
            }
        )
        self._count(kpi)
        self.assertEqual(self._read(kpi, SEPTEMBER), [9])
        entry.date = date(2026, 10, 4)
        self._count(kpi)
        self.assertEqual(str(self._read(kpi, SEPTEMBER, OCTOBER)), "[nan, 9.0]")
