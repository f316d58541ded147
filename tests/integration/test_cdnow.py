"""The main job on real purchases: published data in, published figures out."""

import sys
from pathlib import Path

from odoo.tests import TransactionCase, tagged

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "data"))
import cdnow  # noqa: E402


@tagged("post_install", "-at_install")
class TestCdnow(TransactionCase):
    """2,357 customers through the host's ORM, then fit, test and screen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.purchases = cdnow.read_purchases()

    def _refresh(self, company):
        refresh = cdnow.open_refresh(self.env, company)
        while refresh.state in ("waiting", "running"):
            refresh._do_step()
        return refresh

    def test_published_figures(self):
        """Fader, Hardie and Lee 2005, and the walkthrough of BTYD 2.4.3."""
        company = cdnow.load(
            self.env, self.purchases, invoice=False, say=lambda _text: None
        )
        refresh = self._refresh(company)
        model = refresh.model_id
        self.assertEqual(refresh.customers, 2357)
        self.assertTrue(model.speaks, model.verdict)
        found = dict(model.holdout_parameters)
        found["alpha"] /= 7
        for name, published in {
            "r": 0.2425967,
            "alpha": 4.413659,
            "a": 0.7929869,
            "b": 2.426164,
        }.items():
            self.assertAlmostEqual(found[name] / published, 1, delta=5e-4, msg=name)
        self.assertAlmostEqual(model.holdout_log_likelihood, -9582.429, delta=0.002)
        self.assertEqual(str(model.holdout_date), "1997-09-30")
        self.assertEqual(model.actual_orders, 1882)
        self.assertAlmostEqual(model.predicted_orders, 1653.4, delta=1)
        self.assertAlmostEqual(model.baseline_orders, 2930.1, delta=1)
        self.assertAlmostEqual(model.correlation, 0.626, delta=0.002)
        self.assertAlmostEqual(model.mse, 2.586, delta=0.002)
        self.assertAlmostEqual(model.mae, 0.785, delta=0.002)
        self.assertAlmostEqual(model.gini, 0.663, delta=0.002)
        self.assertAlmostEqual(model.auc, 0.757, delta=0.002)
        self.assertAlmostEqual(model.recency_auc, 0.771, delta=0.002)
        self._check_bins(model)
        self._check_tracking(model)
        self._check_screens(company)
        self._check_other_models(company)

    def _check_bins(self, model):
        bins = model.by_frequency
        self.assertEqual(bins["customers"], [1411, 439, 214, 100, 62, 38, 29, 64])
        for found, published in zip(
            bins["actual"] + bins["expected"],
            [0.237, 0.697, 1.393, 1.56, 2.532, 2.947, 3.862, 6.359]
            + [0.2251, 0.5231, 1.0441, 1.5203, 2.1638, 2.6538, 3.5040, 6.1570],
            strict=True,
        ):
            self.assertAlmostEqual(found, published, delta=0.001)

    def _check_tracking(self, model):
        weeks = model.tracking["weeks"]
        self.assertEqual(weeks[-1], 78)
        first = weeks.index(20)
        self.assertEqual(
            model.tracking["actual"][first : first + 6],
            [1359, 1414, 1484, 1517, 1573, 1672],
        )
        for found, published in zip(
            model.tracking["expected"][first : first + 6],
            [1312.458, 1387.346, 1460.392, 1531.713, 1601.418, 1669.6],
            strict=True,
        ):
            self.assertAlmostEqual(found, published, delta=0.5)

    def _check_screens(self, company):
        board = (
            self.env["crm.segment.board"]
            .with_context(allowed_company_ids=company.ids)
            .get_board()
        )
        self.assertEqual(board["total"]["customers"], 2357)
        self.assertEqual(sum(c["customers"] for c in board["cells"]), 2357)
        total = sum(purchase.amount for purchase in self.purchases)
        self.assertAlmostEqual(board["total"]["net_revenue"], total, delta=0.01)

    def _check_other_models(self, company):
        """The same test period by the two other models of orders at any time."""
        for kind, published in (("mbg_nbd", 1576.7), ("pareto_nbd", 1665.5)):
            company.crm_value_model_kind = kind
            model = self._refresh(company).model_id
            self.assertEqual(model.kind, kind)
            self.assertTrue(model.speaks, model.verdict)
            self.assertEqual(model.actual_orders, 1882)
            self.assertAlmostEqual(model.predicted_orders, published, delta=1, msg=kind)

    def test_orders_and_invoices_agree(self):
        """The same purchases give the same figures on either basis."""
        names = ("order_days", "net_revenue", "first_order_date", "last_order_date")
        company = cdnow.load(self.env, self.purchases[:120], say=lambda _text: None)
        found = []
        for basis in ("order", "invoice"):
            company.crm_value_basis = basis
            self._refresh(company)
            values = self.env["crm.customer.value"].search(
                [("company_id", "=", company.id)], order="partner_id"
            )
            found.append([[value[name] for name in names] for value in values])
            self.assertGreater(len(values), 50)
        self.assertEqual(*found)
