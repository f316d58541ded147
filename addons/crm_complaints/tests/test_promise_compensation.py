from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from .promise_common import PromiseMixin
from .remedy_common import APPROVER


@tagged("post_install", "-at_install")
class TestPromiseCompensation(PromiseMixin, TransactionCase):
    """What a promise gives becomes a remedy, with its limits, and only once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare_promises()
        cls.env["account.chart.template"].try_loading(
            "generic_coa", cls.company, install_demo=False
        )
        cls.product.taxes_id = False
        cls.team.remedy_limit = 50
        cls.approver = cls._make_user("prc_approver", APPROVER)
        cls.order = cls._make_order("2026-03-02 10:00:00")
        cls.breach = cls._detect("2026-03-20 08:00:00").with_user(cls.agent)

    def _invoice(self):
        invoice = self.order._create_invoices()
        invoice.invoice_date = "2026-03-20"
        invoice.action_post()
        return invoice

    def _compensate(self):
        self.breach.action_complain()
        self.breach.action_compensate()
        return self.breach.remedy_id

    def test_complaint_first(self):
        with self.assertRaises(UserError):
            self.breach.action_compensate()
        action = self.breach.action_complain()
        complaint = self.breach.complaint_id
        self.assertEqual(action["res_id"], complaint.id)
        self.assertEqual(complaint.category_id, self.category)
        self.assertEqual(complaint.partner_id, self.customer)
        self.assertEqual(complaint.promise_version_id, self.second)
        self.assertEqual(self.breach.action_complain()["res_id"], complaint.id)

    def test_part_of_the_order_is_credited_on_its_invoice(self):
        invoice = self._invoice()
        remedy = self._compensate()
        self.assertEqual((remedy.kind, remedy.amount), ("credit_note", 50))
        self.assertEqual(remedy.complaint_id, self.breach.complaint_id)
        self.assertEqual(remedy.breach_ids, self.breach)
        note = remedy.sudo().credit_note_id
        self.assertEqual(note.reversed_entry_id, invoice)
        self.assertEqual(note.amount_total, 50)
        self.assertEqual(remedy.state, "done")
        self.assertEqual(self.breach.state, "compensated")
        self.assertTrue(self.breach.ended_date)
        self.assertFalse(self.promise.activity_ids)

    def test_without_an_invoice_it_is_a_compensation(self):
        remedy = self._compensate()
        self.assertEqual((remedy.kind, remedy.amount), ("compensation", 50))
        self.assertEqual(remedy.sudo().credit_note_id.amount_total, 50)
        self.assertFalse(remedy.sudo().credit_note_id.reversed_entry_id)

    def test_invoice_that_leaves_too_little(self):
        invoice = self._invoice()
        invoice._make_credit_note(980, "Goodwill")
        self.assertEqual(self._compensate().kind, "compensation")

    def test_in_the_currency_of_the_company(self):
        foreign = self.env.ref("base.EUR") | self.env.ref("base.USD")
        foreign = (foreign - self.company.currency_id)[:1]
        foreign.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": foreign.id,
                "company_id": self.company.id,
                "name": "2026-01-01",
                "rate": 2,
            }
        )
        self.breach.sudo().write({"currency_id": foreign.id})
        remedy = self._compensate()
        self.assertEqual(remedy.currency_id, self.company.currency_id)
        self.assertEqual(remedy.amount, 25)

    def test_once_only(self):
        self._compensate()
        with self.assertRaises(UserError):
            self.breach.action_compensate()
        self.assertEqual(len(self.breach.complaint_id.remedy_ids), 1)

    def test_over_the_limit_it_waits_for_an_approver(self):
        self.team.remedy_limit = 49
        remedy = self._compensate()
        self.assertEqual(remedy.state, "pending")
        self.assertEqual(self.breach.state, "new")
        for act in "action_compensate", "action_waive":
            self.breach.sudo().waive_reason = "No"
            with self.subTest(act=act), self.assertRaises(UserError):
                getattr(self.breach.with_user(self.manager), act)()
        with self.assertRaises(UserError):
            self.breach.complaint_id = False
        remedy.with_user(self.approver).action_approve()
        self.assertEqual(self.breach.state, "compensated")

    def test_refused_it_waits_for_another(self):
        self.team.remedy_limit = 49
        remedy = self._compensate()
        remedy.with_user(self.approver)._refuse("Too much")
        self.assertEqual(self.breach.state, "new")
        self.assertFalse(self.breach.remedy_id)
        self.team.remedy_limit = 50
        self.breach.action_compensate()
        self.assertNotEqual(self.breach.remedy_id, remedy)
        self.assertEqual(self.breach.state, "compensated")

    def test_taken_back_it_waits_again(self):
        remedy = self._compensate()
        remedy.sudo().credit_note_id.button_cancel()
        remedy.action_cancel()
        self.assertEqual(self.breach.state, "new")
        self.assertFalse(self.breach.ended_date)
        self.assertFalse(self.breach.remedy_id)

    def test_promise_that_gives_nothing(self):
        self.breach.sudo().compensation_amount = 0
        self.assertFalse(self._compensate())
        self.assertEqual(self.breach.state, "compensated")

    def test_nobody_links_a_remedy_by_hand(self):
        self.breach.action_complain()
        remedy = (
            self.env["crm.complaint.remedy"]
            .with_user(self.agent)
            .create({"complaint_id": self.breach.complaint_id.id, "kind": "apology"})
        )
        with self.assertRaises(AccessError):
            self.breach.remedy_id = remedy
        with self.assertRaises(AccessError):
            remedy.breach_ids = self.breach

    def test_those_who_may_not_compensate(self):
        self.breach.action_complain()
        auditor = self._make_user(
            "prc_auditor", "crm_complaints.group_complaint_auditor"
        )
        for user in auditor, self.approver:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.breach.with_user(user).action_compensate()
