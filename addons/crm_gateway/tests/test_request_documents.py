from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from .common import RequestMixin


@tagged("post_install", "-at_install")
class TestRequestDocuments(RequestMixin, AccountTestInvoicingCommon):
    """From phone call to paid invoice, and what can happen on the way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids |= cls.env.ref("hr.group_hr_manager")
        cls.env.user.group_ids |= cls.env.ref("sales_team.group_sale_manager")
        cls._prepare(cls.env.company)
        cls.plan = cls._make_type(
            {"name": "Quote", "kind": "quotation", "department_id": cls.sales.id},
            {"name": "Confirm", "kind": "order", "department_id": cls.sales.id},
            {"name": "Invoice", "kind": "invoice", "department_id": cls.finance.id},
            {"name": "Payment", "kind": "payment", "department_id": cls.finance.id},
        )

    def _states(self, request):
        return request.step_ids.sorted("sequence").mapped("state")

    def test_from_phone_call_to_paid_invoice(self):
        request = self._make_request(self.plan)
        order = request.order_ids
        self.assertEqual(order.partner_id, self.customer)
        self.assertEqual(order.origin, request.number)
        self._add_line(order)
        order.action_quotation_sent()
        self.assertEqual(self._states(request), ["done", "ready", "blocked", "blocked"])
        order.action_confirm()
        self.assertEqual(self._states(request), ["done", "done", "ready", "blocked"])
        invoice = request.invoice_ids
        self.assertEqual([invoice.state, invoice.amount_total], ["draft", 10])
        invoice.action_post()
        self.assertEqual(self._states(request), ["done", "done", "done", "ready"])
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({})._create_payments()
        self.assertEqual(self._states(request), ["done"] * 4)
        self.assertEqual(request.state, "done")

    def test_order_confirmed_before_its_step(self):
        """What has happened already does not wait for anybody."""
        request = self._make_request(self.plan)
        self._add_line(request.order_ids)
        request.order_ids.action_confirm()
        self.assertEqual(self._states(request), ["done", "done", "ready", "blocked"])

    def test_cancelled_order_is_told_and_made_again(self):
        request = self._make_request(self.plan)
        self._add_line(request.order_ids)
        request.order_ids.action_quotation_sent()
        request.order_ids._action_cancel()
        step = request.step_ids.filtered(lambda s: s.name == "Confirm")
        self.assertEqual(step.state, "ready")
        self.assertIn("cancelled", step.problem)
        self.assertEqual(request.activity_ids.user_id, self.clerk)
        self.assertEqual(len(request.activity_ids), 1)
        order = request.order_ids.copy({"request_id": request.id})
        order.action_confirm()
        self.assertEqual(self._states(request)[:2], ["done", "done"])
        self.assertFalse(step.problem)

    def test_deleted_quotation_is_told_and_made_again(self):
        request = self._make_request(self.plan)
        quote = request.step_ids.sorted("sequence")[0]
        request.order_ids.unlink()
        quote._follow()
        self.assertIn("deleted", quote.problem)
        quote.with_user(self.clerk).action_begin_again()
        self.assertEqual(len(request.order_ids), 1)
        self.assertFalse(quote.problem)

    def test_unknown_caller_becomes_a_contact(self):
        request = self._make_request(
            self.plan, partner_id=False, partner_name="Omid", phone="+98 21 1234567"
        )
        self.assertEqual(request.partner_id.name, "Omid")
        self.assertEqual(request.order_ids.partner_id, request.partner_id)

    def test_nobody_asks(self):
        request = self._make_request(self.plan, partner_id=False)
        step = request.step_ids.sorted("sequence")[0]
        self.assertIn("Who asks", step.problem)
        request.partner_name = "Omid"
        step._follow()
        self.assertFalse(step.problem)
        self.assertTrue(request.order_ids)

    def test_part_does_not_end_the_invoice(self):
        """The rest is made once the part is posted."""
        request = self._make_request(self.plan)
        self._add_line(request.order_ids, 10)
        request.order_ids.action_confirm()
        part = request.invoice_ids
        part.invoice_line_ids.quantity = 3
        part.action_post()
        self.assertEqual(self._states(request), ["done", "done", "ready", "blocked"])
        rest = request.invoice_ids - part
        self.assertEqual([rest.state, rest.amount_total], ["draft", 70])
        rest.action_post()
        self.assertEqual(self._states(request), ["done", "done", "done", "ready"])

    def test_cancelled_invoice_is_not_made_behind_ones_back(self):
        request = self._make_request(self.plan)
        self._add_line(request.order_ids)
        request.order_ids.action_confirm()
        invoice = request.invoice_ids
        invoice.button_cancel()
        step = request.step_ids.filtered(lambda s: s.name == "Invoice")
        step._follow()
        self.assertEqual(request.invoice_ids, invoice)
        self.assertIn("cancelled", step.problem)
        step.with_user(self.clerk).action_begin_again()
        new = request.invoice_ids - invoice
        self.assertEqual([new.state, new.amount_total], ["draft", 10])
        self.assertFalse(step.problem)

    def test_rest_that_cannot_be_invoiced_is_told_once(self):
        request = self._make_request(self.plan)
        self._add_line(request.order_ids, 10)
        request.order_ids.action_confirm()
        part = request.invoice_ids
        part.invoice_line_ids.quantity = 3
        step = request.step_ids.filtered(lambda s: s.name == "Invoice")
        with patch.object(
            type(self.env["sale.order"]),
            "_create_invoices",
            side_effect=UserError("The journal is closed."),
        ):
            part.action_post()
            step._follow()
            step._follow()
            self.assertEqual(step.problem, "The journal is closed.")
        self.assertEqual(len(request.activity_ids), 1)
        step._follow()
        self.assertFalse(step.problem)
        self.assertEqual(len(request.invoice_ids), 2)

    def test_down_payment_does_not_end_the_invoice(self):
        request = self._make_request(self.plan)
        order = request.order_ids
        self._add_line(order, 10)
        order.action_confirm()
        request.invoice_ids.unlink()
        step = request.step_ids.filtered(lambda s: s.name == "Invoice")
        self.env["sale.advance.payment.inv"].with_context(active_ids=order.ids).create(
            {"advance_payment_method": "percentage", "amount": 30}
        ).create_invoices()
        down = request.invoice_ids
        down.action_post()
        self.assertEqual(down.amount_total, 30)
        self.assertEqual(self._states(request), ["done", "done", "ready", "blocked"])
        step.with_user(self.clerk).action_begin_again()
        rest = request.invoice_ids - down
        self.assertEqual([rest.state, rest.amount_total], ["draft", 70])
        rest.action_post()
        self.assertEqual(self._states(request), ["done", "done", "done", "ready"])

    def test_lost_order_is_made_again(self):
        """A new quotation of the same goods; the cancelled one stays as it was."""
        request = self._make_request(self.plan)
        self._add_line(request.order_ids, 3)
        request.order_ids.action_quotation_sent()
        lost = request.order_ids
        lost._action_cancel()
        step = request.step_ids.filtered(lambda s: s.name == "Confirm")
        step.with_user(self.clerk).action_begin_again()
        new = request.order_ids - lost
        self.assertEqual([new.state, new.amount_total], ["draft", 30])
        self.assertEqual(lost.state, "cancel")
        self.assertFalse(step.problem)
        self.assertEqual(step.action_open_document()["res_id"], new.id)

    def test_lost_invoice_is_made_again_by_its_payment(self):
        request = self._make_request(self.plan)
        self._add_line(request.order_ids)
        request.order_ids.action_confirm()
        invoice = request.invoice_ids
        invoice.action_post()
        step = request.step_ids.filtered(lambda s: s.name == "Payment")
        invoice.button_draft()
        invoice.button_cancel()
        self.assertIn("cancelled", step.problem)
        step.with_user(self.clerk).action_begin_again()
        new = request.invoice_ids - invoice
        self.assertEqual([new.state, new.amount_total], ["draft", 10])
        self.assertFalse(step.problem)

    def test_step_of_nobody_says_so_until_somebody_has_it(self):
        """That its document could be made does not hide that nobody looks at it."""
        empty = self.env["hr.department"].create(
            {"name": "Empty", "company_id": self.company.id}
        )
        plan = self._make_type({"kind": "quotation", "department_id": empty.id})
        request = self._make_request(plan)
        self.assertTrue(request.order_ids)
        self.assertIn("Nobody", request.step_ids.problem)
        request.step_ids.sudo()._assign_to(self.sam)
        self.assertFalse(request.step_ids.problem)

    def test_archived_product_in_the_middle(self):
        request = self._make_request(self.plan)
        self._add_line(request.order_ids)
        self.product.active = False
        request.order_ids.action_confirm()
        self.assertEqual(request.invoice_ids.amount_total, 10)

    def test_employee_opens_only_documents_that_are_theirs_to_open(self):
        request = self._make_request(self.plan)
        step = request.step_ids.sorted("sequence")[0]
        with self.assertRaises(AccessError):
            step.with_user(self.sam.user_id).action_open_document()
