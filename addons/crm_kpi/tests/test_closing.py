from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError

from .common import SEPTEMBER, KpiCase


@freeze_time("2026-10-03 10:00:00")
class TestClosing(KpiCase):
    def _close(self):
        return self.env["crm.kpi.closing"].create({"date_from": date(2026, 9, 15)})

    def test_late_document_leaves_the_closed_figure(self):
        """Closed at 1,000; 200 more come late: 1,000 stands, 1,200 with a reason."""
        kpi = self._get_kpi("order_revenue")
        self._sell(date(2026, 9, 12), 1000)
        closing = self._close()
        self.assertEqual(closing.period_key, "2026-09")
        with freeze_time("2026-10-05 10:00:00"):
            self._sell(date(2026, 9, 30), 200)
            self._count(kpi)
            self.assertEqual(self._read(kpi, SEPTEMBER), [1000])
            self.env["crm.kpi.closing"]._propose_restatements()
            row = closing.restatement_ids.filtered(lambda row: row.kpi_id == kpi)
            self.assertEqual((row.value_before, row.value_after), (1000, 1200))
            self.assertEqual(self._read(kpi, SEPTEMBER), [1000])
            with self.assertRaisesRegex(UserError, "why"):
                row.action_apply()
            row.reason = "Posted on 5 October"
            row.action_apply()
        self.assertEqual(self._read(kpi, SEPTEMBER), [1200])
        values = self.Value.search(
            [("kpi_id", "=", kpi.id), ("company_id", "=", self.company.id)]
        ).sorted("revision")
        found = [(one.revision, one.numerator, one.is_current) for one in values]
        self.assertIn((1, 1000, False), found)
        self.assertEqual(sum(one[1] for one in found if one[2]), 1200)
        self.assertEqual(row.user_id, self.env.user)

    def test_restatement_that_is_left(self):
        kpi = self._get_kpi("order_revenue")
        self._sell(date(2026, 9, 12), 1000)
        closing = self._close()
        self._sell(date(2026, 9, 30), 200)
        self._count(kpi)
        propose = self.env["crm.kpi.closing"]._propose_restatements
        propose()
        row = closing.restatement_ids.filtered(lambda row: row.kpi_id == kpi)
        row.action_leave()
        propose()
        states = closing.restatement_ids.filtered(lambda row: row.kpi_id == kpi)
        self.assertEqual(states.mapped("state"), ["left"])
        self._sell(date(2026, 9, 29), 50)
        self._count(kpi)
        propose()
        states = closing.restatement_ids.filtered(lambda row: row.kpi_id == kpi)
        self.assertEqual(set(states.mapped("state")), {"left", "proposed"})

    def test_closed_stays_closed(self):
        closing = self._close()
        with self.assertRaises(UserError):
            closing.unlink()
        with self.assertRaises(UserError):
            closing.date_from = date(2026, 8, 1)

    def test_running_month_is_not_closed(self):
        with self.assertRaisesRegex(UserError, "not over"):
            self.env["crm.kpi.closing"].create({"date_from": date(2026, 10, 1)})

    def test_figures_are_not_typed_over(self):
        kpi = self._get_kpi("order_revenue")
        self._sell(date(2026, 9, 12), 1000)
        self._close()
        value = self.Value.search([("kpi_id", "=", kpi.id)], limit=1)
        with self.assertRaises(UserError):
            value.numerator = 5
        with self.assertRaises(UserError):
            value.unlink()
