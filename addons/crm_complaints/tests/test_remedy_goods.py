from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from .remedy_common import RemedyMixin


@tagged("post_install", "-at_install")
class TestRemedyGoods(RemedyMixin, TransactionCase):
    """Goods again, a word of regret, and what a case costs altogether."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()

    def _replace(self, **values):
        return self._submit(
            kind="replacement", product_id=self.goods.id, quantity=2, **values
        )

    def test_replacement_costs_the_customer_nothing(self):
        remedy = self._replace()
        order = remedy.replacement_id
        self.assertEqual((remedy.res_model, remedy.res_id), ("sale.order", order.id))
        self.assertEqual(order.partner_id, self.customer)
        self.assertEqual(order.amount_total, 0)
        self.assertEqual(order.order_line.product_uom_qty, 2)
        self.assertEqual(order.state, "draft")
        self.assertFalse(order.user_id)
        self.assertNotIn(self.complaint.number, str(order.read()))
        self.assertEqual(remedy.cost, 8)
        order._action_cancel()
        self.assertEqual(remedy.cost, 0)

    def test_somebody_is_told_to_confirm_it(self):
        self._accuse()
        order = self._replace().replacement_id
        self.assertEqual(order.activity_ids.user_id, self.accountant)
        self._assert_tells_nothing(order)
        self.customer.user_id = self.leader
        order = self._replace().replacement_id
        self.assertEqual(order.user_id, self.leader)
        self.assertEqual(order.activity_ids.user_id, self.leader)

    def test_whoever_is_involved_is_not_told(self):
        self.customer.user_id = self.leader
        self.complaint.accused_employee_ids = self._make_employee("Zal", self.leader)
        order = self._replace().replacement_id
        self.assertFalse(order.user_id)
        self.assertNotIn(self.leader.partner_id, order.message_partner_ids)
        self.assertEqual(order.activity_ids.user_id, self.accountant)
        self.complaint.accused_employee_ids = self._make_employee(
            "Rud", self.accountant
        )
        self.assertFalse(self._submit(amount=5).credit_note_id.activity_ids)

    def test_reason_tells_nothing(self):
        """Everybody who reads the document reads it."""
        self._accuse()
        for reason in (
            f"As agreed, {self.complaint.number}",
            "Because of ZAL",
            "Mr Sistani's fault",
        ):
            for kind in "compensation", "other":
                with self.subTest(reason), self.assertRaisesRegex(UserError, "printed"):
                    self._submit(kind=kind, amount=5, reason=reason)
        self.assertEqual(self._submit(amount=5, reason="Zalzalak tea").state, "done")

    def test_salespeople_confirm_it(self):
        self.agent.group_ids |= self.env.ref("sales_team.group_sale_salesman")
        self.assertEqual(self._replace().replacement_id.state, "sale")

    def test_goods_are_named(self):
        with self.assertRaisesRegex(UserError, "choose a product"):
            self._submit(kind="replacement")

    def test_apology_is_written_to_the_customer(self):
        remedy = self._submit(kind="apology")
        self.assertEqual(remedy.state, "done")
        message = self.complaint.message_ids.filtered(
            lambda m: "we are sorry" in (m.subject or "")
        )
        self.assertEqual(message.partner_ids, self.customer)

    def test_apology_needs_an_address(self):
        complaint = self._make_complaint(user_id=self.agent.id, partner_id=False)
        with self.assertRaisesRegex(UserError, "e-mail"):
            self._submit(kind="apology", complaint_id=complaint.id)

    def test_nobody_knows_who_complains(self):
        complaint = self._make_complaint(user_id=self.agent.id, partner_id=False)
        with self.assertRaisesRegex(UserError, "complainant"):
            self._submit(kind="compensation", amount=5, complaint_id=complaint.id)

    def test_other_things_are_reported_by_hand(self):
        remedy = self._submit(kind="other", amount=20)
        self.assertEqual(remedy.state, "approved")
        remedy.with_user(self.agent).action_done()
        self.assertEqual((remedy.state, remedy.cost), ("done", 20))
        with self.assertRaisesRegex(UserError, "no document"):
            remedy.action_open_document()
        with self.assertRaisesRegex(UserError, "as long as"):
            remedy.with_user(self.agent).action_cancel()

    def test_cost_of_a_case(self):
        """35 credited, 2 x 4 replaced, 3 freight, 5 given, 2 hours at 20."""
        self.company.crm_complaint_hour_rate = 20
        self.team.remedy_limit = 1000
        self.invoice = self._make_invoice(100, taxes=self.tax)
        self._submit(amount=42.35)
        self._replace(freight=3)
        self._submit(kind="compensation", amount=5)
        self._ask(kind="compensation", amount=500)
        self.complaint.handling_hours = 2
        self.assertEqual(
            self.complaint._get_cost_parts(),
            {
                "credit_note": 35,
                "replacement": 8,
                "repair": 0,
                "compensation": 5,
                "recovered": 0,
                "freight": 3,
                "handling": 40,
                "dispute": 0,
            },
        )
        self.assertEqual(self.complaint.cost, 91)
        self.assertIn("91.00", self.complaint.cost_table)
        self.assertEqual(
            self.env["crm.complaint"]._read_group(
                [("id", "=", self.complaint.id)], [], ["cost:sum"]
            ),
            [(91,)],
        )

    def test_begins_with_what_the_complaint_is_about(self):
        self.complaint.link_ids = [
            Command.create(
                {
                    "invoice_id": self.invoice.id,
                    "product_id": self.goods.id,
                    "quantity": 3,
                }
            )
        ]
        Remedy = self.env["crm.complaint.remedy"].with_user(self.agent)
        values = Remedy.with_context(
            default_complaint_id=self.complaint.id
        ).default_get(["complaint_id", "invoice_id", "product_id", "quantity"])
        self.assertEqual(values["invoice_id"], self.invoice.id)
        self.assertEqual((values["product_id"], values["quantity"]), (self.goods.id, 3))

    def test_words_are_erased_and_figures_stay(self):
        remedy = self._submit(kind="other", amount=20, note="Mr Cyrus was loud")
        self.complaint._erase()
        self.assertFalse(remedy.note)
        self.assertEqual(self.complaint.cost, 20)

    def test_list_of_many_takes_no_query_each(self):
        self.team.remedy_limit = 1000
        names = ["display_name", "amount", "granted_amount", "cost", "state"]

        def count(number):
            for _time in range(number):
                self._submit(amount=1)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            Remedy = self.env["crm.complaint.remedy"].with_user(self.agent)
            Remedy.search([]).read(names)
            return self.env.cr.sql_log_count - before

        count(1)
        self.assertEqual(count(2), count(6))
