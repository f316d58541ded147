from odoo.tests import TransactionCase, tagged

from .satisfaction_common import SatisfactionMixin


@tagged("post_install", "-at_install")
class TestSatisfactionProfile(SatisfactionMixin, TransactionCase):
    """What a customer answered is on their profile and on their timeline."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.programme = cls._make_programme()
        cls.answer = cls._make_answers(
            cls.programme, {1: 1}, partner_id=cls.customer.id, comment="It came late"
        )
        cls.seller = cls._make_user(
            "cmp_seller",
            "crm_complaints.group_complaint_user,sales_team.group_sale_salesman_all_leads",
        )
        cls.plain_seller = cls._make_user(
            "cmp_plain_seller", "sales_team.group_sale_salesman_all_leads"
        )

    def _sections(self, user):
        profile = self.env["crm.customer.profile"].with_user(user)
        sections = profile.get_profile(self.customer.id)["sections"]
        return {section["name"]: section for section in sections}

    def test_section_of_the_profile(self):
        (item,) = self._sections(self.seller)["satisfaction"]["items"]
        self.assertEqual(item["detail"], "It came late")
        self.assertEqual(item["tone"], "danger")
        self.assertNotIn("satisfaction", self._sections(self.plain_seller))

    def test_timeline(self):
        Touchpoint = self.env["crm.touchpoint"]
        domain = [
            ("commercial_partner_id", "=", self.customer.id),
            ("kind", "=", "survey"),
        ]
        self.env.flush_all()
        found = Touchpoint.with_user(self.seller).search(domain)
        self.assertEqual(found.res_id, self.answer.id)
        self.assertEqual(found.direction, "in")
        self.assertEqual(found.name, "After the order: 1")
        action = found.action_open_document()
        self.assertEqual(action["res_model"], "crm.satisfaction.response")
        self.assertFalse(Touchpoint.with_user(self.plain_seller).search(domain))
