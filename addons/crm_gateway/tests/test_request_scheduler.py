from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.tests import freeze_time, tagged

from odoo.addons.base.models import ir_cron
from odoo.addons.crm_gateway.models import crm_portion_mixin

from .common import MOMENT, RequestCase


@tagged("post_install", "-at_install")
class TestRequestScheduler(RequestCase):
    """The scheduler reaches every step, however little time it has."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Step = cls.env["crm.request.step"]
        plan = cls._make_type({"kind": "order", "department_id": cls.stock.id})
        cls.steps = cls.Step.union(
            *(cls._make_request(plan).step_ids for _number in range(5))
        )
        # whatever else is in the database is not looked at here
        others = cls.Step.search([("id", "not in", cls.steps.ids)])
        others.filtered("is_open")._close("cancelled")

    @contextmanager
    def _portions(self, size=2):
        """Note what is followed, in portions of this size."""
        followed = []
        follow = type(self.Step)._follow

        def note(steps):
            followed.append(steps.sudo(self.env.su))
            return follow(steps)

        with (
            patch.object(crm_portion_mixin, "PORTION", size),
            patch.object(type(self.Step), "_follow", note),
        ):
            yield followed

    def _time_left(self, seconds):
        """So much is left after each portion; 0 ends a run after its first."""
        return patch.object(
            type(self.env["ir.cron"]), "_commit_progress", return_value=seconds
        )

    def _trigger(self, xmlid):
        with self.enter_registry_test_mode():
            self.env.ref(xmlid).method_direct_trigger()
        self.env.invalidate_all()

    def test_next_run_goes_on_with_the_rest(self):
        with self._portions() as followed, self._time_left(0):
            for minute in range(4):
                with freeze_time(MOMENT + timedelta(minutes=minute)):
                    self.Step._cron_follow()
        self.assertEqual([len(part) for part in followed], [2, 2, 2, 2])
        self.assertEqual(
            set(self.Step.union(*followed[:3]).ids) & set(self.steps.ids),
            set(self.steps.ids),
        )
        self.assertEqual(
            followed[3] & self.steps, followed[3], "and then begins at the front again"
        )

    def test_job_ends_when_all_were_looked_at(self):
        """The host calls a job again and again as long as it says that some is left."""
        with self._portions() as followed, patch.object(ir_cron, "MIN_TIME_PER_JOB", 0):
            self._trigger("crm_gateway.ir_cron_follow")
        self.assertEqual([len(part) for part in followed], [2, 2, 1])
        progress = self.env["ir.cron.progress"].search(
            [("cron_id", "=", self.env.ref("crm_gateway.ir_cron_follow").id)],
            order="id desc",
            limit=1,
        )
        self.assertFalse(progress.remaining)

    def test_looking_leaves_no_trace(self):
        step = self.steps[0]
        before = step.write_date, step.write_uid, len(step.message_ids)
        with self._time_left(9):
            self.Step._in_portions([("id", "=", step.id)], "followed_date", len)
        self.assertTrue(step.followed_date)
        self.assertEqual(
            (step.write_date, step.write_uid, len(step.message_ids)), before
        )

    def test_marking_costs_one_statement_a_portion(self):
        costs = []
        for ids in (self.steps.ids, self.steps[:1].ids, self.steps.ids):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            with self._time_left(9):
                self.Step._in_portions([("id", "in", ids)], "followed_date", len)
            costs.append(self.cr.sql_log_count - before)
        self.assertEqual(costs[1], costs[2])

    def test_what_somebody_holds_comes_first_next_time(self):
        held = self.steps[0]
        lock = type(self.Step).try_lock_for_update
        with (
            self._portions(5) as followed,
            self._time_left(9),
            patch.object(
                type(self.Step),
                "try_lock_for_update",
                lambda steps, **kwargs: lock(steps - held, **kwargs),
            ),
        ):
            self.Step._cron_follow()
        self.assertEqual(followed, [self.steps - held])
        self.assertFalse(held.followed_date)
        with self._portions(1) as followed, self._time_left(0):
            self.Step._cron_follow()
        self.assertEqual(followed, [held])

    def test_one_that_fails_does_not_stop_the_others(self):
        bad = self.steps[1]
        done = self.Step

        def work(steps):
            nonlocal done
            if bad in steps:
                raise ZeroDivisionError
            done |= steps

        name = "odoo.addons.crm_gateway.models.crm_portion_mixin"
        with self._time_left(9), self.assertLogs(name, "ERROR") as log:
            self.Step._in_portions(
                [("id", "in", self.steps.ids)], "followed_date", work
            )
        self.assertEqual(done, self.steps - bad)
        self.assertEqual(len(log.output), 1)
        self.assertTrue(bad.followed_date, "it does not come first for ever")

    def test_overdue_steps_beyond_the_time(self):
        with (
            freeze_time(datetime(2099, 1, 1)),
            self._portions(),
            self._time_left(0),
        ):
            for run, told in enumerate((2, 4, 5, 5)):
                self.Step._cron_escalate()
                self.assertEqual(
                    len(self.steps.filtered("escalated_employee_id")), told, run
                )

    def test_reminders_beyond_the_time(self):
        seller = self._make_user("req_seller", "sales_team.group_sale_salesman")
        contracts = self.env["crm.contract"].create(
            [
                {
                    "subject": f"Supply {number}",
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "user_id": seller.id,
                    "start_date": "2025-01-01",
                    "end_date": "2025-06-20",
                    "state": "running",
                }
                for number in range(5)
            ]
        )
        contracts[:2].user_id = self.boss.user_id
        with freeze_time(MOMENT):
            waiting = self.env["crm.contract"].search(
                [("id", "not in", contracts.ids), ("state", "=", "running")]
            )
            waiting.state = "draft"
            with self._time_left(0), patch.object(crm_portion_mixin, "PORTION", 2):
                for _number in range(3):
                    self.env["crm.contract"]._cron_remind()
        # the first two can be told of to nobody: they must not stand in the way
        self.assertFalse(contracts[:2].activity_ids)
        self.assertTrue(all(contract.activity_ids for contract in contracts[2:]))
