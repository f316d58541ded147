from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user

from .common import SEPTEMBER, KpiCase


@freeze_time("2026-11-15 10:00:00")
class TestDefinition(KpiCase):
    def _make(self, **values):
        return self.Kpi.create(
            {
                "name": "Large orders",
                "code": "large_orders",
                "kind": "records",
                "model_name": "sale.order",
                "date_field": "date_order",
                "domain": "[('state', '=', 'sale'), ('amount_untaxed', '>', 50)]",
                "team_field": "team_id",
                "user_field": "user_id",
                "partner_field": "partner_id",
                **values,
            }
        )

    def test_records_counted_without_code(self):
        self._sell(SEPTEMBER, 100, team_id=self.team.id)
        self._sell(SEPTEMBER, 20)
        kpi = self._make()
        self._count(kpi)
        self.assertEqual(self._read(kpi, SEPTEMBER), [1])
        mine = self._read(kpi, SEPTEMBER, domain=[("team_id", "=", self.team.id)])
        self.assertEqual(mine, [1])

    def test_share_of_records(self):
        for amount in (100, 200, 20, 30):
            self._sell(SEPTEMBER, amount)
        kpi = self._make(
            measure="ratio",
            unit="percent",
            domain="[('state', '=', 'sale')]",
            numerator_domain="[('amount_untaxed', '>', 50)]",
        )
        self._count(kpi)
        self.assertEqual(self._read(kpi, SEPTEMBER), [50])

    def test_cases_of_a_share_of_records_are_its_records(self):
        """40 orders on one day are 40 cases, however they were grouped."""
        for _number in range(40):
            self._sell(SEPTEMBER, 100)
        kpi = self._make(
            measure="ratio",
            unit="money",
            domain="[('state', '=', 'sale')]",
            numerator_field="amount_untaxed",
        )
        self._count(kpi)
        series = kpi._read_series(self._months(SEPTEMBER, SEPTEMBER))[kpi]
        self.assertEqual((series.values[0], series.cases[0]), (100, 40))

    def test_night_finds_deleted_records(self):
        gone = self._sell(SEPTEMBER, 100)
        self._sell(SEPTEMBER, 200)
        kpi = self._make(numerator_field="amount_untaxed", unit="money")
        self._count(kpi)
        self.assertEqual(kpi._find_wrong_days(self.company), [])
        gone._action_cancel()
        gone.unlink()
        self.assertEqual(kpi._find_wrong_days(self.company), [SEPTEMBER])

    def test_sum_of_a_field(self):
        self._sell(SEPTEMBER, 100)
        self._sell(SEPTEMBER, 200)
        kpi = self._make(numerator_field="amount_untaxed", unit="money")
        self._count(kpi)
        self.assertEqual(self._read(kpi, SEPTEMBER), [300])

    def test_what_cannot_be_counted_is_refused(self):
        for values in (
            {"model_name": "no.such.model"},
            {"date_field": "name"},
            {"date_field": "no_such_field"},
            {"numerator_field": "name"},
            {"team_field": "user_id"},
            {"domain": "[('no_such_field', '=', 1)]"},
            {"domain": "[('state', '=', __import__('os').getpid())]"},
            {"domain": "not a domain"},
        ):
            with self.subTest(**values), self.assertRaises(ValidationError):
                self._make(**values)

    def test_nobody_counts_what_they_may_not_read(self):
        """A manager of KPIs without rights on mail servers makes no figure of them."""
        manager = self._make_user("kpi_plain", "crm_kpi.group_kpi_manager")
        with self.assertRaises(AccessError):
            self.Kpi.with_user(manager).create(
                {
                    "name": "Mail servers",
                    "code": "mail_servers",
                    "kind": "records",
                    "model_name": "ir.mail_server",
                    "date_field": "create_date",
                    "company_field": False,
                }
            )

    def test_circle_is_refused_and_named(self):
        make = {"kind": "formula"}
        one = self.Kpi.create(
            {"name": "C", "code": "c_kpi", "formula": "orders + 1", **make}
        )
        two = self.Kpi.create(
            {"name": "B", "code": "b_kpi", "formula": "c_kpi + 1", **make}
        )
        three = self.Kpi.create(
            {"name": "A", "code": "a_kpi", "formula": "b_kpi + 1", **make}
        )
        self.assertTrue(two and three)
        with self.assertRaisesRegex(ValidationError, "a_kpi"):
            one.formula = "a_kpi + 1"

    def test_hostile_formulas(self):
        for formula in (
            "__import__('os').system('id')",
            "orders.__class__",
            "9**9**9",
            "open('/etc/passwd')",
            "no_such_kpi",
            "orders +",
            "",
        ):
            with self.subTest(formula=formula), self.assertRaises(ValidationError):
                self.Kpi.create(
                    {
                        "name": "X",
                        "code": "x_kpi",
                        "kind": "formula",
                        "formula": formula,
                    }
                )

    def test_library_is_copied_and_not_changed(self):
        kpi = self._get_kpi("order_revenue")
        manager = self._make_user("kpi_manager", "crm_kpi.group_kpi_manager")
        with self.assertRaises(UserError):
            kpi.with_user(manager).measure = "ratio"
        kpi.with_user(manager).owner_id = manager
        copy = kpi.copy()
        self.assertEqual(copy.code, "order_revenue_2")
        self.assertFalse(copy.is_library)

    def test_changed_definition_leaves_the_past(self):
        """Ann changes the filter on 10 October: September keeps its figure."""
        with freeze_time("2026-10-01 09:00:00"):
            self._sell(SEPTEMBER, 100)
            self._sell(date(2026, 9, 2), 20)
            kpi = self._make(domain="[('state', '=', 'sale')]")
            self._count(kpi)
        ann = new_test_user(
            self.env,
            "ann",
            "crm_kpi.group_kpi_manager,sales_team.group_sale_salesman_all_leads",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        with freeze_time("2026-10-10 09:00:00"):
            kpi.with_user(
                ann
            ).domain = "[('state', '=', 'sale'), ('amount_untaxed', '>', 50)]"
        self._sell(date(2026, 10, 12), 20)
        self._sell(date(2026, 10, 12), 70)
        kpi.env["crm.kpi.dirty.day"]._mark(
            kpi, [SEPTEMBER, date(2026, 9, 2), date(2026, 10, 12)], self.company
        )
        self._count(kpi)
        self.assertEqual(self._read(kpi, SEPTEMBER, date(2026, 10, 1)), [2, 1])
        series = kpi._read_series(self._months(SEPTEMBER, date(2026, 10, 1)))[kpi]
        self.assertEqual(list(series.versions), [1, 2])
        version = kpi.version_ids[0]
        self.assertEqual(version.author_id, ann)
        self.assertIn("amount_untaxed", version.changes)

    def test_versions_stay(self):
        version = self._make().version_ids
        with self.assertRaises(UserError):
            version.number = 7
