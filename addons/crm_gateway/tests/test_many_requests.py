from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from .common import RequestMixin
from .row_copies import copy_rows

MANY = 10_000
FEW = 100


@tagged("post_install", "-at_install")
class TestManyRequests(RequestMixin, TransactionCase):
    """What people open each day costs as many statements with ten thousand requests."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.plan = cls._make_type(
            {"department_id": cls.stock.id}, {"department_id": cls.finance.id}
        )
        cls.first = cls._make_request(cls.plan)
        cls.portal = cls._make_user("req_portal", "base.group_portal")
        cls.portal.partner_id.parent_id = cls.customer

    def setUp(self):
        super().setUp()
        self.made, self.recorded = 1, 0

    def _fill(self, number):
        """Have ``number`` requests in the company, each with the steps of the first."""
        self.env.flush_all()
        numbers = range(self.made, number)
        copy_rows(
            self.cr,
            "crm_request",
            SQL("row.id = %s", self.first.id),
            numbers,
            number=SQL("'MANY' || n"),
            access_token=SQL("NULL"),
        )
        copy_rows(
            self.cr,
            "crm_request_step",
            SQL("row.request_id = %s", self.first.id),
            numbers,
            request_id=SQL(
                """(SELECT id FROM crm_request
                     WHERE company_id = %s AND number = 'MANY' || n)""",
                self.company.id,
            ),
        )
        self.made = number
        self.env.cr.execute("ANALYZE crm_request, crm_request_step")
        self.env.invalidate_all()

    def _measure(self):
        """Statements of each thing that people do, after caches are warm."""
        works = {
            "board": (self.clerk, self._open_board),
            "list": (self.clerk, self._open_list),
            "my steps": (self.wim.user_id, self._open_my_steps),
            "workload": (self.boss.user_id, self._open_workload),
            "portal": (self.portal, self._open_portal),
            "new request": (self.clerk, self._record),
        }
        counts = {}
        for name, (user, work) in works.items():
            env = self.env(user=user, context={"allowed_company_ids": self.company.ids})
            work(env)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            work(env)
            self.env.flush_all()
            counts[name] = self.cr.sql_log_count - before
        return counts

    def _open_board(self, env):
        env["crm.request"].web_read_group(
            [("company_id", "=", self.company.id)],
            ["state"],
            ["__count"],
            auto_unfold=True,
            unfold_read_specification={"name": {}, "progress": {}, "priority": {}},
            unfold_read_default_limit=40,
        )

    def _open_list(self, env):
        found = env["crm.request"].web_search_read(
            [("is_overdue", "=", False)],
            {"name": {}, "is_late": {}, "order_count": {}, "expected_date": {}},
            limit=80,
            count_limit=10_001,
        )
        self.assertGreater(found["length"], 1)

    def _open_my_steps(self, env):
        env["crm.request.step"].web_search_read(
            [("user_id", "=", env.uid)],
            {"name": {}, "request_name": {}, "customer_name": {}, "date_deadline": {}},
            limit=80,
        )

    def _open_workload(self, env):
        env["crm.request.workload"].action_open()

    def _open_portal(self, env):
        Request = env["crm.request"]
        self.assertEqual(Request.search_count([]), self.made + self.recorded)
        Request.search([("is_open", "=", True)], order="id desc", limit=20)

    def _record(self, env):
        self.recorded += 1
        request = env["crm.request"].create(
            {
                "name": "One more",
                "type_id": self.plan.id,
                "partner_id": self.customer.id,
            }
        )
        self.assertEqual(request.state, "open")
        self.assertTrue(request.sudo().step_ids[0].employee_id)
        self.assertTrue(request.duplicate_ids)

    def test_statements_do_not_grow(self):
        self._fill(FEW)
        few = self._measure()
        self._fill(MANY)
        many = self._measure()
        grown = {
            name: (few[name], count)
            for name, count in many.items()
            # a calendar is read in ever longer spans until all work has its place
            if count > few[name] + (12 if name == "new request" else 0)
        }
        self.assertFalse(grown)
        self.assertLess(many["board"], 40)

    def test_scheduler_goes_through_all_in_portions(self):
        """Every step is looked at, a portion at a time, with few statements each."""
        self.plan.step_ids.kind = "order"
        self.first.step_ids.kind = "order"
        self._fill(MANY)
        looked_at = set()
        Step = self.env["crm.request.step"]
        follow = type(Step)._follow

        def note(steps):
            self.assertLessEqual(len(steps), 100)
            looked_at.update(steps.ids)
            return follow(steps)

        self.patch(type(Step), "_follow", note)
        before = self.cr.sql_log_count
        with self.enter_registry_test_mode():
            self.env.ref("crm_gateway.ir_cron_follow").method_direct_trigger()
        statements = self.cr.sql_log_count - before
        running = Step.search(
            [
                ("company_id", "=", self.company.id),
                ("state", "in", ("ready", "progress")),
            ]
        )
        self.assertGreaterEqual(len(running), MANY)
        self.assertLessEqual(set(running.ids), looked_at)
        self.assertLess(statements / len(running), 2)
