import base64

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

from .promise_common import PromiseMixin

PERSONAL = (
    "partner_id",
    "order_id",
    "request_id",
    "res_id",
    "res_name",
    "note",
    "waive_reason",
)


@tagged("post_install", "-at_install")
class TestPromiseErasure(PromiseMixin, TransactionCase):
    """The customer of a breach is forgotten; what reports count stays as it was."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare_promises()
        cls.order = cls._make_order("2026-03-02 10:00:00")
        cls.breach = cls._detect("2026-03-20 08:00:00")
        cls.breach.note = "Cyrus called twice"
        cls.breach.message_subscribe(cls.customer.ids)
        cls.breach.with_user(cls.agent).action_tell_customer()
        cls.breach.activity_schedule(summary="Call Cyrus")
        cls.file = cls.env["ir.attachment"].create(
            {
                "name": "cyrus.txt",
                "datas": base64.b64encode(b"Cyrus"),
                "res_model": cls.breach._name,
                "res_id": cls.breach.id,
            }
        )

    def _get_figures(self):
        breach = self.breach
        return breach.read(
            [
                "promise_id",
                "version_id",
                "state",
                "started_date",
                "due_date",
                "measured_value",
                "order_amount",
                "currency_id",
                "compensation_amount",
                "told_date",
                "complaint_id",
            ]
        ), self.env["crm.promise.measure"].search(
            [("company_id", "=", self.company.id)]
        ).read(["measured_count", "breach_count", "kept_share"])

    def _check_forgotten(self, figures):
        self.env.invalidate_all()
        breach = self.breach
        self.assertFalse([name for name in PERSONAL if breach[name]])
        self.assertFalse(breach.message_ids)
        self.assertFalse(breach.message_follower_ids)
        self.assertFalse(breach.activity_ids)
        self.assertFalse(self.file.exists())
        self.assertNotIn(self.order.name, breach.display_name)
        self.assertEqual(self._get_figures(), figures)
        self.assertEqual(self._detect("2026-03-21 08:00:00"), breach)
        self.assertFalse(breach.partner_id, "not found anew")
        self.assertEqual(self._get_figures()[1], figures[1])
        with self.assertRaises(AccessError):
            breach.with_user(self.manager).read(["source_id"])

    def test_with_the_complaint(self):
        self.breach.with_user(self.agent).action_complain()
        complaint = self.breach.complaint_id
        figures = self._get_figures()
        Breach = self.env["crm.promise.breach"].with_user(self.agent)
        Breach._erase_of(complaint)
        self._check_forgotten(figures)
        self.assertEqual(self.breach.complaint_id, complaint)
        Breach._erase_of(complaint)
        self._check_forgotten(figures)

    def test_customer_of_the_order_only(self):
        self.breach.with_user(self.agent).action_complain()
        self.breach.partner_id = False
        figures = self._get_figures()
        self.env["crm.promise.breach"]._erase_of(self.breach.complaint_id)
        self._check_forgotten(figures)

    def test_when_the_complaint_is_erased(self):
        self.breach.with_user(self.agent).action_complain()
        self.breach.complaint_id.sudo()._erase()
        self.assertFalse([name for name in PERSONAL if self.breach[name]])
        self.assertFalse(self.breach.message_ids)
        self.assertFalse(self.file.exists())

    def test_others_are_remembered(self):
        other = self.env["res.partner"].create({"name": "Darius", "email": "d@x.com"})
        self._make_order("2026-03-03 10:00:00", partner_id=other.id)
        theirs = self._detect("2026-03-20 08:00:00")
        self.breach.with_user(self.agent).action_complain()
        self.env["crm.promise.breach"]._erase_of(self.breach.complaint_id)
        self.assertEqual(theirs.partner_id, other)
