from ast import literal_eval

from freezegun import freeze_time
from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

from .promise_common import PromiseMixin

MODELS = (
    "crm.promise.code",
    "crm.promise",
    "crm.promise.version",
    "crm.promise.breach",
    "crm.promise.measure",
)


@tagged("post_install", "-at_install")
class TestPromiseAccess(PromiseMixin, TransactionCase):
    """Who reads and changes what was promised, and who must not know of a breach."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare_promises()
        cls._make_order("2026-03-02 10:00:00")
        cls.breach = cls._detect("2026-03-20 08:00:00")
        cls.records = [
            cls.code,
            cls.promise,
            cls.second,
            cls.breach,
            cls.env["crm.promise.measure"].search(
                [("company_id", "=", cls.company.id)], limit=1
            ),
        ]

    def _as(self, user, record):
        companies = user.company_ids.ids
        return record.with_user(user).with_context(allowed_company_ids=companies)

    def test_agents_read(self):
        for record in self.records:
            self.assertTrue(record)
            seen = record.with_user(self.agent)
            seen.read(["display_name"])
            if record._name != "crm.promise.breach":
                with self.assertRaises(AccessError):
                    seen.write({"company_id": self.company.id})

    def test_outsiders_read_nothing(self):
        users = [
            self._make_user("prm_plain", "base.group_user"),
            self._make_user("prm_sales", "sales_team.group_sale_manager"),
            self._make_user("prm_portal", "base.group_portal"),
            self.env.ref("base.public_user"),
        ]
        for user in users:
            for record in self.records:
                with (
                    self.subTest(user=user.login, model=record._name),
                    self.assertRaises(AccessError),
                ):
                    record.with_user(user).read(["display_name"])

    def test_other_companies_see_nothing(self):
        company = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "prm_stranger",
            "crm_complaints.group_complaint_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        for record in self.records:
            mine = self._as(stranger, record)
            self.assertFalse(mine.search([("id", "in", record.ids)]))
            with self.subTest(model=record._name), self.assertRaises(AccessError):
                mine.read(["display_name"])
        # the public method of a record of somebody else
        with self.assertRaises(AccessError):
            self._as(stranger, self.breach).action_open_document()
        with self.assertRaises(AccessError):
            self._as(stranger, self.code).action_open_breaches()

    def test_document_is_for_those_who_may_read_it(self):
        with self.assertRaises(AccessError):
            self.breach.with_user(self.agent).action_open_document()
        sales = self._make_user(
            "prm_both",
            "crm_complaints.group_complaint_user,sales_team.group_sale_salesman_all_leads",
        )
        action = self.breach.with_user(sales).action_open_document()
        self.assertEqual(action["res_id"], self.breach.order_id.id)

    def _make_nameless(self):
        """Return the people who may not know who complains."""
        return [
            self._make_user(f"prm_{role}", f"crm_complaints.group_complaint_{role}")
            for role in ("auditor", "approver", "data_officer")
        ]

    def test_auditors_do_not_learn_who(self):
        self.breach.with_user(self.agent).note = "Cyrus was angry"
        names = ("partner_id", "order_id", "request_id", "res_id", "res_name", "note")
        for user in self._make_nameless():
            seen = self.breach.with_user(user)
            seen.read(["promise_id", "state"])
            for name in names:
                with (
                    self.subTest(user=user.login, field=name),
                    self.assertRaises(AccessError),
                ):
                    seen.read([name])
            with self.assertRaises(AccessError):
                seen.action_tell_customer()

    def test_auditors_do_not_learn_who_from_names(self):
        number = self.breach.order_id.name
        self.assertIn(number, self.breach.with_user(self.agent).display_name)
        self.breach.with_user(self.agent).action_complain()
        complaint = self.breach.complaint_id
        for user in self._make_nameless():
            with self.subTest(user=user.login):
                seen = self.breach.with_user(user)
                self.assertNotIn(number, seen.sudo().display_name)
                Breach = seen.env["crm.promise.breach"]
                self.assertFalse(Breach.search([("display_name", "ilike", number)]))
                self.assertFalse(Breach.name_search(number))
        self.assertNotIn(number, complaint.display_name)
        self.assertTrue(
            self.env["crm.promise.breach"]
            .with_user(self.agent)
            .search([("display_name", "ilike", number)])
        )

    def test_auditors_read_no_letters(self):
        self.breach.with_user(self.agent).action_tell_customer()
        domain = [
            ("model", "=", "crm.promise.breach"),
            ("res_id", "=", self.breach.id),
        ]
        Message = self.env["mail.message"]
        self.assertTrue(Message.with_user(self.agent).search(domain))
        for user in self._make_nameless():
            with self.subTest(user=user.login):
                self.assertFalse(Message.with_user(user).search(domain))

    def test_auditors_open_no_files(self):
        agent = self.breach.with_user(self.agent)
        file = agent.message_post(
            body="Proof", attachments=[("letter.txt", b"I am Cyrus")]
        ).attachment_ids
        for user in self._make_nameless():
            seen = file.with_user(user)
            with self.subTest(user=user.login):
                self.assertFalse(seen.search([("id", "in", file.ids)]))
                self.assertFalse(seen.search([("res_model", "=", agent._name)]))
                with self.assertRaises(AccessError):
                    seen.read(["raw"])
        self.assertEqual(file.with_user(self.agent).raw, b"I am Cyrus")

    def test_auditors_read_no_plans_and_talks(self):
        nameless = self._make_nameless()
        complaint = self._make_complaint(user_id=self.agent.id)
        for record in self.breach, complaint:
            mine = record.with_user(self.agent)
            plan = mine.activity_schedule(
                "mail.mail_activity_data_todo", summary="Call Cyrus"
            )
            mine.message_post(body="Cyrus was angry", message_type="comment")
            words = (
                "activity_ids.summary",
                "activity_summary",
                "message_ids.body",
                "website_message_ids.body",
            )
            for user in nameless:
                seen = record.with_user(user)
                if not seen.has_access("read"):
                    continue
                with self.subTest(user=user.login, model=record._name):
                    for path in words:
                        self.assertFalse(seen.search([(path, "ilike", "Cyrus")]), path)
                    shown = seen.read(["activity_summary", "activity_ids"])
                    self.assertFalse(shown[0]["activity_summary"])
                    self.assertFalse(shown[0]["activity_ids"])
                    with self.assertRaises(AccessError):
                        plan.with_user(user).read(["summary"])
            for path in words:
                self.assertEqual(mine.search([(path, "ilike", "Cyrus")]), mine, path)
            self.assertEqual(mine.activity_summary, "Call Cyrus")

    def test_auditors_open_every_screen(self):
        auditor = self._make_nameless()[0]
        for model in MODELS:
            Model = self.env[model].with_user(auditor)
            kinds = ["list", "form", "search"]
            if model == "crm.promise.breach":
                kinds += ["kanban", "pivot", "graph"]
            views = Model.get_views([(False, kind) for kind in kinds])
            names = views["models"][model]["fields"]
            shown = {
                node.get("name")
                for kind in kinds
                for node in etree.fromstring(views["views"][kind]["arch"]).iter("field")
            }
            with self.subTest(model=model):
                Model.web_search_read([], {name: {} for name in shown & set(names)})
                search = etree.fromstring(views["views"]["search"]["arch"])
                groups = [
                    literal_eval(node.get("context"))["group_by"]
                    for node in search.iter("filter")
                    if "group_by" in (node.get("context") or "")
                ]
                for group in groups:
                    Model.formatted_read_group([], [group], ["__count"])

    def test_breach_hides_with_its_complaint(self):
        complaint = self._make_complaint(user_id=self.colleague.id)
        self.breach.complaint_id = complaint
        seen = self.breach.with_user(self.agent)
        seen.read(["display_name"])
        complaint.accused_employee_ids = self._make_employee("Agent", self.agent)
        seen.invalidate_recordset()
        with self.assertRaises(AccessError):
            seen.read(["display_name"])
        with self.assertRaises(AccessError):
            seen.write({"note": "Not true"})
        Breach = self.env["crm.promise.breach"].with_user(self.agent)
        self.assertFalse(Breach.search([("id", "=", self.breach.id)]))
        self.assertFalse(Breach.search_count([("id", "=", self.breach.id)]))
        self.assertFalse(
            Breach._read_group([("id", "=", self.breach.id)], ["state"], ["__count"])
        )
        self.breach.with_user(self.manager).read(["display_name"])

    def test_accused_hear_nothing_of_the_breach(self):
        complaint = self._make_complaint(user_id=self.colleague.id)
        self.breach.complaint_id = complaint
        accused = self.agent.partner_id
        self.breach.message_subscribe(accused.ids)
        self.assertIn(accused, self.breach.message_partner_ids)
        complaint.accused_employee_ids = self._make_employee("Agent", self.agent)
        self.breach.invalidate_recordset()
        self.assertNotIn(accused, self.breach.message_partner_ids)
        self.breach.message_subscribe(accused.ids)
        self.assertNotIn(accused, self.breach.message_partner_ids)
        message = self.breach.message_post(
            body="Whose fault?", partner_ids=accused.ids, subtype_xmlid="mail.mt_note"
        )
        self.assertFalse(message.partner_ids)

    def test_nobody_hides_a_breach_behind_a_closed_complaint(self):
        complaint = self._make_complaint(
            user_id=self.colleague.id, is_confidential=True
        )
        with self.assertRaises(AccessError):
            self.breach.with_user(self.agent).complaint_id = complaint

    def test_accused_owner_of_the_code_is_not_told(self):
        complaint = self._make_complaint(
            user_id=self.colleague.id,
            accused_employee_ids=self._make_employee("Head", self.manager).ids,
        )
        self.promise.activity_ids.unlink()
        self.breach.complaint_id = complaint
        with freeze_time("2026-03-20 09:00:00"):
            self.breach._follow_up()
        self.assertEqual(self.promise.activity_ids.user_id, self.leader)
