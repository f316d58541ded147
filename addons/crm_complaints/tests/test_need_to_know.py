from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from .common import ComplaintMixin

AUDITOR = "crm_complaints.group_complaint_auditor"


@tagged("post_install", "-at_install")
class TestNeedToKnow(ComplaintMixin, TransactionCase):
    """Who may read a case need not know who complains, nor take it over."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.auditor = cls._make_user("cmp_auditor", AUDITOR)
        cls.approver = cls._make_user(
            "cmp_approver", "crm_complaints.group_complaint_approver"
        )
        cls.employee = cls._make_user("cmp_employee", "base.group_user")
        cls.complaint = cls._make_complaint(user_id=cls.agent.id)
        cls.complaint._portal_ensure_token()

    def test_the_key_to_the_customers_page_is_for_agents(self):
        for user in (self.auditor, self.employee):
            seen = self.complaint.with_user(user)
            with self.assertRaises(AccessError):
                seen.read(["access_token"])
            with self.assertRaises(AccessError):
                seen.get_portal_url()
            with self.assertRaises(AccessError):
                self.complaint.with_user(user).search([("access_token", "!=", False)])
        self.assertIn(
            "access_token=", self.complaint.with_user(self.agent).get_portal_url()
        )
        with self.assertRaises(AccessError):
            self.complaint.with_user(self.manager).access_token = "mine"

    def test_who_complains_follows_nothing(self):
        self.assertNotIn(self.customer, self.complaint.message_partner_ids)

    def test_followers_are_for_those_who_may_open_it(self):
        self.complaint.message_subscribe(self.customer.ids)
        about = [
            ("res_model", "=", "crm.complaint"),
            ("res_id", "=", self.complaint.id),
        ]
        followers = self.env["mail.followers"].search(about)
        self.assertTrue(followers)
        for user in (self.auditor, self.employee):
            self.assertFalse(followers.with_user(user).search(about))
            with self.assertRaises(AccessError):
                followers.with_user(user).read(["partner_id"])
        self.assertTrue(followers.with_user(self.agent).search(about))
        self.assertTrue(followers.with_user(self.agent).read(["partner_id"]))
        self.complaint.accused_employee_ids = self._make_employee("A", self.colleague)
        self.assertFalse(followers.with_user(self.colleague).search(about))
        partner = self.customer
        partner.message_subscribe(self.agent.partner_id.ids)
        self.assertTrue(
            followers.with_user(self.employee).search(
                [("res_model", "=", "res.partner"), ("res_id", "=", partner.id)]
            )
        )

    def test_files_are_for_those_who_may_know_who_complains(self):
        message = self.complaint.message_post(
            body="Proof", attachments=[("letter.txt", b"I am Cyrus")]
        )
        file = message.attachment_ids
        for user in (self.auditor, self.employee):
            mine = file.with_user(user)
            self.assertFalse(mine.search([("id", "in", file.ids)]))
            self.assertFalse(mine.search([("res_model", "=", "crm.complaint")]))
            with self.assertRaises(AccessError):
                mine.read(["raw"])
        self.assertEqual(file.with_user(self.agent).raw, b"I am Cyrus")

    def test_an_activity_gives_nobody_the_correspondence(self):
        self.complaint.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.approver.id, summary="Decide"
        )
        partner = self.approver.partner_id
        self.assertNotIn(partner, self.complaint.message_partner_ids)
        # nor who follows since before
        self.complaint._message_subscribe(partner.ids)
        message = self.complaint.with_user(self.agent).message_post(
            body="Dear Cyrus", subtype_xmlid="mail.mt_comment"
        )
        self.assertNotIn(partner, message.notified_partner_ids)
        # but whom an agent asks, hears
        message = self.complaint.with_user(self.agent).message_post(
            body="What do you think?", partner_ids=partner.ids
        )
        self.assertIn(partner, message.notified_partner_ids)

    def test_an_answer_by_mail_reaches_who_complains(self):
        sent = (
            self.complaint.with_user(self.agent)
            .sudo()
            .message_post(
                body="We are looking",
                message_type="email",
                subtype_id=self.env.ref("mail.mt_comment").id,
                author_id=self.agent.partner_id.id,
            )
        )
        self.assertIn(self.customer, sent.notified_partner_ids)
        note = (
            self.complaint.with_user(self.agent)
            .sudo()
            .message_post(
                body="Between us",
                message_type="email",
                subtype_id=self.env.ref("mail.mt_note").id,
                author_id=self.agent.partner_id.id,
            )
        )
        self.assertNotIn(self.customer, note.notified_partner_ids)

    def test_questions_are_asked_on_ones_own_complaints_only(self):
        self.complaint.is_confidential = True
        other = self._make_complaint(user_id=self.leader.id)
        Wait = self.env["crm.complaint.wait"].with_user(self.colleague)
        spec = {"complaint_id": {"fields": {"display_name": {}}}}
        values = {"complaint_id": self.complaint.id}
        with self.assertRaises(AccessError):
            Wait.create({**values, "note": "?", "expected_date": "2030-01-01 00:00:00"})
        with self.assertRaises(AccessError):
            Wait.onchange(values, [], spec)
        with self.assertRaises(AccessError):
            Wait.with_context(default_complaint_id=self.complaint.id).onchange(
                {}, [], spec
            )
        asked = Wait.create(
            {
                "complaint_id": other.id,
                "note": "?",
                "expected_date": "2030-01-01 00:00:00",
            }
        )
        with self.assertRaises(AccessError):
            asked.complaint_id = self.complaint
        Merge = self.env["crm.complaint.merge"].with_user(self.colleague)
        with self.assertRaises(AccessError):
            Merge.create({"complaint_id": other.id, "master_id": self.complaint.id})

    def test_names_are_shown_to_those_who_may_read(self):
        self.complaint.is_confidential = True
        hidden = self.complaint.with_user(self.colleague).sudo().display_name
        self.assertEqual(hidden, f"[{self.complaint.number}]")
        self.assertIn("tea", self.complaint.with_user(self.agent).sudo().display_name)

    def test_open_ones_are_not_put_away(self):
        complaint = self.complaint.with_user(self.manager)
        with self.assertRaises(UserError):
            complaint.active = False
        with self.assertRaises(UserError):
            complaint.action_archive()
        self.complaint._mark_invalid("A test")
        complaint.active = False
        self.assertFalse(self.complaint.active)

    def test_results_are_not_written(self):
        for name, value in (("cost", 5), ("access_token", "x")):
            with self.assertRaises(AccessError):
                self.complaint.with_user(self.manager).write({name: value})

    def test_documents_are_for_those_who_may_know_who_complains(self):
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "company_id": self.company.id}
        )
        link = self.env["crm.complaint.link"].create(
            {"complaint_id": self.complaint.id, "order_id": order.id}
        )
        seen = link.with_user(self.auditor)
        for name in ("order_id", "invoice_id"):
            with self.assertRaises(AccessError):
                seen.read([name])
        self.assertNotIn(order.name, seen.display_name)
        self.assertIn(order.name, link.with_user(self.agent).display_name)
        with self.assertRaises(AccessError):
            self.complaint.with_user(self.auditor).read(["request_id"])

    def test_nobody_searches_by_documents_of_others(self):
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "company_id": self.company.id}
        )
        tea = self.env["product.product"].create({"name": "Tea of Lahijan"})
        link = self.env["crm.complaint.link"].create(
            {
                "complaint_id": self.complaint.id,
                "order_id": order.id,
                "product_id": tea.id,
            }
        )
        noted = link.create({"complaint_id": self.complaint.id, "note": "The box"})
        links = link | noted

        def find(user, *leaf):
            return links.with_user(user).search([("id", "in", links.ids), leaf])

        for user in self.agent, self.auditor:
            self.assertEqual(find(user, "display_name", "ilike", "lahijan"), link)
            self.assertEqual(find(user, "display_name", "ilike", "box"), noted)
            self.assertFalse(find(user, "display_name", "ilike", "not there"))
            self.assertEqual(find(user, "display_name", "not ilike", "lahijan"), noted)
        number = ("display_name", "ilike", order.name)
        self.assertEqual(find(self.agent, *number), link)
        self.assertFalse(find(self.auditor, *number))
        Complaint = self.env["crm.complaint"].with_user(self.auditor)
        self.assertFalse(Complaint.search([("link_ids.display_name", *number[1:])]))

    def test_agents_add_and_managers_take_back(self):
        accused = self._make_employee("Accused")
        complaint = self.complaint.with_user(self.agent)
        complaint.accused_employee_ids = accused
        complaint.is_confidential = True
        for name, value in (
            ("accused_employee_ids", [(5, 0, 0)]),
            ("is_confidential", False),
        ):
            with self.assertRaises(AccessError):
                complaint.write({name: value})
        self.assertEqual(self.complaint.accused_employee_ids, accused)
        complaint.with_user(self.manager).write(
            {"accused_employee_ids": [(5, 0, 0)], "is_confidential": False}
        )
        self.assertFalse(self.complaint.accused_employee_ids)

    def test_a_user_who_comes_later_is_shut_out_too(self):
        employee = self._make_employee("Late")
        partner = self.agent.partner_id
        self.complaint.message_subscribe(partner.ids)
        message = self.complaint.with_user(self.agent).message_post(body="I wrote this")
        self.complaint.accused_employee_ids = employee
        employee.user_id = self.agent
        self.assertNotEqual(self.complaint.user_id, self.agent)
        self.assertNotIn(partner, self.complaint.message_partner_ids)
        with self.assertRaises(AccessError):
            self.complaint.with_user(self.agent).read(["name"])
        # not even what one wrote oneself
        mine = message.with_user(self.agent)
        with self.assertRaises(AccessError):
            mine.read(["body"])
        self.assertFalse(mine.search([("id", "=", message.id)]))
        self.assertTrue(message.with_user(self.manager).read(["body"]))

    def test_owners_are_able_from_the_start(self):
        Complaint = self.env["crm.complaint"].with_user(self.agent)
        untrained = self._make_user(
            "cmp_untrained", "crm_complaints.group_complaint_user"
        )
        values = {
            "name": "Cold tea",
            "company_id": self.company.id,
            "category_id": self.category.id,
        }
        with self.assertRaises(UserError):
            Complaint.create({**values, "user_id": untrained.id})
        Complaint.create({**values, "user_id": self.colleague.id})
        team = self.env["crm.complaint.team"].create(
            {"name": "Other", "company_id": self.company.id, "user_id": untrained.id}
        )
        with self.assertRaises(UserError):
            self.complaint.with_user(self.manager).write(
                {"team_id": team.id, "user_id": self.colleague.id}
            )
        self.complaint.with_user(self.manager).team_id = team
        self.assertEqual(self.complaint.user_id, untrained)

    def test_reopened_ones_begin_again(self):
        cause = self.env["crm.complaint.cause"].create({"name": "Van"})
        old = fields.Datetime.now() - timedelta(days=60)
        self.complaint.write(
            {
                "state": "closed",
                "decision": "upheld",
                "cause_id": cause.id,
                "response_date": old,
                "refused_date": old,
                "final_response_date": old,
                "closed_date": fields.Datetime.now(),
            }
        )
        self.complaint._reopen()
        self.assertFalse(self.complaint.final_response_date)
        self.assertFalse(self.complaint.refused_date)
        now = fields.Datetime.now()
        self.complaint.response_date = now
        self.assertGreater(self.complaint._get_silence_end(), now)

    def test_merged_ones_are_about_the_same_people(self):
        accused = self._make_employee("Accused", self.colleague)
        other = self._make_complaint(accused_employee_ids=accused.ids)
        third = self._make_complaint()
        self.complaint.with_user(self.manager)._merge_into(other)
        third.with_user(self.manager)._merge_into(other)
        self.assertEqual(self.complaint.accused_employee_ids, accused)
        self.assertEqual(third.accused_employee_ids, accused)
        self.assertNotIn("tea", str(other.message_ids[0].body))
        later = self._make_employee("Later", self.agent)
        other.with_user(self.manager).write(
            {"accused_employee_ids": [(4, later.id)], "is_confidential": True}
        )
        for complaint in self.complaint | third:
            self.assertEqual(complaint.accused_employee_ids, accused | later)
            self.assertTrue(complaint.is_confidential)
            with self.assertRaises(AccessError):
                complaint.with_user(self.agent).read(["name"])
