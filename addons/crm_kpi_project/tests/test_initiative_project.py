from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from odoo.addons.mail.tests.common import mail_new_test_user


@tagged("post_install", "-at_install")
class TestInitiativeProject(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "base.group_user,crm_kpi.group_kpi_user"
        cls.planner = mail_new_test_user(
            cls.env,
            login="plan_planner",
            groups=f"{groups},project.group_project_manager",
        )
        cls.reader = mail_new_test_user(cls.env, login="plan_reader", groups=groups)
        cls.initiative = (
            cls.env["crm.initiative"]
            .with_user(cls.planner)
            .create(
                {
                    "name": "Second shift",
                    "date_from": "2026-11-01",
                    "date_to": "2026-12-24",
                    "owner_id": cls.planner.id,
                }
            )
        )

    def test_project_of_an_initiative(self):
        action = self.initiative.action_create_project()
        project = self.initiative.project_id
        self.assertEqual(action["domain"], [("project_id", "=", project.id)])
        self.assertEqual(
            (project.name, project.user_id, str(project.date)),
            ("Second shift", self.planner, "2026-12-24"),
        )
        with self.assertRaisesRegex(UserError, "already"):
            self.initiative.action_create_project()

    def test_done_tasks(self):
        self.initiative.action_create_project()
        project = self.initiative.project_id
        self.env["project.task"].create(
            [
                {"name": state, "project_id": project.id, "state": state}
                for state in ("01_in_progress", "1_done", "1_canceled")
            ]
        )
        self.initiative.invalidate_recordset()
        self.assertEqual(
            (self.initiative.done_task_count, self.initiative.task_count), (2, 3)
        )

    def test_who_makes_no_projects_sees_none(self):
        self.initiative.action_create_project()
        theirs = self.initiative.with_user(self.reader)
        self.assertEqual(theirs.name, "Second shift")
        with self.assertRaises(AccessError):
            theirs.read(["project_id"])
        with self.assertRaises(AccessError):
            theirs.action_create_project()
        with self.assertRaises(AccessError):
            theirs.action_open_project()

    def test_project_of_another_company(self):
        company = self.env["res.company"].create({"name": "Beta Tools"})
        project = self.env["project.project"].create(
            {"name": "Theirs", "company_id": company.id}
        )
        with self.assertRaises(UserError):
            self.initiative.sudo().project_id = project
