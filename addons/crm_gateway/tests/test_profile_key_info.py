from odoo.tests import tagged

from .key_info_common import KeyInfoCase


@tagged("post_install", "-at_install")
class TestProfileKeyInfo(KeyInfoCase):
    """Agreements, accounts and needs on the customer's profile."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls.env["crm.contract"].create(
            {
                "subject": "Supply of tea",
                "partner_id": cls.customer.id,
                "user_id": cls.seller.id,
                "start_date": cls.today,
                "end_date": cls._day(cls, 65),
                "notice_days": 30,
                "value": 700,
            }
        )
        cls.contract.action_confirm()
        cls.env["crm.contract.obligation"].create(
            {
                "name": "Price list",
                "contract_id": cls.contract.id,
                "due_date": cls._day(cls, -1),
            }
        )
        line = cls.env["crm.business.line"].create(
            {"name": "Tea", "company_id": cls.company.id}
        )
        cls.env["crm.business.line.account"].create(
            {
                "partner_id": cls.customer.id,
                "business_line_id": line.id,
                "potential": 1000,
                "status": "active",
            }
        )
        topic = cls.env["crm.need.topic"].create({"name": "Freshness"})
        for name, weight, grade in (("Cheap", 1, "4"), ("Fresh", 5, "1")):
            cls.env["crm.need"].create(
                {
                    "name": name,
                    "partner_id": cls.customer.id,
                    "topic_id": topic.id,
                    "weight": weight,
                    "our_grade": grade,
                }
            )
        cls.plan = cls.env["crm.contact.plan"].create(
            {"partner_id": cls.customer.id, "start_date": cls._day(cls, 9)}
        )

    def _read(self, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        Profile = self._as(user or self.seller, self.env["crm.customer.profile"])
        profile = Profile.get_profile(self.contact.id)
        return {section["name"]: section for section in profile["sections"]}

    def test_sections(self):
        sections = self._read()
        [contract] = sections["contracts"]["items"]
        self.assertEqual(contract["title"], self.contract.display_name)
        self.assertEqual(contract["value"], 700)
        self.assertEqual(contract["user"], self.seller.name)
        self.assertIn("1", contract["detail"])
        [account] = sections["accounts"]["items"]
        self.assertEqual((account["title"], account["value"]), ("Tea", 1000))
        self.assertEqual(account["tone"], "success")
        needs = sections["needs"]["items"]
        self.assertEqual([item["title"] for item in needs], ["Fresh", "Cheap"])
        self.assertEqual([item["tone"] for item in needs], ["danger", "success"])

    def test_coming(self):
        items = self._read()["coming"]["items"]
        self.assertEqual(
            [(item["badge"], item.get("tone")) for item in items],
            [
                ("Obligation", "danger"),
                ("Planned Contact", None),
                ("Notice Deadline", "warning"),
            ],
        )
        # the day has come: what the plan makes is an activity
        self.plan.start_date = self.today
        titles = [item["badge"] for item in self._read()["coming"]["items"]]
        self.assertNotIn("Planned Contact", titles)

    def test_over_is_not_in_force(self):
        self.contract.action_terminate()
        sections = self._read()
        self.assertFalse(sections["contracts"]["items"])
        self.assertTrue(sections["contracts"]["empty"])
        self.assertNotIn(
            "Notice Deadline", [item["badge"] for item in sections["coming"]["items"]]
        )

    def test_sections_follow_the_rights(self):
        officer = self._user("key_officer", "crm_gateway.group_request_user")
        self.assertEqual(
            list(self._read(officer)), ["coming", "requests", "identity", "timeline"]
        )
        self.assertNotIn("Price list", str(self._read(officer)))
