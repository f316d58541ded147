from odoo.tests import TransactionCase, tagged

from .common import ComplaintMixin

SALES = "sales_team.group_sale_salesman_all_leads"


@tagged("post_install", "-at_install")
class TestShown(ComplaintMixin, TransactionCase):
    """Complaints on the customer's timeline and profile, for those who may know."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.complaint = cls._make_complaint(user_id=cls.colleague.id)
        cls.message = cls.complaint.message_post(
            body="When?", subtype_xmlid="mail.mt_comment", message_type="comment"
        )

    def _get_touchpoints(self, user):
        return (
            self.env["crm.touchpoint"]
            .with_user(user)
            .search([("commercial_partner_id", "=", self.customer.id)])
            .filtered(lambda t: t.res_model == "crm.complaint")
        )

    def _get_section(self, user):
        profile = self.env["crm.customer.profile"].with_user(user)
        sections = profile.get_profile(self.customer.id)["sections"]
        return next((s for s in sections if s["name"] == "complaints"), None)

    def test_timeline(self):
        kinds = self._get_touchpoints(self.agent).mapped("kind")
        self.assertEqual(set(kinds), {"complaint", "message"})
        self.assertFalse(self._get_touchpoints(self._make_user("cmp_sales", SALES)))
        self.complaint.accused_employee_ids = self._make_employee("A", self.agent)
        self.assertFalse(self._get_touchpoints(self.agent))
        # told as a superior, not of who complains
        superior = self._make_user("cmp_superior", SALES)
        self.complaint.told_user_ids = superior
        self.assertTrue(self.complaint.with_user(superior).number)
        self.assertFalse(self._get_touchpoints(superior))

    def test_profile(self):
        agent = self._make_user("cmp_agent_2", f"{SALES},{self._agent_group()}")
        self.team.member_ids = [(0, 0, {"user_id": agent.id})]
        [item] = self._get_section(agent)["items"]
        self.assertIn(self.complaint.number, item["title"])
        self.assertIsNone(self._get_section(self._make_user("cmp_sales", SALES)))
        self.complaint.accused_employee_ids = self._make_employee("A", agent)
        self.assertFalse(self._get_section(agent)["items"])

    def _agent_group(self):
        return "crm_complaints.group_complaint_user"
