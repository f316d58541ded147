from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import TransactionCase, tagged

from odoo.addons.crm_gateway.tests.common import RequestMixin


@tagged("post_install", "-at_install")
class TestProjectStep(RequestMixin, TransactionCase):
    """A step and its task are one piece of work."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        stages = cls.env["project.task.type"].create([{"name": "Todo"}])
        cls.project = cls.env["project.project"].create(
            {
                "name": "Visits",
                "company_id": cls.company.id,
                "privacy_visibility": "employees",
                "type_ids": [Command.set(stages.ids)],
            }
        )
        cls.plan = cls._make_type(
            {
                "name": "Visit",
                "kind": "project",
                "project_id": cls.project.id,
                "department_id": cls.stock.id,
                "instructions": "Take the tools <along>.",
            },
            {"name": "Report", "department_id": cls.sales.id},
        )
        cls.worker = cls._make_user("req_worker", "project.group_project_user")

    def _make(self, **values):
        request = self._make_request(self.plan, **values)
        step = request.step_ids.sorted("sequence")[0]
        return request, step, step.task_ids

    def test_task_of_the_step(self):
        request, step, task = self._make(description="<p>It squeaks.</p>")
        self.assertEqual(step.state, "ready")
        self.assertEqual(
            [task.project_id, task.partner_id, task.company_id, task.user_ids],
            [self.project, self.customer, self.company, step.user_id],
        )
        self.assertTrue(step.user_id)
        self.assertEqual(task.date_deadline, step.date_deadline)
        self.assertIn(request.number, task.name)
        self.assertIn("&lt;along&gt;", task.description)
        self.assertIn("It squeaks.", task.description)
        self.assertEqual(step.with_user(self.worker).sudo()._get_document(), task)

    def test_task_done_is_step_done(self):
        request, step, task = self._make()
        task.with_user(self.worker).write({"state": "1_done"})
        self.assertEqual(step.state, "done")
        self.assertEqual(request.step_ids.mapped("state").count("ready"), 1)

    def test_step_done_is_task_done(self):
        _request, step, task = self._make()
        step.with_user(step.user_id).action_done()
        self.assertEqual([step.state, task.state], ["done", "1_done"])

    def test_cancelled_request_calls_the_visit_off(self):
        request, _step, task = self._make()
        request.with_user(self.clerk).action_cancel()
        self.assertEqual(task.state, "1_canceled")

    def test_cancelled_task_is_told_and_made_again(self):
        request, step, task = self._make()
        task.state = "1_canceled"
        self.assertEqual(step.state, "ready")
        self.assertIn("cancelled", step.problem)
        self.assertEqual(request.activity_ids.user_id, self.clerk)
        step.with_user(self.clerk).action_begin_again()
        self.assertFalse(step.problem)
        self.assertEqual(len(step.task_ids), 2)
        (step.task_ids - task).state = "1_done"
        self.assertEqual(step.state, "done")

    def test_deleted_task_is_told(self):
        _request, step, task = self._make()
        task.unlink()
        self.assertIn("project", step._get_followed_kinds(), "the scheduler looks")
        step._follow()
        self.assertIn("deleted", step.problem)

    def test_task_goes_with_its_step(self):
        _request, step, task = self._make()
        other = (self.wim | self.will) - step.employee_id
        self.env["crm.request.step.reassign"].with_user(self.clerk).create(
            {
                "step_ids": [Command.set(step.ids)],
                "employee_id": other.id,
                "reason": "Nearer",
            }
        ).action_reassign()
        self.assertEqual(task.user_ids, other.user_id)
        self.assertEqual(task.date_deadline, step.date_deadline)

    def test_without_project_it_is_told(self):
        self.plan.step_ids.project_id = False
        _request, step, task = self._make()
        self.assertFalse(task)
        self.assertIn("In which project", step.problem)
        step.project_id = self.project
        step.with_user(self.clerk).action_begin_again()
        self.assertTrue(step.task_ids)
        self.assertFalse(step.problem)

    def test_project_of_another_company(self):
        """Refused for a plan of one company, left out by one of all of them."""
        other = self.env["res.company"].create({"name": "Other"})
        self.env.user.company_ids |= other
        foreign = (
            self.env["project.project"]
            .with_context(allowed_company_ids=(self.company | other).ids)
            .create({"name": "Foreign", "company_id": other.id})
        )
        with self.assertRaises(ValidationError):
            self.plan.step_ids.project_id = foreign
        self.plan.company_id = False
        self.plan.step_ids.project_id = foreign
        _request, step, task = self._make()
        self.assertFalse(step.project_id)
        self.assertFalse(task)

    def test_rights(self):
        """Employees do their step and read nothing of projects."""
        _request, step, task = self._make()
        employee = step.user_id
        with self.assertRaises(AccessError):
            step.with_user(employee).read(["project_id"])
        with self.assertRaises(AccessError):
            self.project.with_user(employee).write({"name": "Mine"})
        with self.assertRaises(AccessError):
            task.with_user(employee).write({"state": "1_done"})
        # a project user ends no step but through the task that the step made
        with self.assertRaises(AccessError):
            task.copy().with_user(self.worker).write({"request_step_id": step.id})

    def test_plan_is_copied_by_who_knows_no_projects(self):
        manager = self._make_user("req_manager", "crm_gateway.group_request_manager")
        copy = self.plan.with_user(manager).copy()
        self.assertEqual(copy.sudo().step_ids.project_id, self.project)

    def test_timeline(self):
        _request, _step, task = self._make()
        self.env["project.task"].create({"name": "Inside", "is_template": True})
        domain = [
            ("commercial_partner_id", "=", self.customer.id),
            ("kind", "=", "task"),
        ]
        Touchpoint = self.env["crm.touchpoint"]
        touchpoint = Touchpoint.sudo().search(domain)
        self.assertEqual(
            (touchpoint.name, touchpoint.res_id, touchpoint.company_id),
            (task.name, task.id, self.company),
        )
        both = self._make_user(
            "req_both", "crm_gateway.group_request_user,project.group_project_user"
        )
        self.assertEqual(Touchpoint.with_user(both).search(domain), touchpoint)
        self.project.privacy_visibility = "followers"
        self.assertFalse(Touchpoint.with_user(both).search(domain))

    def test_requests_do_not_multiply_queries(self):
        """Following many tasks takes no query for each."""
        steps = self.env["crm.request.step"]
        for _turn in range(3):
            steps |= self._make()[1]
        self.env.flush_all()
        self.env.invalidate_all()
        steps[:1]._follow()
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            steps._follow()

    def test_standard_plan(self):
        visit = self.env.ref("crm_gateway.crm_request_type_service_visit")
        self.assertEqual(visit.kind, "project")
        self.assertEqual(visit.project_id.name, "Service Visits")
