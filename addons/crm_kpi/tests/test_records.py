from freezegun import freeze_time

from .common import SEPTEMBER, KpiCase


@freeze_time("2026-11-15 10:00:00")
class TestRecords(KpiCase):
    def test_figure_opens_its_orders(self):
        mine = self._sell(SEPTEMBER, 10, team_id=self.team.id)
        self._sell(SEPTEMBER, 10)
        kpi = self._get_kpi("orders")
        self._count(kpi)
        action = kpi.get_records_action(
            "2026-09-01", "2026-09-30", {"team_id": self.team.id}
        )
        self.assertEqual(action["res_model"], "sale.order")
        self.assertEqual(self.env["sale.order"].search(action["domain"]), mine)

    def test_pivot_puts_quotients_together(self):
        for amount in (100, 200, 300):
            self._sell(SEPTEMBER, amount, team_id=self.team.id)
        self._sell(SEPTEMBER, 1000)
        kpi = self._get_kpi("average_deal")
        self._count(kpi)
        [(_key, value)] = self.Value._read_group(
            [("kpi_id", "=", kpi.id)], ["period_key"], ["value:avg"]
        )
        self.assertEqual(value, 400)
