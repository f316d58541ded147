from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import RequestCase


@tagged("post_install", "-at_install")
class TestRequestFlow(RequestCase):
    """A request goes from department to department."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._make_type(
            {"name": "Clarify", "department_id": cls.sales.id, "hours": 2},
            {"name": "Pack", "department_id": cls.stock.id, "hours": 4},
            {"name": "Thank", "department_id": cls.sales.id, "hours": 1},
        )

    def test_everybody_reads_the_plan_in_their_language(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.sam.user_id.lang = "fa_IR"
        clarify = self.plan.step_ids.sorted("sequence")[0]
        clarify.instructions = "Ask for the colour."
        persian = clarify.with_context(lang="fa_IR")
        persian.write({"name": "روشن کردن", "instructions": "رنگ را بپرسید."})
        step = self._make_request(self.plan).step_ids.sorted("sequence")[0]
        self.assertEqual(
            [step.name, step.instructions], ["Clarify", "Ask for the colour."]
        )
        step = step.with_context(lang="fa_IR")
        self.assertEqual(
            [step.name, step.instructions], ["روشن کردن", "رنگ را بپرسید."]
        )
        self.assertEqual(step.activity_ids.summary, "روشن کردن")

    def test_three_departments_carry_it_out(self):
        request = self._make_request(self.plan)
        clarify, pack, thank = request.step_ids.sorted("sequence")
        self.assertRegex(request.number, r"^REQ\d+$")
        self.assertEqual(request.state, "open")
        self.assertEqual(
            [clarify.state, pack.state, thank.state], ["ready", "blocked", "blocked"]
        )
        self.assertEqual(clarify.employee_id, self.sam)
        self.assertEqual(clarify.activity_ids.user_id, self.sam.user_id)
        self.assertEqual(request.current_template_id.name, "Clarify")

        clarify.with_user(self.sam.user_id).action_start()
        clarify.with_user(self.sam.user_id).action_done()
        self.assertEqual(pack.state, "ready")
        self.assertIn(pack.employee_id, self.wim | self.will)
        self.assertAlmostEqual(request.progress, 100 * 2 / 7, 4)
        self.assertFalse(clarify.activity_ids)

        # done from the activity that everybody knows
        pack.activity_ids.with_user(pack.user_id).action_feedback(feedback="Packed")
        self.assertEqual([pack.state, thank.state], ["done", "ready"])
        thank.with_user(self.sam.user_id).action_done()
        self.assertEqual([request.state, request.progress], ["done", 100])
        self.assertTrue(request.done_date)

    def test_steps_side_by_side(self):
        plan = self._make_type()
        steps = self.env["crm.request.type.step"].create(
            [
                {"type_id": plan.id, "name": name, "department_id": self.sales.id}
                for name in ("Left", "Right", "Both")
            ]
        )
        steps[2].depends_on_ids = steps[:2]
        request = self._make_request(plan)
        left, right, both = request.step_ids.sorted("id")
        self.assertEqual(both.depends_on_ids, left | right)
        left.action_done()
        self.assertEqual([right.state, both.state], ["ready", "blocked"])
        right.action_done()
        self.assertEqual(both.state, "ready")

    def test_editing_the_plan_leaves_running_requests_alone(self):
        request = self._make_request(self.plan)
        self.plan.step_ids[0].write({"name": "Changed", "hours": 9})
        self.plan.step_ids[2].unlink()
        self.assertEqual(
            request.step_ids.sorted("sequence").mapped("name"),
            ["Clarify", "Pack", "Thank"],
        )
        self.assertEqual(sum(request.step_ids.mapped("hours")), 7)

    def test_copied_plan_keeps_its_order(self):
        steps = self.plan.copy().step_ids.sorted("sequence")
        self.assertEqual(steps.mapped("name"), ["Clarify", "Pack", "Thank"])
        self.assertEqual(steps[2].depends_on_ids, steps[1])
        self.assertFalse(steps & self.plan.step_ids)

    def test_circle_is_refused(self):
        first, _second, third = self.plan.step_ids.sorted("sequence")
        with self.assertRaisesRegex(ValidationError, "circle"):
            first.depends_on_ids = third

    def test_skip_cancel_and_reopen(self):
        request = self._make_request(self.plan)
        clarify, pack, thank = request.step_ids.sorted("sequence")
        clarify.with_user(self.clerk).action_skip()
        self.assertEqual(pack.state, "ready")
        with self.assertRaisesRegex(UserError, "Pack, Thank"):
            request.with_user(self.clerk).action_done()
        request.with_user(self.clerk).action_cancel()
        self.assertEqual(request.state, "cancelled")
        self.assertEqual((pack | thank).mapped("state"), ["cancelled"] * 2)
        self.assertFalse(pack.activity_ids)
        request.with_user(self.clerk).action_reopen()
        self.assertEqual(request.state, "open")
        self.assertEqual([pack.state, thank.state], ["ready", "blocked"])

    def test_second_of_two_who_act_at_once_is_told(self):
        request = self._make_request(self.plan)
        clarify = request.step_ids.sorted("sequence")[0]
        clarify.with_user(self.clerk).action_done()
        with self.assertRaisesRegex(UserError, "Done meanwhile"):
            clarify.with_user(self.sam.user_id).action_done()
        self.assertEqual(len(request.step_ids), 3)

    def test_employee_sees_own_steps_and_nothing_else(self):
        request = self._make_request(self.plan, description="<p>Green, not black</p>")
        clarify, pack, _thank = request.step_ids.sorted("sequence")
        sam = self.sam.user_id
        seen = self.env["crm.request.step"].with_user(sam).search([])
        self.assertEqual(seen, clarify)
        values = seen.read(["customer_name", "description", "request_name"])[0]
        self.assertEqual(values["customer_name"], "Cyrus Trading")
        self.assertIn("Green", values["description"])
        for action in ("action_done", "action_start", "action_take"):
            with self.assertRaises(AccessError):
                getattr(pack.with_user(sam), action)()
        with self.assertRaises(AccessError):
            request.with_user(sam).read(["name"])
        with self.assertRaises(AccessError):
            clarify.with_user(sam).write({"hours": 1})
        with self.assertRaises(AccessError):
            clarify.with_user(sam).action_skip()

    def test_step_of_nobody_is_taken_by_one(self):
        request = self._make_request(self.plan)
        clarify = request.step_ids.sorted("sequence")[0]
        clarify.employee_id = False
        clarify.with_user(self.sam.user_id).action_take()
        self.assertEqual(clarify.employee_id, self.sam)
        with self.assertRaisesRegex(UserError, "taken by Sam"):
            clarify.with_user(self.sam.user_id).action_take()

    def test_reassigning_tells_why(self):
        request = self._make_request(self.plan)
        request.step_ids.sorted("sequence")[0].action_done()
        pack = request.step_ids.sorted("sequence")[1]
        other = (self.wim | self.will) - pack.employee_id
        wizard = self.env["crm.request.step.reassign"].with_user(pack.user_id)
        wizard.create(
            {
                "step_ids": [Command.set(pack.ids)],
                "employee_id": other.id,
                "reason": "Knows the customer",
            }
        ).action_reassign()
        self.assertEqual(pack.employee_id, other)
        self.assertIn("Knows the customer", pack.message_ids[0].body)
        self.assertEqual(pack.activity_ids.user_id, other.user_id)

    def test_document_step_wants_its_document(self):
        request = self._make_request(
            self._make_type({"kind": "document", "department_id": self.sales.id})
        )
        step = request.step_ids
        with self.assertRaisesRegex(UserError, "Attach it"):
            step.with_user(self.sam.user_id).action_done()
        self.env["ir.attachment"].create(
            {
                "name": "spec.txt",
                "raw": b"x",
                "res_model": step._name,
                "res_id": step.id,
            }
        )
        step.with_user(self.sam.user_id).action_done()
        self.assertEqual(step.state, "done")

    def test_duplicate_is_hinted(self):
        first = self._make_request(self.plan)
        contact = self.env["res.partner"].create(
            {"name": "Dara", "parent_id": self.customer.id}
        )
        second = self._make_request(self.plan, partner_id=contact.id)
        self.assertEqual(second.duplicate_ids, first)
        first.action_cancel()
        second.invalidate_recordset(["duplicate_ids"])
        self.assertFalse(second.duplicate_ids)

    def test_worked_on_request_is_not_deleted(self):
        request = self._make_request(self.plan)
        with self.assertRaisesRegex(UserError, "stays in the records"):
            request.unlink()

    def test_many_requests_cost_each_the_same(self):
        plan = self._make_type({"department_id": self.stock.id}, auto_start=False)
        requests = self.env["crm.request"].create(
            [
                {
                    "name": f"Request {number}",
                    "type_id": plan.id,
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                }
                for number in range(60)
            ]
        )
        self.env.flush_all()
        costs = []
        for batch in (requests[:20], requests[20:40], requests[40:]):
            before = self.cr.sql_log_count
            batch._start()
            self.env.flush_all()
            costs.append(self.cr.sql_log_count - before)
        self.assertLess(costs[2], 1.2 * costs[1], costs)
        loads = [
            self.env["crm.request.step"].search_count([("employee_id", "=", e.id)])
            for e in (self.wim, self.will)
        ]
        self.assertEqual(loads, [30, 30])
