from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from .common import RequestMixin


@tagged("post_install", "-at_install")
class TestRequestReturn(RequestMixin, AccountTestInvoicingCommon):
    """A return is a request of its own, about an order of an earlier one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids |= cls.env.ref("hr.group_hr_manager")
        cls.env.user.group_ids |= cls.env.ref("sales_team.group_sale_manager")
        cls.env.user.group_ids |= cls.env.ref("crm_gateway.group_request_user")
        cls._prepare(cls.env.company)
        cls.plan = cls._make_type({"kind": "refund", "department_id": cls.finance.id})
        cls.order = cls.env["sale.order"].create({"partner_id": cls.customer.id})
        cls._add_line(cls.order, 5)
        cls.order.action_confirm()
        cls.invoice = cls.order._create_invoices()
        cls.invoice.action_post()

    def _get_credit_note(self, request):
        return request.move_ids.filtered(lambda m: m.move_type == "out_refund")

    def test_the_shipped_plan_ends_with_the_credit_note(self):
        request = self._make_request(
            self.env.ref("crm_gateway.crm_request_type_return"),
            origin_order_id=self.order.id,
        )
        if request.state == "new":
            request.action_start()
        for _step in range(2):
            request.step_ids.filtered(
                lambda s: s.state == "ready" and s.kind == "free"
            )[:1].with_user(self.clerk).action_done()
        refund = self._get_credit_note(request)
        self.assertEqual(refund.reversed_entry_id, self.invoice)
        self.assertEqual([refund.state, refund.amount_total], ["draft", 50])
        refund.action_post()
        self.assertEqual(request.state, "done")

    def test_nothing_to_credit_is_told_and_mended_on_the_request(self):
        request = self._make_request(self.plan)
        step = request.step_ids
        self.assertIn("no posted invoice", step.problem)
        self.assertEqual(request.activity_ids.user_id, self.clerk)
        request.origin_order_id = self.order
        self.assertFalse(step.problem)
        self.assertEqual(self._get_credit_note(request).reversed_entry_id, self.invoice)
        self.assertEqual(step._get_document(), self._get_credit_note(request))

    def test_invoice_linked_to_the_request(self):
        request = self._make_request(self.plan)
        self.invoice.request_id = request
        refund = self._get_credit_note(request)
        refund.action_post()
        self.assertEqual(request.state, "done")

    def test_one_of_several_invoices_is_chosen(self):
        self._add_line(self.order, 2)
        second = self.order._create_invoices()
        second.action_post()
        request = self._make_request(self.plan, origin_order_id=self.order.id)
        self.assertIn(second.name, request.step_ids.problem)
        self.assertFalse(request.move_ids)
        request.origin_invoice_id = second
        self.assertEqual(self._get_credit_note(request).amount_total, 20)

    def test_what_is_credited_already_is_not_credited_twice(self):
        self._make_request(
            self.plan, origin_invoice_id=self.invoice.id
        ).move_ids.action_post()
        self.assertEqual(self.invoice.payment_state, "reversed")
        again = self._make_request(self.plan, origin_invoice_id=self.invoice.id)
        self.assertFalse(again.move_ids)
        self.assertIn("no posted invoice", again.step_ids.problem)

    def test_another_customers_sale_is_refused(self):
        other = self.env["res.partner"].create({"name": "Darius"})
        for name, record in (
            ("origin_order_id", self.order),
            ("origin_invoice_id", self.invoice),
        ):
            with self.subTest(name), self.assertRaises(ValidationError):
                self._make_request(self.plan, partner_id=other.id, **{name: record.id})

    def test_invoice_of_another_order_is_refused(self):
        other = self.order.copy()
        other.action_confirm()
        other._create_invoices().action_post()
        with self.assertRaises(ValidationError):
            self._make_request(
                self.plan,
                origin_order_id=self.order.id,
                origin_invoice_id=other.invoice_ids.id,
            )

    def test_nobody_credits_what_they_may_not_open(self):
        """The plan makes the credit note with all rights: not of any invoice."""
        request = self._make_request(self.plan).with_user(self.clerk)
        self.assertFalse(self.invoice.with_user(self.clerk).has_access("read"))
        with self.assertRaises(AccessError):
            request.write({"origin_invoice_id": self.invoice.id})
        with self.assertRaises(AccessError):
            request.with_context(default_origin_invoice_id=self.invoice.id).create(
                {"name": "Mine?", "type_id": self.plan.id}
            )
        with self.assertRaises(AccessError):
            request.create(
                {
                    "name": "Mine?",
                    "type_id": self.plan.id,
                    "partner_id": self.customer.id,
                    "origin_invoice_id": self.invoice.id,
                }
            )

    def test_request_from_the_invoice_knows_its_customer(self):
        action = self.env.ref("crm_gateway.account_move_new_request_action")
        self.assertEqual(action.binding_model_id.model, "account.move")
        form = Form(
            self.env["crm.request"].with_context(
                default_origin_invoice_id=self.invoice.id
            )
        )
        self.assertEqual(form.partner_id, self.customer)
