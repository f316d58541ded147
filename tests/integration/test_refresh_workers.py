"""Real processes on one refresh: killed in the middle, and two at a time."""

import signal
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import config

WORKER = Path(__file__).with_name("refresh_worker.py")
CUSTOMERS = 400
START = date(2025, 1, 1)
# The groups of columns that a step replaces as a whole
COLUMNS = {
    "purchases": "order_days, order_count, last_order_date, mean_interval",
    "predictions": "churn_risk, probability_active, expected_orders, model_id",
    "scores": "recency_score, frequency_score, segment_id, previous_segment_id",
}
DEADLINE = 120


@tagged("post_install", "-at_install")
class TestRefreshWorkers(BaseCase):
    """The data are committed, so that other processes see them."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.addCleanup(self._remove)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            company = env["res.company"].create(
                {
                    "name": f"Workers {time.monotonic_ns()}",
                    "crm_value_basis": "order",
                    "crm_timezone": "UTC",
                }
            )
            self.company_id = company.id
            self.partner_ids = (
                env["res.partner"]
                .create([{"name": f"Worker customer {n}"} for n in range(CUSTOMERS)])
                .ids
            )
            self._sell_and_open(env)

    def _sell_and_open(self, env, later=0):
        """Sell to every customer and open a refresh that has it to read."""
        orders = env["sale.order"].create(
            [
                {"partner_id": partner_id, "company_id": self.company_id}
                for partner_id in self.partner_ids
            ]
        )
        orders.write({"state": "sale"})
        for number, order in enumerate(orders):
            order.date_order = START + timedelta(days=number % 90 + later)
        refresh = env["crm.value.refresh"].create({"company_id": self.company_id})
        self.refresh_id = refresh.id

    def _remove(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            for model in (
                "crm.value.refresh",
                "crm.customer.value",
                "crm.customer.value.history",
                "crm.value.model",
                "crm.rfm.grid",
            ):
                domain = [("company_id", "=", self.company_id)]
                env[model].with_context(active_test=False).search(domain).unlink()
            orders = env["sale.order"].search([("company_id", "=", self.company_id)])
            orders.write({"state": "cancel"})
            orders.unlink()
            env["res.partner"].browse(self.partner_ids).unlink()
            env["res.company"].browse(self.company_id).active = False

    def _start_worker(self):
        return subprocess.Popen(
            [
                sys.executable,
                "-W",
                "ignore",
                WORKER,
                config.rcfile,
                get_db_name(),
                str(self.company_id),
                "20",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def _look(self):
        """Return the refresh's state, its customers done, and rows half-written."""
        with self.registry.cursor() as cr:
            cr.execute(
                """SELECT state, step, customers_done FROM crm_value_refresh
                    WHERE id = %s""",
                (self.refresh_id,),
            )
            state, step, done = cr.fetchone()
            cr.execute(
                """SELECT COUNT(*) FROM crm_customer_value
                    WHERE company_id = %s
                      AND num_nulls(probability_active, churn_risk, cltv,
                                    prediction_source) NOT IN (0, 3, 4)""",
                (self.company_id,),
            )
            return state, step, done, cr.fetchone()[0]

    def _read_groups(self):
        """Return {group of columns: {customer: figures}}, a step's columns each."""
        with self.registry.cursor() as cr:
            found = {}
            for group, columns in COLUMNS.items():
                cr.execute(
                    f"""SELECT partner_id, {columns} FROM crm_customer_value
                         WHERE company_id = %s""",
                    (self.company_id,),
                )
                found[group] = {row[0]: row[1:] for row in cr.fetchall()}
            return found

    def _check_result(self, fits=1):
        with self.registry.cursor() as cr:
            cr.execute(
                """SELECT COUNT(*), COUNT(probability_active), COUNT(segment_id),
                          COUNT(DISTINCT partner_id)
                     FROM crm_customer_value WHERE company_id = %s""",
                (self.company_id,),
            )
            self.assertEqual(cr.fetchone(), (CUSTOMERS,) * 4)
            cr.execute(
                "SELECT COUNT(*) FROM crm_value_model WHERE company_id = %s",
                (self.company_id,),
            )
            self.assertEqual(cr.fetchone()[0], fits, "each fit was done once")
            cr.execute(
                """SELECT COUNT(*) FROM crm_customer_value_history
                    WHERE company_id = %s""",
                (self.company_id,),
            )
            self.assertEqual(cr.fetchone()[0], CUSTOMERS)

    def _finish(self):
        worker = self._start_worker()
        _out, errors = worker.communicate(timeout=DEADLINE)
        self.assertEqual(worker.returncode, 0, errors.decode())
        self.assertEqual(self._look()[0], "done")

    def test_killed_worker_loses_nothing(self):
        self._finish()
        old = self._read_groups()
        with self.registry.cursor() as cr:
            self._sell_and_open(api.Environment(cr, SUPERUSER_ID, {}), later=100)
        worker = self._start_worker()
        end = time.monotonic() + DEADLINE
        while time.monotonic() < end:
            state, step, done, broken = self._look()
            self.assertFalse(broken)
            if done:
                break
            self.assertIsNone(worker.poll(), worker.stderr)
        worker.send_signal(signal.SIGKILL)
        worker.communicate()
        state, step, done, broken = self._look()
        self.assertEqual((state, step, broken), ("running", "score", 0))
        self.assertLess(done, CUSTOMERS, "killed in the middle")
        between = self._read_groups()
        self._finish()
        new = self._read_groups()
        self._check_result(fits=2)
        self.assertEqual(between["purchases"], new["purchases"])
        self.assertEqual(between["scores"], old["scores"])
        kept = 0
        for customer, figures in between["predictions"].items():
            known = old["predictions"][customer], new["predictions"][customer]
            self.assertNotEqual(*known)
            self.assertIn(figures, known, "either old or new, never half")
            kept += figures == known[0]
        self.assertEqual(kept, CUSTOMERS - done)

    def test_two_workers_take_turns(self):
        workers = [self._start_worker(), self._start_worker()]
        for worker in workers:
            _out, errors = worker.communicate(timeout=DEADLINE)
            self.assertEqual(worker.returncode, 0, errors.decode())
        self.assertEqual(self._look()[0], "done")
        self._check_result()
