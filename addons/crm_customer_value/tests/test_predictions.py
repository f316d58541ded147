import math

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tools import SQL

from ..lifetime import BetaGeometricNBD
from .common import CustomerValueCase

PREDICTED = (
    "probability_alive",
    "probability_active",
    "churn_risk",
    "expected_orders",
    "expected_order_value",
    "expected_revenue",
    "expected_margin",
    "cltv",
    "cltv_adjusted",
)
# Published parameters of CDNOW; times in weeks
BG_NBD = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
SPEND = {"p": 6.25, "q": 3.74, "v": 15.44}


@tagged("post_install", "-at_install")
class TestPredictions(CustomerValueCase):
    """Predictions are finite, honest on who speaks, and right to the cent."""

    def _make_model(self, speaks=True):
        days = {**BG_NBD, "alpha": BG_NBD["alpha"] * 7}
        return self.env["crm.value.model"].create(
            {
                "company_id": self.company.id,
                "kind": "bg_nbd",
                "speaks": speaks,
                "parameters": days,
                "spend_parameters": SPEND,
                "as_of_date": self._day(0),
            }
        )

    def _make_value(self, x, tx, age, repeat_revenue=0.0, revenue=0.0, **values):
        partner = self.env["res.partner"].create({"name": f"{x} {tx} {age}"})
        return self.env["crm.customer.value"].create(
            {
                "company_id": self.company.id,
                "partner_id": partner.id,
                "as_of_date": self._day(age),
                "first_order_date": self._day(0),
                "last_order_date": self._day(tx),
                "order_days": x + 1,
                "repeat_revenue": repeat_revenue,
                "net_revenue": revenue,
                "margin": revenue * 0.3,
                **values,
            }
        )

    def _predict(self, model):
        self.env["crm.value.refresh"]._write_predictions(self.company, model)

    def _assert_finite(self, values):
        for value in values:
            for name in PREDICTED:
                self.assertTrue(math.isfinite(value[name]), f"{name} of {value.id}")

    def _assert_all_stored_is_finite(self):
        """Look at what is stored, column by column: JavaScript has no NaN."""
        for table in "crm_customer_value", "crm_value_model":
            columns = self.env.execute_query(
                SQL(
                    """SELECT column_name FROM information_schema.columns
                        WHERE table_name = %s AND data_type IN (
                            'numeric', 'double precision', 'real', 'json', 'jsonb')""",
                    table,
                )
            )
            self.assertGreater(len(columns), 9)
            for (column,) in columns:
                found = self.env.execute_query(
                    SQL(
                        r"""SELECT id FROM %s
                             WHERE company_id = %s AND %s::text ~* '\m(nan|inf)'""",
                        SQL.identifier(table),
                        self.company.id,
                        SQL.identifier(column),
                    )
                )
                self.assertFalse(found, f"{table}.{column}")

    def test_correlation_of_frequency_and_money_is_named(self):
        """Gamma-Gamma supposes none; the verdict says so, whoever speaks."""
        for speaks in (True, False):
            model = self._make_model(speaks)
            for correlation, named in ((0.31, True), (-0.31, True), (0.3, False)):
                model.spend_correlation = correlation
                words = f"{correlation:.2f}" in model.verdict
                self.assertEqual(words, named, model.verdict)

    def test_one_order_customer_is_not_taken_for_alive_for_sure(self):
        """One order, 38.86 weeks ago: .195 orders and .144 in 39 weeks."""
        model = BetaGeometricNBD(**BG_NBD)
        self.assertAlmostEqual(float(model.expected_orders(39, 0, 0, 38.86)), 0.195, 3)
        value = self._make_value(0, 0, 272, revenue=30)
        self.company.crm_value_horizon = 9
        self._predict(self._make_model())
        self.assertEqual(value.probability_alive, 1.0)
        self.assertAlmostEqual(value.expected_orders, 0.195, delta=0.002)
        self.assertAlmostEqual(value.probability_active, 0.144, 2)
        self.assertAlmostEqual(value.churn_risk, 0.856, 2)
        self.assertEqual(value.churn_level, "high")
        self.assertEqual(value.prediction_source, "model")

    def test_probability_alive_is_shown_from_the_second_purchase_on(self):
        for x, hidden in ((0, True), (1, False)):
            value = self._make_value(x, 10 * x, 20)
            self._predict(self._make_model())
            form = Form(value)
            self.assertEqual(
                bool(form._get_modifier("probability_alive", "invisible")), hidden
            )
            self.assertFalse(form._get_modifier("probability_active", "invisible"))

    def test_lifetime_value_to_the_cent(self):
        """x=2, tx=30.43, T=38.86, z=22.35, 15 %: 10.82 at a margin of 30 %.

        In whole days (213, 272) and a calendar year of months.
        """
        value = self._make_value(2, 213, 272, repeat_revenue=44.70, revenue=67.05)
        self._predict(self._make_model())
        self.assertAlmostEqual(value.expected_order_value, 24.65, 1)
        self.assertAlmostEqual(value.cltv, 10.82, delta=0.06)

    def test_absurd_customers_stay_finite(self):
        values = (
            self._make_value(2000, 729, 730, 1e12, 1e12)
            | self._make_value(0, 0, 0)
            | self._make_value(1, 1, 20000, -50, -100)
            | self._make_value(50, 50, 50, 0, 0)
            | self._make_value(3, 9, 9, 1e-6, -1e12)
        )
        for speaks in (True, False):
            self._predict(self._make_model(speaks))
            self._assert_finite(values)
            self.assertTrue(all(v.cltv >= 0 for v in values))

    def test_rule_of_thumb_speaks_and_says_so(self):
        for day in (0, 20, 40):
            self._sell(self.partner, self._day(day), 100)
        refresh = self._refresh(self._day(60))
        value = self._value(self.partner)
        self.assertEqual(value.prediction_source, "heuristic")
        self.assertFalse(refresh.model_id.speaks)
        self.assertIn(
            "1 customers ever bought; 500 are needed", refresh.model_id.verdict
        )
        self.assertGreater(value.expected_orders, 1)
        self.assertEqual(value.next_order_date, self._day(60))

    def test_one_order_customers_only(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Once {i}"} for i in range(200)]
        )
        for number, partner in enumerate(partners):
            self._sell(partner, self._day(number % 100), 50)
        refresh = self._refresh(self._day(100))
        self.assertEqual(refresh.state, "done")
        self.assertFalse(refresh.model_id.identified)
        self.assertFalse(refresh.model_id.speaks)
        self.assertIn("do not determine the model", refresh.model_id.verdict)
        values = self.env["crm.customer.value"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(len(values), 200)
        self._assert_finite(values)
        self._assert_all_stored_is_finite()
        self.assertEqual(set(values.mapped("prediction_source")), {"heuristic"})

    def test_empty_company_ends_with_a_word(self):
        refresh = self._refresh()
        self.assertEqual((refresh.state, refresh.customers), ("done", 0))
        self.assertIn("no data", refresh.message)
        self.assertFalse(
            self.env["crm.customer.value"].search(
                [("company_id", "=", self.company.id)]
            )
        )

    def test_models_that_count_periods(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Yearly {i}"} for i in range(30)]
        )
        for number, partner in enumerate(partners):
            for year in range(1 + number % 4):
                self._sell(partner, self._day(365 * (year - 4) + number), 1000)
        for kind in ("bg_bb", "sbg"):
            self.company.write({"crm_value_model_kind": kind, "crm_value_period": 12})
            refresh = self._refresh(self._day(30))
            self.assertEqual(refresh.state, "done", refresh.message)
            self.assertTrue(refresh.model_id.parameters, kind)
            last = self._value(partners[3])
            self.assertEqual(
                (last.period_x, last.period_tx, last.period_n), (3, 3, 3), kind
            )
            values = self.env["crm.customer.value"].search(
                [("company_id", "=", self.company.id)]
            )
            self._assert_finite(values)
            refresh.model_id.speaks = True
            self.env["crm.value.refresh"]._write_predictions(
                self.company, refresh.model_id
            )
            self._assert_finite(values)
            self.assertGreater(
                self._value(partners[3]).expected_orders,
                self._value(partners[0]).expected_orders,
                kind,
            )

    def test_absurd_settings_are_refused(self):
        for name, value in (
            ("crm_value_discount_rate", -2.0),
            ("crm_value_horizon", 0),
            ("crm_value_horizon", 1000),
            ("crm_value_margin_rate", 3.0),
            ("crm_value_loss_given_default", 1.5),
            ("crm_value_period", 0),
            ("crm_value_cost_to_serve", -1),
        ):
            with self.assertRaises(ValidationError, msg=name), self.cr.savepoint():
                self.company.write({name: value})
                self.env.flush_all()

    def test_message_names_setting_and_bounds(self):
        with self.assertRaisesRegex(
            ValidationError, "Yearly Discount Rate of Value Test is -200.0 %"
        ):
            self.company.crm_value_discount_rate = -2.0

    def test_known_wallet_goes_before_peers(self):
        self._sell(self.partner, self._day(350), 200)
        self.partner.with_company(self.company).known_wallet = 1000
        self._refresh(self._day(360))
        value = self._value(self.partner)
        self.assertEqual(value.wallet, 1000)
        self.assertAlmostEqual(value.wallet_share, 0.2)
        self.assertEqual(value.wallet_source, "known")

    def test_wallet_from_peers(self):
        for number in range(25):
            partner = self.env["res.partner"].create({"name": f"Peer {number}"})
            self._sell(partner, self._day(350), 100 * (number + 1))
            if number == 4:
                small = partner
        self._refresh(self._day(360))
        best, value = self._value(partner), self._value(small)
        self.assertEqual((best.wallet, best.wallet_share), (2500, 1))
        self.assertAlmostEqual(value.wallet, 2260, 0, "the 90th percentile")
        self.assertAlmostEqual(value.wallet_share, 500 / 2260, 3)
        self.assertEqual(value.wallet_peers, 25)
        self.assertEqual(value.wallet_source, "industry_country_size")
