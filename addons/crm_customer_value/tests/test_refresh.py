from unittest.mock import patch

from psycopg2.extensions import TransactionRollbackError

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models.crm_value_refresh import MAX_CONFLICTS
from .common import CustomerValueCase

# Of each step some columns that it writes, in the order of the steps
COLUMNS = {
    "purchases": ("net_revenue", "order_days", "last_order_date", "as_of_date"),
    "score": ("cltv", "churn_risk", "expected_orders", "predicted_on"),
    "segment": ("recency_score", "frequency_score", "monetary_score", "segment_since"),
}
# The method that writes them
WRITERS = {
    "purchases": "_write_purchases",
    "score": "_write_predictions",
    "segment": "_write_scores",
}
LOGGER = "odoo.addons.crm_customer_value.models.crm_value_refresh"


@tagged("post_install", "-at_install")
class TestRefresh(CustomerValueCase):
    """Refreshes can be killed, repeated and shared; changes find their way."""

    def _take_changes(self):
        with self.enter_registry_test_mode():
            self.env.ref("crm_customer_value.ir_cron_changes").method_direct_trigger()
        self.env.invalidate_all()

    def test_cron_opens_one_refresh_a_company_and_finishes_it(self):
        self._sell(self.partner, self._day(0), 100)
        cron = self.env.ref("crm_customer_value.ir_cron_refresh")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
            cron.method_direct_trigger()
        self.env.invalidate_all()
        refreshes = self.env["crm.value.refresh"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(len(refreshes), 1, "today's refresh is not done twice")
        self.assertEqual(refreshes.state, "done", refreshes.message)
        self.assertEqual(refreshes.progress, 100)
        self.assertEqual(self._value(self.partner).net_revenue, 100)

    def test_killed_refresh_goes_on_where_it_was(self):
        """A worker that dies between two steps leaves whole steps behind."""
        self._sell(self.partner, self._day(0), 100)
        refresh = self.env["crm.value.refresh"].create(
            {"company_id": self.company.id, "as_of_date": self._day(10)}
        )
        refresh._do_step()
        refresh._do_step()
        self.assertEqual((refresh.state, refresh.step), ("running", "fit"))
        Refresh = type(self.env["crm.value.refresh"])
        with (
            patch.object(
                Refresh,
                "_write_purchases",
                autospec=True,
                side_effect=Refresh._write_purchases,
            ) as write,
            self.enter_registry_test_mode(),
        ):
            self.env.ref("crm_customer_value.ir_cron_refresh").method_direct_trigger()
        self.env.invalidate_all()
        redone = [call.args[1].id for call in write.call_args_list]
        self.assertNotIn(self.company.id, redone, "a finished step is not repeated")
        self.assertEqual(refresh.state, "done", refresh.message)
        self.assertTrue(self._value(self.partner).segment_id)

    def _read_groups(self):
        """Return the figures of each group of columns that one step writes."""
        [row] = self._value(self.partner).read(sum(COLUMNS.values(), ()))
        return {step: [row[name] for name in names] for step, names in COLUMNS.items()}

    def _fail_in(self, method, text):
        """Break a refresh of our company right behind ``method``."""
        Refresh = type(self.env["crm.value.refresh"])
        original = getattr(Refresh, method)

        def write_then_break(records, company, *args, **kwargs):
            result = original(records, company, *args, **kwargs)
            if company.id == self.company.id:
                raise ValueError(text)
            return result

        with (
            patch.object(Refresh, method, write_then_break),
            mute_logger(LOGGER),
            self.enter_registry_test_mode(),
        ):
            self.env.ref("crm_customer_value.ir_cron_refresh").method_direct_trigger()
        self.env.invalidate_all()

    def test_failed_step_keeps_the_old_figures(self):
        """What came before it is new, what it and the later ones write is old."""
        self._sell(self.partner, self._day(0), 100)
        for number, (step, method) in enumerate(WRITERS.items(), start=1):
            with self.subTest(step):
                self._refresh(self._day(40 * number))
                before = self._read_groups()
                self._sell(self.partner, self._day(40 * number + 20), 900)
                refresh = self.env["crm.value.refresh"].create(
                    {
                        "company_id": self.company.id,
                        "as_of_date": self._day(40 * number + 30),
                    }
                )
                self._fail_in(method, "the disk is full")
                self.assertEqual((refresh.state, refresh.step), ("failed", step))
                self.assertIn("the disk is full", refresh.message)
                self.assertIn("Retry", refresh.message)
                after = self._read_groups()
                for place, name in enumerate(COLUMNS):
                    if place < list(COLUMNS).index(step):
                        self.assertNotEqual(after[name], before[name], name)
                    else:
                        self.assertEqual(after[name], before[name], name)
                refresh.action_retry()
                with self.enter_registry_test_mode():
                    self.env.ref(
                        "crm_customer_value.ir_cron_refresh"
                    ).method_direct_trigger()
                self.env.invalidate_all()
                self.assertEqual(refresh.state, "done")
                self.assertEqual(
                    self._value(self.partner).net_revenue, 100 + 900 * number
                )
                for name, figures in self._read_groups().items():
                    self.assertNotEqual(figures, before[name], name)

    def _carry_on_with_conflicts(self, number):
        """Carry a refresh on in which somebody else comes first ``number`` times."""
        Refresh = type(self.env["crm.value.refresh"])
        original, left = Refresh._try_step, [number]

        def conflict_then_step(records):
            if left[0]:
                left[0] -= 1
                raise TransactionRollbackError("somebody changed a contact")
            return original(records)

        refresh = self.env["crm.value.refresh"].create({"company_id": self.company.id})
        with (
            patch.object(Refresh, "_try_step", conflict_then_step),
            self.enter_registry_test_mode(),
            self.registry.cursor() as cr,
        ):
            refresh.with_env(self.env(cr=cr))._carry_on()
        self.env.invalidate_all()
        return refresh

    def test_conflicts_are_tried_again(self):
        self._sell(self.partner, self._day(0), 100)
        for number in (1, MAX_CONFLICTS):
            refresh = self._carry_on_with_conflicts(number)
            self.assertEqual(refresh.state, "done", refresh.message)
            refresh.unlink()
        self.assertEqual(self._value(self.partner).net_revenue, 100)

    def test_conflicts_without_end_are_raised(self):
        """The scheduler then tries at its next turn: nothing is marked failed."""
        raised = False
        try:  # assertRaises would roll back what is looked at next
            self._carry_on_with_conflicts(MAX_CONFLICTS + 1)
        except TransactionRollbackError:
            raised = True
        self.assertTrue(raised)
        self.env.invalidate_all()
        refresh = self.env["crm.value.refresh"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual((refresh.state, refresh.step), ("waiting", "purchases"))

    def test_second_worker_waits_for_its_turn(self):
        self._sell(self.partner, self._day(0), 100)
        refresh = self.env["crm.value.refresh"].create({"company_id": self.company.id})
        with self.registry.cursor() as other:
            other.execute(
                "SELECT pg_try_advisory_xact_lock(%s, %s)",
                (0x43525643, self.company.id),
            )
            self.assertFalse(refresh._carry_on())
            other.rollback()
        self.assertEqual((refresh.state, refresh.step), ("waiting", "purchases"))

    def test_scores_batches_note_where_they_are(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {i}"} for i in range(5)]
        )
        for partner in partners:
            self._sell(partner, self._day(0), 100)
        module = "odoo.addons.crm_customer_value.models.crm_value_refresh_score"
        with patch(f"{module}.BATCH", 2):
            refresh = self.env["crm.value.refresh"].create(
                {"company_id": self.company.id, "as_of_date": self._day(10)}
            )
            done = []
            while refresh.step != "segment":
                refresh._do_step()
                done.append(refresh.customers_done)
        self.assertEqual([d for d in done if d], [2, 4, 5, 5])
        values = self._value(partners[0]) | self._value(partners[4])
        self.assertTrue(all(values.mapped("probability_active")))

    def test_only_one_open_refresh(self):
        self.env["crm.value.refresh"].create({"company_id": self.company.id})
        with self.assertRaisesRegex(UserError, "under way already"):
            self.env["crm.value.refresh"].create({"company_id": self.company.id})

    def test_no_look_into_the_future(self):
        with self.assertRaisesRegex(UserError, "into the future"):
            self.env["crm.value.refresh"].create(
                {"company_id": self.company.id, "as_of_date": "2999-01-01"}
            )

    # ------------------------------------------------------------------
    # Changes
    # ------------------------------------------------------------------

    def _assert_marked(self, partners):
        self.env["crm.customer.change"].flush_model()
        marked = self.env["crm.customer.change"].search([]).partner_id
        self.assertLessEqual(partners, marked)

    def test_changed_customers_are_recomputed_others_not(self):
        other = self.env["res.partner"].create({"name": "Bob"})
        for partner in self.partner, other:
            self._sell(partner, self._day(0), 100)
        self._refresh()
        self.env["crm.customer.change"].search([]).unlink()
        untouched = self._value(other).computed_on
        self._sell(self.partner, self._day(20), 50)
        self._assert_marked(self.partner)
        self._take_changes()
        self.assertEqual(self._value(self.partner).net_revenue, 150)
        self.assertEqual(self._value(self.partner).order_days, 2)
        self.assertTrue(self._value(self.partner).segment_id)
        self.assertEqual(self._value(other).computed_on, untouched)
        self.assertFalse(self.env["crm.customer.change"].search([]))

    def test_changes_equal_a_full_refresh(self):
        """Whatever happened to a customer, both ways give the same figures."""
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {i}"} for i in range(4)]
        )
        orders = [self._sell(p, self._day(7 * i), 100) for i, p in enumerate(partners)]
        self._refresh()
        self._sell(partners[0], self._day(40), 100)
        orders[1]._action_cancel()
        orders[2].order_line.price_unit = 300
        self._sell(partners[3], self._day(41), 10)
        orders[3]._action_cancel()
        self._take_changes()
        names = (
            "order_days",
            "net_revenue",
            "margin",
            "repeat_revenue",
            "first_order_date",
            "last_order_date",
            "recency_score",
            "frequency_score",
            "monetary_score",
            "segment_id",
            "churn_risk",
            "cltv",
        )
        changed = [self._value(p).read(names)[0] for p in partners]
        self._refresh()
        self.assertEqual([self._value(p).read(names)[0] for p in partners], changed)
        self.assertEqual(self._value(partners[2]).net_revenue, 300)

    def test_change_during_a_paused_refresh_is_not_lost(self):
        """A refresh that has read the purchases knows nothing of what came then."""
        Change = self.env["crm.customer.change"]
        self._sell(self.partner, self._day(0), 100)
        for case in ("first refresh", "later refresh"):
            refresh = self.env["crm.value.refresh"].create(
                {"company_id": self.company.id}
            )
            self._take_changes()
            self.assertFalse(Change.search([]), "its first step will read them")
            refresh._do_step()
            self.assertEqual(refresh.step, "payments")
            self._sell(self.partner, self._day(20), 50)
            for _run in range(2):
                self._take_changes()
                self._assert_marked(self.partner)
            while refresh.state == "running":
                refresh._do_step()
            before = self._value(self.partner).net_revenue
            self._take_changes()
            after = self._value(self.partner).net_revenue
            self.assertEqual(after - before, 50, case)
            self.assertFalse(Change.search([]))

    def test_first_refresh_comes_before_changes(self):
        self._sell(self.partner, self._day(0), 100)
        self._take_changes()
        self.assertFalse(self._value(self.partner))

    def test_new_parent_takes_the_purchases_along(self):
        company = self.env["res.partner"].create({"name": "Firm", "is_company": True})
        self._sell(self.partner, self._day(0), 100)
        self._refresh()
        self.partner.parent_id = company
        self._assert_marked(self.partner | company)
        self._take_changes()
        self.assertEqual(self._value(company).net_revenue, 100)
        self.assertEqual(self._value(self.partner).net_revenue, 0)

    def test_merge_adds_up_both_histories(self):
        double = self.env["res.partner"].create({"name": "Ada L."})
        self._sell(self.partner, self._day(0), 100)
        self._sell(double, self._day(30), 50)
        self._refresh()
        history = self.env["crm.customer.value.history"]
        old_month = history.search([("partner_id", "=", double.id)]).copy(
            {"month": "2024-01-01", "partner_id": double.id}
        )
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (self.partner | double).ids, self.partner
        )
        self._take_changes()
        value = self._value(self.partner)
        self.assertEqual((value.order_days, value.net_revenue), (2, 150))
        self.assertFalse(double.exists())
        self.assertEqual(old_month.partner_id, self.partner, "no month is lost")

    def test_confirming_many_orders_costs_one_note(self):
        """The hook on sales adds one statement, however many orders."""
        orders = self.env["sale.order"].create(
            [{"partner_id": self.partner.id} for _number in range(10)]
        )
        Change = type(self.env["crm.customer.change"])
        with patch.object(
            Change, "_mark", autospec=True, side_effect=Change._mark
        ) as mark:
            # other modules confirm one by one; ours must not
            orders.write({"state": "sale"})
        self.assertLessEqual(mark.call_count, 2)
        self.assertGreaterEqual(mark.call_count, 1)

    def test_new_settings_make_all_anew(self):
        self._sell(self.partner, self._day(0), 100)
        self._refresh()
        Refresh = self.env["crm.value.refresh"]
        domain = [("company_id", "=", self.company.id), ("state", "=", "waiting")]
        self.company.crm_value_margin_rate = self.company.crm_value_margin_rate
        self.assertFalse(Refresh.search(domain), "nothing changed")
        self.company.crm_value_horizon = 6
        refresh = Refresh.search(domain)
        self.assertEqual(len(refresh), 1)
        refresh._do_step()
        self.assertEqual(refresh.step, "payments")
        self.company.crm_value_margin_rate = 0.1
        self.assertEqual((refresh.state, refresh.step), ("waiting", "purchases"))

    def test_error_in_one_company_does_not_stop_changes(self):
        """A rule on a field that is gone must not hold up the queue."""
        self._sell(self.partner, self._day(0), 100)
        self._refresh()
        segment = self.env["crm.segment"].create({"name": "Rule"})
        self.env.flush_all()
        self.cr.execute(
            "UPDATE crm_segment SET domain = %s WHERE id = %s",
            ("[('x_gone', '=', 1)]", segment.id),
        )
        segment.invalidate_recordset()
        self._sell(self.partner, self._day(5), 50)
        with mute_logger(f"{LOGGER}_changes"):
            self._take_changes()
        self.assertFalse(self.env["crm.customer.change"].search([]))
        self.assertEqual(
            self._value(self.partner).net_revenue, 100, "the old figures stay whole"
        )

    def test_manager_cannot_steer_the_inside(self):
        manager = new_test_user(
            self.env,
            "refresh_manager",
            "sales_team.group_sale_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        refresh = (
            self.env["crm.value.refresh"]
            .with_user(manager)
            .create({"state": "done", "step": "contact", "as_of_date": "2001-01-01"})
        )
        self.assertEqual((refresh.state, refresh.step), ("waiting", "purchases"))
        self.assertEqual(refresh.as_of_date, self.company._get_crm_value_as_of())
        with self.assertRaises(AccessError):
            refresh.write({"state": "done"})
