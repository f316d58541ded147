from odoo.exceptions import AccessError
from odoo.tests import Form, TransactionCase, tagged

from odoo.addons.mail.tools.discuss import Store

from .common import AGENT
from .remedy_common import RemedyMixin

AUDITOR = "crm_complaints.group_complaint_auditor"
OFFICER = "crm_complaints.group_complaint_data_officer"


@tagged("post_install", "-at_install")
class TestReaders(RemedyMixin, TransactionCase):
    """Who reads complaints for another reason than handling them only reads them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.auditor = cls._make_user("cmp_auditor", AUDITOR)
        cls.superior = cls._make_user("cmp_superior", "base.group_user")
        cls.complaint.told_user_ids = cls.superior

    def test_handling_one_team_and_reading_all_is_not_handling_all(self):
        told = self._make_user("cmp_told", AGENT)
        self.complaint.told_user_ids = told
        for user in (
            told,
            self._make_user("cmp_auditing", f"{AGENT},{AUDITOR}"),
            self._make_user("cmp_erasing", f"{AGENT},{OFFICER}"),
        ):
            with self.subTest(user=user.login):
                complaint = self.complaint.with_user(user)
                self.assertTrue(complaint.read(["name"]))
                with self.assertRaises(AccessError):
                    complaint.name = "Mine"
                with self.assertRaises(AccessError):
                    complaint.action_acknowledge()

    def test_documents_of_remedies_do_not_tell_whose_they_are(self):
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "company_id": self.company.id}
        )
        remedy = self._submit(order_id=order.id, amount=80)
        context = {"sale_show_partner_name": True, "input_full_display_name": True}
        for user in (self.auditor, self.approver):
            seen = remedy.with_user(user).with_context(**context)
            for name in ("order_id", "invoice_id", "credit_note_id", "replacement_id"):
                with self.subTest(user=user.login, name=name):
                    with self.assertRaises(AccessError):
                        seen.read([name])
                    with self.assertRaises(AccessError):
                        seen.formatted_read_group([], [name], ["__count"])
            self.assertEqual(seen.read(["amount"])[0]["amount"], 80)
        self.assertTrue(remedy.with_user(self.agent).read(["order_id"])[0]["order_id"])
        remedy.with_user(self.approver).action_approve()
        self.assertEqual(remedy.state, "done")

    def test_whoever_may_read_opens_the_form(self):
        """Each page asks only for what its reader may see."""
        self._submit(amount=80)
        officer = self._make_user("cmp_officer", OFFICER)
        for user in (self.agent, self.auditor, self.approver, self.superior, officer):
            with self.subTest(user=user.login):
                form = Form(self.complaint.with_user(user))
                self.assertEqual(form.name, self.complaint.name)

    def test_nobody_searches_by_what_was_said(self):
        self.complaint.message_post(body="Dear Cyrus")
        said = [("message_ids.body", "ilike", "Cyrus")]
        for user in (self.auditor, self.superior):
            self.assertFalse(self.env["crm.complaint"].with_user(user).search(said))
        found = self.env["crm.complaint"].with_user(self.agent).search(said)
        self.assertEqual(found, self.complaint)

    def test_the_page_opens_without_proposing_to_whom_to_write(self):
        """As the host's conversation asks for it, of whoever opens the form."""
        self._submit(amount=80)
        for user in (self.auditor, self.approver, self.superior):
            with self.subTest(user=user.login):
                store = Store()
                store.add(
                    self.complaint.with_user(user),
                    [],
                    as_thread=True,
                    request_list=["activities", "followers", "suggestedRecipients"],
                )
                (thread,) = store.get_result()["mail.thread"]
                self.assertEqual(thread["suggestedRecipients"], [])
        proposed = self.complaint.with_user(self.agent)
        proposed = proposed._message_get_suggested_recipients(reply_discussion=True)
        self.assertIn(self.customer.id, [person["partner_id"] for person in proposed])
