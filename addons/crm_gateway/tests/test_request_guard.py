from datetime import datetime

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import RequestCase


@tagged("post_install", "-at_install")
class TestRequestGuard(RequestCase):
    """What the flow alone writes, and who may be put where."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Step = cls.env["crm.request.step"].with_user(cls.clerk)
        cls.elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.stranger = cls._make_employee("Stranger", company_id=cls.elsewhere.id)
        cls.leaver = cls._make_employee("Leaver", active=False)
        cls.request = cls._make_request(cls._make_type({"employee_id": cls.sam.id}))
        cls.step = cls.request.step_ids.with_user(cls.clerk)
        cls.vals = {"name": "Ask", "request_id": cls.request.id}

    # What only the flow writes

    def test_officers_do_not_write_what_the_flow_writes(self):
        for vals in (
            {"state": "done"},
            {"res_model": "sale.order", "res_id": 1},
            {"ready_date": datetime(2025, 1, 1)},
            {"done_date": False},
            {"working_hours": 0},
            {"escalation_date": datetime(2099, 1, 1)},
            {"told_employee_ids": [Command.clear()]},
            {"kind": "invoice"},
            {"request_id": self.request.id},
        ):
            with self.assertRaisesRegex(AccessError, "Use the buttons", msg=vals):
                self.step.write(vals)
        self.assertEqual(self.step.state, "ready")

    def test_officers_do_not_create_what_the_flow_writes(self):
        template = self.request.type_id.step_ids
        for vals in (
            {"state": "done"},
            {"template_id": template.id},
            {"res_model": "res.users", "res_id": 2},
        ):
            with self.assertRaisesRegex(AccessError, "Use the buttons", msg=vals):
                self.Step.create({**self.vals, **vals})
        with self.assertRaises(AccessError):
            self.Step.with_context(default_state="done").create(self.vals)
        with self.assertRaises(AccessError):
            self.request.with_user(self.clerk).write(
                {"step_ids": [Command.update(self.step.id, {"state": "done"})]}
            )

    def test_officers_write_the_rest(self):
        self.step.write(
            {
                "name": "Ask them",
                "hours": 3,
                "sequence": 5,
                "instructions": "Kindly",
                "date_deadline": datetime(2025, 7, 1),
            }
        )
        self.assertEqual(self.step.name, "Ask them")
        added = self.Step.create({**self.vals, "state": "blocked", "res_id": 0})
        self.assertEqual(added.state, "ready", "it starts by itself")
        self.step.action_start()
        self.step.action_done()
        self.assertEqual(self.step.state, "done")

    def test_import(self):
        result = self.Step.load(
            ["name", "request_id/.id", "hours"],
            [["Imported", str(self.request.id), "2"]],
        )
        self.assertTrue(result["ids"], result["messages"])
        result = self.Step.load(["id", "state"], [[self._xmlid(), "Done"]])
        self.assertIn("Use the buttons", result["messages"][0]["message"])

    def _xmlid(self):
        self.env["ir.model.data"].create(
            {
                "module": "crm_gateway",
                "name": "guarded_step",
                "model": self.step._name,
                "res_id": self.step.id,
            }
        )
        return "crm_gateway.guarded_step"

    def test_copy(self):
        self.step.action_start()
        self.step.action_done()
        other = self._make_request(self._make_type({"employee_id": self.sam.id}))
        copy = self.step.sudo().copy({"request_id": other.id})
        self.assertEqual((copy.state, copy.working_hours), ("ready", 0))

    def test_documents_of_those_who_may_make_them(self):
        self.assertFalse(
            self.env["sale.order"].with_user(self.clerk).has_access("create")
        )
        for kind in ("quotation", "invoice", "refund"):
            with self.assertRaisesRegex(AccessError, "may not make", msg=kind):
                self.Step.create({**self.vals, "kind": kind})
        with self.assertRaisesRegex(AccessError, "may not make"):
            self.Step.with_context(default_kind="quotation").create(self.vals)
        # what follows documents makes none
        self.Step.create({**self.vals, "kind": "order"})
        self.assertFalse(self.request.order_ids)
        seller = self._make_user("req_seller", "sales_team.group_sale_salesman")
        self.Step.with_user(seller).create({**self.vals, "kind": "quotation"})
        self.assertTrue(self.request.order_ids)

    def test_plan_makes_documents_whoever_files_the_request(self):
        plan = self._make_type({"kind": "quotation", "employee_id": self.sam.id})
        request = (
            self.env["crm.request"]
            .with_user(self.clerk)
            .create(
                {"name": "Boxes", "type_id": plan.id, "partner_id": self.customer.id}
            )
        )
        self.assertTrue(request.sudo().order_ids)

    # Who may be put where

    def test_employees_of_another_company(self):
        department = self.env["hr.department"].create(
            {"name": "Foreign", "company_id": self.elsewhere.id}
        )
        for vals in (
            {"employee_id": self.stranger.id},
            {"planned_employee_id": self.stranger.id},
            {"department_id": department.id},
        ):
            with self.assertRaisesRegex(UserError, "another company", msg=vals):
                self.step.write(vals)
            with self.assertRaisesRegex(UserError, "another company", msg=vals):
                self.Step.create({**self.vals, **vals})

    def test_employees_who_have_left(self):
        for name in ("employee_id", "planned_employee_id"):
            with self.assertRaisesRegex(ValidationError, "Leaver is archived"):
                self.step.write({name: self.leaver.id})
            with self.assertRaisesRegex(ValidationError, "Leaver is archived"):
                self.Step.create({**self.vals, name: self.leaver.id})

    def test_plan_with_somebody_who_has_left(self):
        plan = self._make_type({"employee_id": self.sam.id})
        self.sam.active = False
        self.sam.crm_deputy_id = self.fay
        self.assertEqual(self._make_request(plan).step_ids.employee_id, self.fay)

    def _reassign(self, employee):
        wizard = self.env["crm.request.step.reassign"].with_user(self.clerk)
        wizard.create(
            {
                "step_ids": [Command.link(self.step.id)],
                "employee_id": employee.id,
                "reason": "So be it",
            }
        ).action_reassign()

    def test_reassigning_to_them(self):
        with self.assertRaisesRegex(UserError, "another company"):
            self._reassign(self.stranger)
        with self.assertRaisesRegex(ValidationError, "Leaver is archived"):
            self._reassign(self.leaver)
        self._reassign(self.will)
        self.assertEqual(self.step.sudo().employee_id, self.will)

    def test_wizard_offers_employees_of_the_company(self):
        with Form(
            self.env["crm.request.step.reassign"]
            .with_user(self.clerk)
            .with_context(default_step_ids=self.step.ids)
        ) as form:
            form.reason = "So be it"
            form.employee_id = self.will
        self.assertEqual(form.record.company_ids, self.company)

    def test_taking_a_step_that_runs(self):
        step = self.request.step_ids
        step._close("done")
        step.employee_id = False
        with self.assertRaisesRegex(UserError, "Done meanwhile"):
            step.with_user(self.clerk).action_take()

    def test_taking_as_the_employee_of_the_step_s_company(self):
        user = self.wim.user_id
        user.company_ids |= self.elsewhere
        self.env["hr.employee"].create(
            {"name": "Wim There", "company_id": self.elsewhere.id, "user_id": user.id}
        )
        step = self.request.step_ids
        step.write({"employee_id": False, "department_id": self.stock.id})
        user.company_id = self.elsewhere
        step.with_user(user).with_context(
            allowed_company_ids=(self.elsewhere | self.company).ids
        ).action_take()
        self.assertEqual(step.employee_id, self.wim)

    def test_taking_without_being_an_employee(self):
        step = self.request.step_ids
        step.employee_id = False
        with self.assertRaisesRegex(UserError, "not linked to an employee of Request"):
            step.with_user(self.clerk).action_take()

    # Around it

    def test_order_of_another_customer(self):
        other = self.env["res.partner"].create({"name": "Dara Ltd"})
        contact = self.env["res.partner"].create(
            {"name": "Nika", "parent_id": self.customer.id}
        )
        vals = {"company_id": self.company.id, "request_id": self.request.id}
        Order = self.env["sale.order"]
        with self.assertRaisesRegex(ValidationError, "Cyrus Trading"):
            Order.create({**vals, "partner_id": other.id})
        order = Order.create({**vals, "partner_id": contact.id})
        with self.assertRaisesRegex(ValidationError, "Cyrus Trading"):
            order.partner_id = other
        self.request.partner_id = False
        order.partner_id = other

    def test_portal_reads_no_internal_fields(self):
        portal = self._make_user("req_portal", "base.group_portal")
        portal.partner_id.parent_id = self.customer
        request = self.request.with_user(portal)
        self.assertTrue(request.read(["name", "reference", "progress"]))
        with self.assertRaises(AccessError):
            request.read(["business_line_id"])

    def test_contact_plan_wizard_is_its_maker_s_alone(self):
        first, second = (
            self._make_user(login, "sales_team.group_sale_salesman")
            for login in ("req_seller_1", "req_seller_2")
        )
        wizard = (
            self.env["crm.contact.plan.set"]
            .with_user(first)
            .create(
                {"partner_ids": [Command.link(self.customer.id)], "summary": "Mine"}
            )
        )
        for call in (
            lambda own: own.read(["summary"]),
            lambda own: own.write({"summary": "Yours"}),
            lambda own: own.action_apply(),
        ):
            with self.assertRaises(AccessError):
                call(wizard.with_user(second))
        wizard.action_apply()
