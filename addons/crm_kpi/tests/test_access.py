from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError

from .common import SEPTEMBER, KpiCase


@freeze_time("2026-11-15 10:00:00")
class TestAccess(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for number in range(12):
            cls._sell(SEPTEMBER, 10, user_id=cls.seller.id if number < 3 else False)
        cls.kpi = cls._get_kpi("orders")
        cls._count(cls.kpi)

    def test_salesperson_sees_own_figures(self):
        """3 of 12 orders are theirs."""
        self.assertEqual(self._read(self.kpi, SEPTEMBER, user=self.seller), [3])

    def test_leader_sees_the_team(self):
        leader = self._make_user("kpi_leader", "sales_team.group_sale_salesman")
        self.team.user_id = leader
        self._sell(SEPTEMBER, 10, team_id=self.team.id)
        self._count(self.kpi)
        self.assertEqual(self._read(self.kpi, SEPTEMBER, user=leader), [1])

    def test_all_figures(self):
        chief = self._make_user("kpi_chief", "crm_kpi.group_kpi_user")
        self.assertEqual(self._read(self.kpi, SEPTEMBER, user=chief), [12])

    def test_other_company_sees_nothing(self):
        other = self.env["res.company"].create({"name": "Beta Tools"})
        stranger = self._make_user("kpi_stranger", "crm_kpi.group_kpi_user", other)
        kpi = self.kpi.with_user(stranger)
        series = kpi.with_context(allowed_company_ids=other.ids)._read_series(
            self._months(SEPTEMBER, SEPTEMBER)
        )
        self.assertEqual(str(series[kpi].values), "[nan]")
        with self.assertRaises(AccessError):
            self.Value.search([("kpi_id", "=", kpi.id)]).with_user(stranger).read()

    def test_portal_sees_nothing(self):
        portal = self.env["res.users"].create(
            {
                "name": "Portal",
                "login": "kpi_portal",
                "group_ids": [(6, 0, [self.env.ref("base.group_portal").id])],
            }
        )
        with self.assertRaises(AccessError):
            self.kpi.with_user(portal).read(["name"])
        with self.assertRaises(AccessError):
            self.Value.with_user(portal).search([])
        with self.assertRaises(AccessError):
            self.kpi.with_user(portal).get_records_action("2026-09-01", "2026-09-30")

    def test_finance_figures_are_hidden_on_every_path(self):
        group = self.env.ref("crm_kpi.group_kpi_finance")
        self.kpi.group_ids = group
        formula = self.Kpi.create(
            {
                "name": "Twice",
                "code": "twice",
                "kind": "formula",
                "formula": "orders * 2",
                "group_ids": [(6, 0, group.ids)],
            }
        )
        chief = self._make_user("kpi_chief", "crm_kpi.group_kpi_user")
        as_chief = (self.kpi | formula).with_user(chief)
        months = self._months(SEPTEMBER, SEPTEMBER)
        self.assertEqual(as_chief._read_series(months), {})
        values = self.Value.with_user(chief)
        self.assertFalse(values.search([("kpi_id", "=", self.kpi.id)]))
        with self.assertRaises(AccessError):
            values.browse(self.Value.search([("kpi_id", "=", self.kpi.id)]).ids).read()
        with self.assertRaises(AccessError):
            self.kpi.with_user(chief).get_records_action("2026-09-01", "2026-09-30")
        chief.group_ids = [(4, group.id)]
        self.assertEqual(self._read(formula, SEPTEMBER, user=chief), [24])

    def test_formula_does_not_tell_what_is_kept_for_a_few(self):
        self.kpi.group_ids = self.env.ref("crm_kpi.group_kpi_finance")
        with self.assertRaisesRegex(ValidationError, "only for"):
            self.Kpi.create(
                {
                    "name": "Twice",
                    "code": "twice",
                    "kind": "formula",
                    "formula": "orders * 2",
                }
            )

    def test_nobody_writes_figures(self):
        manager = self._make_user("kpi_manager", "crm_kpi.group_kpi_manager")
        Value = self.Value.with_user(manager)
        row = Value.search([("kpi_id", "=", self.kpi.id)], limit=1)
        self.assertTrue(row)
        with self.assertRaises(AccessError):
            row.write({"numerator": 1})
        with self.assertRaises(AccessError):
            Value.create({"kpi_id": self.kpi.id})
