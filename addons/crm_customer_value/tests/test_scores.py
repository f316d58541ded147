from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import SQL, mute_logger

from ..lifetime.rfm import relative_scores
from ..models.crm_rfm_grid import DEFAULT_THRESHOLDS
from .common import CustomerValueCase


@tagged("post_install", "-at_install")
class TestScores(CustomerValueCase):
    """RFM scores, the grid and the segments that follow."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.grid = cls.env["crm.rfm.grid"]._get_for_company(cls.company)

    def _cell(self, recency, frequency):
        return self.grid.cell_ids.filtered(
            lambda c: (c.recency_score, c.frequency_score) == (recency, frequency)
        )

    def _make_base(self, number):
        """Create values of ``number`` customers with many ties, without orders."""
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {i}"} for i in range(number)]
        )
        self.env["crm.customer.value"].create(
            [
                {
                    "company_id": self.company.id,
                    "partner_id": partner.id,
                    "as_of_date": self._day(400),
                    "first_order_date": self._day(0),
                    "last_order_date": self._day(i * 7 % 390),
                    "order_days": 1 + (i % 10) // 7 * (1 + i % 6),
                    "net_revenue": 10.0 * (i * 13 % 57),
                }
                for i, partner in enumerate(partners)
            ]
        )
        return self.env["crm.customer.value"].search(
            [("company_id", "=", self.company.id)]
        )

    def _make_refresh(self):
        return self.env["crm.value.refresh"].create(
            {"company_id": self.company.id, "as_of_date": self._day(400)}
        )

    def _get_places(self, values):
        """Return {id: where the row lies on disk}."""
        values.flush_model()
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, ctid::text FROM crm_customer_value WHERE id = ANY(%s)",
                    values.ids,
                )
            )
        )

    def test_usual_cells(self):
        ref = self.env.ref
        for (recency, frequency), name in {
            (5, 1): "new",
            (1, 5): "cannot_lose",
            (1, 1): "lost",
            (4, 1): "promising",
            (5, 5): "champions",
            (3, 4): "loyal",
            (3, 3): "attention",
        }.items():
            self.assertEqual(
                self._cell(recency, frequency).segment_id,
                ref(f"crm_customer_value.crm_segment_{name}"),
            )
        self.assertEqual(len(self.grid.cell_ids), 25)

    def test_hole_in_the_grid_is_named(self):
        with self.assertRaisesRegex(ValidationError, "R2F4"):
            self.grid.write({"cell_ids": [Command.delete(self._cell(2, 4).id)]})
        with self.assertRaisesRegex(ValidationError, "R5F1"):
            self._cell(5, 1).unlink()

    def test_cell_belongs_to_one_segment(self):
        with (
            self.assertRaises(UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self._cell(5, 1).copy()

    def test_too_few_distinct_values_get_usual_thresholds(self):
        """Enough customers, but they differ in recency only."""
        values = self._make_base(60)
        for number, value in enumerate(values):
            value.write({"order_days": 1 + number % 4, "net_revenue": 100})
        self.env["crm.value.refresh"]._measure_thresholds(self.company, self._day(400))
        self.assertEqual(self.grid.measured_by, "quintile")
        rows = self.grid._get_thresholds()
        for score, (days, orders, multiple) in DEFAULT_THRESHOLDS.items():
            self.assertEqual(rows[score].order_days, orders)
            self.assertEqual(
                rows[score].net_revenue, multiple * rows[2].net_revenue, "of one unit"
            )
            self.assertNotEqual(rows[score].recency_days, days)

    def test_grid_edit_in_the_form(self):
        loyal = self.env.ref("crm_customer_value.crm_segment_loyal")
        with Form(self.grid) as form, form.cell_ids.edit(0) as cell:
            cell.segment_id = loyal
        self.assertEqual(self.grid.cell_ids[0].segment_id, loyal)
        self.grid.action_restore_cells()
        self.assertEqual(
            self._cell(5, 1).segment_id,
            self.env.ref("crm_customer_value.crm_segment_new"),
        )

    def test_scores_in_sql_equal_the_reference(self):
        """Ties share a score; the thresholds give what the ranks gave."""
        values = self._make_base(83)
        Refresh = self.env["crm.value.refresh"]
        Refresh._measure_thresholds(self.company, self._day(400))
        Refresh._write_scores(self.company, self._day(400))
        self.assertEqual(self.grid.measured_by, "quintile")
        for field, score in (
            ("last_order_date", "recency_score"),
            ("net_revenue", "monetary_score"),
            ("order_days", "frequency_score"),
        ):
            raw = [
                v.toordinal() if hasattr(v, "toordinal") else v
                for v in values.mapped(lambda r, f=field: r[f])
            ]
            expected = relative_scores(raw)
            self.assertEqual(
                [v[score] for v in values], [int(s) for s in expected], field
            )

    def test_tiers_are_thirds_by_lifetime_value(self):
        """Equal values share a tier; without purchases there is none."""
        values = self._make_base(61)
        for number, value in enumerate(values):
            value.cltv = number // 4
        values[0].order_days = 0
        refresh = self._make_refresh()
        refresh._step_segment()
        self.env.invalidate_all()
        ranked = values[1:].mapped("cltv")
        for value in values[1:]:
            share = sum(other < value.cltv for other in ranked) / (len(ranked) - 1)
            tier = "a" if share >= 2 / 3 else "b" if share >= 1 / 3 else "c"
            self.assertEqual(value.value_tier, tier, share)
        self.assertFalse(values[0].value_tier)

    def test_scores_that_stay_are_not_written_again(self):
        """An update moves a row to another place on disk, its ctid."""
        values = self._make_base(60)
        for number, value in enumerate(values):
            value.cltv = number
        refresh = self._make_refresh()
        refresh._step_segment()
        before = self._get_places(values)
        refresh._step_segment()
        self.assertEqual(self._get_places(values), before)

        former = values[7].read(["recency_score", "segment_id", "value_tier"])
        values[7].write({"recency_score": 0, "value_tier": False})
        before = self._get_places(values)
        refresh._step_segment()
        after = self._get_places(values)
        moved = {value_id for value_id in after if after[value_id] != before[value_id]}
        self.assertEqual(moved, {values[7].id})
        self.assertEqual(
            values[7].read(["recency_score", "segment_id", "value_tier"]), former
        )

    def test_few_customers_get_usual_thresholds(self):
        for day, amount in ((0, 100), (350, 100)):
            self._sell(self.partner, self._day(day), amount)
        self._refresh(self._day(360))
        value = self._value(self.partner)
        self.assertEqual(self.grid.measured_by, "default")
        self.assertEqual((value.recency_score, value.frequency_score), (5, 2))
        self.assertEqual(
            value.segment_id, self.env.ref("crm_customer_value.crm_segment_potential")
        )

    def test_fixed_thresholds_are_kept(self):
        self.grid.method = "fixed"
        for row in self.grid.threshold_ids:
            row.write({"recency_days": 1000 - row.score, "order_days": 1})
        self._sell(self.partner, self._day(0), 100)
        self._refresh(self._day(360))
        self.assertEqual(self.grid.measured_by, "fixed")
        self.assertEqual(self._value(self.partner).recency_score, 5)
        self.assertEqual(self._value(self.partner).frequency_score, 5)

    def test_thresholds_must_rise(self):
        rows = self.grid.threshold_ids.sorted("score")
        with self.assertRaisesRegex(ValidationError, "Score 3 must ask for more"):
            self.grid.write(
                {
                    "method": "fixed",
                    "threshold_ids": [Command.update(rows[0].id, {"order_days": 50})],
                }
            )

    def test_second_axis_can_be_a_mean(self):
        self.grid.axis = "frequency_monetary"
        values = self._make_base(60)
        Refresh = self.env["crm.value.refresh"]
        Refresh._measure_thresholds(self.company, self._day(400))
        Refresh._write_scores(self.company, self._day(400))
        for value in values:
            mean = (value.frequency_score + value.monetary_score) / 2
            self.assertIn(value.grid_score, (int(mean), int(mean + 0.5)))

    def test_own_rule_goes_before_the_grid(self):
        iran = self.env.ref("base.ir")
        self.partner.country_id = iran
        other = self.env["res.partner"].create({"name": "Bob"})
        segment = self.env["crm.segment"].create(
            {
                "name": "Iran",
                "domain": f"[('country_id', '=', {iran.id})]",
                "sequence": 1,
            }
        )
        for partner in self.partner, other:
            self._sell(partner, self._day(0), 100)
        self._refresh(self._day(10))
        self.assertEqual(self._value(self.partner).segment_id, segment)
        self.assertEqual(
            self._value(other).segment_id,
            self.env.ref("crm_customer_value.crm_segment_new"),
        )
        self.assertEqual(segment.customer_count, 1)

    def test_broken_rule_is_refused(self):
        for domain in ("[('no_such_field', '=', 1)]", "__import__('os')", "[("):
            with self.assertRaisesRegex(ValidationError, "cannot be applied"):
                self.env["crm.segment"].create({"name": "Bad", "domain": domain})

    def test_segment_with_cells_cannot_go(self):
        segment = self.env.ref("crm_customer_value.crm_segment_loyal")
        with self.assertRaisesRegex(UserError, "own cells"):
            segment.unlink()
        with self.assertRaisesRegex(ValidationError, "owns cells"):
            segment.active = False

    def test_history_tells_moves(self):
        self._sell(self.partner, self._day(0), 100)
        self._refresh(self._day(20))
        new = self._value(self.partner).segment_id
        self._refresh(self._day(25))
        self._refresh(self._day(200))
        history = self.env["crm.customer.value.history"].search(
            [("partner_id", "=", self.partner.id)], order="month"
        )
        self.assertEqual([str(h.month) for h in history], ["2025-01-01", "2025-07-01"])
        self.assertEqual(history.mapped("moved"), [False, True])
        self.assertEqual(history[1].previous_segment_id, new)
        value = self._value(self.partner)
        self.assertEqual(value.previous_segment_id, new)
        self.assertEqual(value.segment_since, self._day(200))
        self.assertEqual(history[1].segment_id, value.segment_id)

    def test_rule_takes_in_no_one_without_purchases(self):
        self.env["crm.segment"].create(
            {"name": "Small", "domain": "[('net_revenue', '<', 100)]", "sequence": 1}
        )
        order = self._sell(self.partner, self._day(0), 50)
        self._refresh(self._day(10))
        self.assertEqual(self._value(self.partner).segment_id.name, "Small")
        order._action_cancel()
        self._refresh(self._day(10))
        self.assertFalse(self._value(self.partner).segment_id)

    def test_new_company_without_a_usual_segment(self):
        loyal = self.env.ref("crm_customer_value.crm_segment_loyal")
        other = self.env.ref("crm_customer_value.crm_segment_new")
        self.grid.cell_ids.filtered(lambda c: c.segment_id == loyal).segment_id = other
        self.env["crm.rfm.cell"].search(
            [("segment_id", "=", loyal.id)]
        ).segment_id = other
        loyal.unlink()
        company = self.env["res.company"].create({"name": "Late"})
        grid = self.env["crm.rfm.grid"]._get_for_company(company)
        self.assertEqual(len(grid.cell_ids), 25)
