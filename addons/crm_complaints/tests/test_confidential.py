from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

from .common import AGENT, ComplaintMixin


@tagged("post_install", "-at_install")
class TestConfidential(ComplaintMixin, TransactionCase):
    """Whom a complaint is about learns nothing of it, on any path."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.accused = cls._make_employee("Agent", cls.agent)

    def _accuse(self):
        """A complaint that the agent owned, followed and wrote on, then is about."""
        complaint = self._make_complaint(
            user_id=self.agent.id,
            link_ids=[Command.create({"note": "Box 7"})],
        )
        partner = self.agent.partner_id
        complaint.message_subscribe(partner.ids)
        complaint.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.agent.id, summary="Call"
        )
        message = complaint.message_post(
            body="Look at this",
            partner_ids=partner.ids,
            attachments=[("proof.txt", b"secret")],
        )
        complaint.accused_employee_ids = self.accused
        return complaint, message

    def test_owner_follower_and_activity_are_gone(self):
        complaint, _message = self._accuse()
        self.assertEqual(complaint.user_id, self.colleague)
        self.assertNotIn(self.agent.partner_id, complaint.message_partner_ids)
        self.assertFalse(complaint.activity_ids)

    def test_no_path_leads_to_it(self):
        complaint, message = self._accuse()
        env = self.env(user=self.agent)
        for model, ids in (
            ("crm.complaint", complaint.ids),
            ("crm.complaint.link", complaint.link_ids.ids),
            ("crm.complaint.clock", complaint.clock_ids.ids),
            ("mail.message", message.ids),
            ("ir.attachment", message.attachment_ids.ids),
        ):
            Model = env[model]
            domain = [("id", "in", ids)]
            with self.subTest(model):
                self.assertTrue(ids)
                self.assertFalse(Model.search(domain))
                self.assertFalse(Model.search_count(domain))
                groups = Model.formatted_read_group(domain, [], ["__count"])
                self.assertEqual(groups[0]["__count"], 0)
                with self.assertRaises(AccessError):
                    Model.browse(ids).read()
                with self.assertRaises(AccessError):
                    Model.browse(ids).export_data(["display_name"])
                with self.assertRaises(AccessError):
                    Model.browse(ids).web_read({"display_name": {}})
        self.assertFalse(env["crm.complaint"].name_search(complaint.number))
        self.assertFalse(
            env["mail.activity"].search([("res_model", "=", "crm.complaint")])
        )

    def test_nobody_takes_them_in_again(self):
        complaint, _message = self._accuse()
        partner = self.agent.partner_id
        complaint.with_user(self.manager).message_subscribe(partner.ids)
        self.assertNotIn(partner, complaint.message_partner_ids)
        message = complaint.with_user(self.manager).message_post(
            body="Look", partner_ids=partner.ids, subtype_xmlid="mail.mt_comment"
        )
        self.assertNotIn(partner, message.notification_ids.res_partner_id)
        with self.assertRaises(AccessError):
            message.with_user(self.agent).read(["body"])
        mails = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        self.assertNotIn(partner, mails.recipient_ids)

    def test_managers_too(self):
        chief = self._make_employee("Manager", self.manager)
        complaint = self._make_complaint(accused_employee_ids=chief.ids)
        with self.assertRaises(AccessError):
            complaint.with_user(self.manager).read(["name"])

    def test_only_manager_accused_an_independent_reviewer_owns_it(self):
        reviewer = self._make_user("cmp_reviewer", AGENT)
        self.team.reviewer_id = reviewer
        self.team.member_ids.unlink()
        self.team.user_id = self.manager
        complaint = self._make_complaint()
        self.assertEqual(complaint.user_id, self.manager)
        complaint.accused_employee_ids = self._make_employee("Chief", self.manager)
        self.assertEqual(complaint.user_id, reviewer)

    def test_conflict_of_interest(self):
        complaint = self._make_complaint(user_id=self.agent.id)
        self.env["crm.complaint.conflict"].with_user(self.agent).create(
            {"complaint_id": complaint.id, "reason": "She is my sister"}
        ).action_apply()
        self.assertEqual(complaint.user_id, self.colleague)
        self.assertIn("sister", complaint.message_ids[0].body)
        with self.assertRaises(AccessError):
            complaint.with_user(self.agent).read(["name"])

    def test_who_cannot_judge_does_not_learn_who_looked(self):
        auditor = self._make_user(
            "cmp_auditor", f"{AGENT},crm_complaints.group_complaint_auditor"
        )
        complaint = self._make_complaint(user_id=auditor.id)
        Log = self.env["crm.complaint.access.log"].with_user(auditor)
        mine = Log.search([("complaint_id", "=", complaint.id)])
        complaint.with_user(self.manager).web_read({"name": {}})
        self.assertTrue(Log.search([("complaint_id", "=", complaint.id)]) - mine)
        complaint.with_user(auditor)._declare_conflict("She is my sister")
        self.assertFalse(Log.search([("complaint_id", "=", complaint.id)]))

    def test_auditors_see_the_case_and_not_the_person(self):
        auditor = self._make_user(
            "cmp_auditor", "crm_complaints.group_complaint_auditor"
        )
        complaint = self._make_complaint(description="<p>Late</p>")
        message = complaint.message_post(body="Cyrus called")
        seen = complaint.with_user(auditor)
        self.assertEqual(seen.description, "<p>Late</p>")
        for name in ("partner_id", "email_from", "phone", "commercial_partner_id"):
            with self.assertRaises(AccessError):
                seen.read([name])
        with self.assertRaises(AccessError):
            message.with_user(auditor).read(["body"])
        with self.assertRaises(AccessError):
            seen.name = "Other"

    def test_who_looks_is_noted(self):
        complaint = self._make_complaint(user_id=self.agent.id)
        Log = self.env["crm.complaint.access.log"]
        for _again in range(2):
            complaint.with_user(self.agent).web_read({"name": {}})
        complaint.with_user(self.agent).export_data(["name"])
        log = Log.search([("complaint_id", "=", complaint.id)], order="id")
        self.assertEqual(log.mapped("kind"), ["open", "export"])
        self.assertEqual(log.user_id, self.agent)
        for user in self.agent, self.manager:
            with self.assertRaises(AccessError):
                log.with_user(user).read(["user_id"])
            with self.assertRaises(AccessError):
                log.with_user(user).unlink()

    def test_outsiders(self):
        complaint = self._make_complaint()
        for groups in ("base.group_user", "base.group_portal"):
            user = self._make_user(f"cmp_{groups[-6:]}", groups)
            with self.assertRaises(AccessError):
                complaint.with_user(user).read(["name"])
            with self.assertRaises(AccessError):
                complaint.with_user(user).action_acknowledge()

    def test_other_companies(self):
        complaint = self._make_complaint()
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.manager.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        with self.assertRaises(AccessError):
            complaint.with_user(self.manager).with_company(company).read(["name"])
