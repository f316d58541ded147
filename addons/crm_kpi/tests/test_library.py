from datetime import date

from freezegun import freeze_time

from odoo.tools import SQL

from ..kpi_facts import DIMENSIONS, KpiSpan
from .common import KpiCase


@freeze_time("2026-11-15 10:00:00")
class TestLibrary(KpiCase):
    """What holds for each figure of the library, whatever it counts."""

    def _get_library(self):
        return self.Kpi.search([("is_library", "=", True)])

    def _get_sources(self):
        """Return (KPI, source) of those whose documents are installed here."""
        kpis = self._get_library().filtered(lambda kpi: kpi.kind == "source")
        return kpis.filtered(lambda kpi: not kpi._is_source_missing())

    def test_all_of_them_are_there(self):
        codes = set(self._get_library().mapped("code"))
        self.assertGreaterEqual(len(codes), 46)
        first = self._get_library().sorted("sequence")[:5]
        self.assertEqual(
            first.mapped("code"), ["csat", "loyalty", "cac", "cltv", "lead_conversion"]
        )

    def test_each_says_what_it_is(self):
        for kpi in self._get_library():
            with self.subTest(code=kpi.code):
                self.assertTrue(kpi.description)
                self.assertTrue(kpi.calculation)
                self.assertTrue(kpi.perspective_id)

    def test_each_is_one_statement_that_runs(self):
        """On a company without a document each gives nothing, and no error."""
        days = tuple(date(2026, 9, day) for day in range(1, 31))
        Source = self.env["crm.kpi.source"]
        self.assertGreater(len(self._get_sources()), 40)
        for kpi in self._get_sources():
            with self.subTest(code=kpi.code):
                self.env.flush_all()
                rows = Source._get_rows_sql(kpi.source, KpiSpan(self.company, days))
                with self.assertQueryCount(1):
                    found = self.env.execute_query(SQL("SELECT * FROM (%s) x", rows))
                self.assertEqual(found, [])

    def test_each_names_fields_that_exist(self):
        """What a click opens can be opened: fields and domain are the model's."""
        for kpi in self._get_sources():
            with self.subTest(code=kpi.code):
                records = kpi._describe_records()
                Model = self.env[records.model]
                self.assertLessEqual(set(records.dimensions), set(DIMENSIONS))
                for name in records.dimensions.values():
                    self.assertIn(name, Model._fields)
                action = kpi.get_records_action(
                    "2026-09-01",
                    "2026-09-30",
                    dict.fromkeys(records.dimensions, self.env.uid),
                )
                Model.search(action["domain"], limit=1)
                for model, name in records.watched.items():
                    self.assertTrue(self.env[model]._fields[name].store)

    def test_what_is_not_installed_is_missing(self):
        """Time off, résumés and attendances are other add-ons."""
        for code, model in (
            ("absence", "hr.leave"),
            ("training_hours", "hr.resume.line"),
            ("worked_hours", "hr.attendance"),
        ):
            kpi = self._get_kpi(code)
            self.assertEqual(kpi._is_source_missing(), model not in self.env)

    def test_slices_add_up_to_the_whole(self):
        """Every customer, order and lead is in one slice: sums are right."""
        other = self.env["crm.team"].create(
            {"name": "South", "company_id": self.company.id}
        )
        for number in range(8):
            team = (self.team, other)[number % 2]
            self._sell(date(2026, 9, 1 + number), 100, team_id=team.id)
        self.env["crm.lead"].create(
            [
                {
                    "name": f"Lead {number}",
                    "company_id": self.company.id,
                    "team_id": (self.team, other)[number % 2].id,
                    "user_id": False,
                }
                for number in range(5)
            ]
        )
        self.env.flush_all()
        counted = 0
        for kpi in self._get_sources():
            self._count(kpi)
            [total] = self.env.execute_query(
                SQL(
                    """SELECT COALESCE(SUM(numerator), 0), COUNT(*)
                         FROM crm_kpi_value WHERE kpi_id = %s AND company_id = %s""",
                    kpi.id,
                    self.company.id,
                )
            )
            parts = self.Value._read_group(
                [("kpi_id", "=", kpi.id), ("company_id", "=", self.company.id)],
                ["team_id"],
                ["numerator:sum"],
            )
            counted += bool(total[1])
            with self.subTest(code=kpi.code):
                self.assertAlmostEqual(
                    sum(number or 0 for _team, number in parts), total[0], 6
                )
        self.assertGreater(counted, 8)

    def test_finance_is_kept_for_finance(self):
        chief = self._make_user("kpi_chief", "crm_kpi.group_kpi_user")
        seen = set(
            self._get_library().with_user(chief)._filter_visible().mapped("code")
        )
        hidden = {"cac", "gross_margin", "dso", "overdue", "ltv_cac", "campaign_roi"}
        self.assertFalse(seen & hidden)
        self.assertIn("csat", seen)
