from odoo.tests import new_test_user, tagged

from .common import CustomerValueCase


@tagged("post_install", "-at_install")
class TestProfile(CustomerValueCase):
    """Value, next best action and due reorders on the customer's profile."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for day in (0, 30, 60, 90):
            cls._sell(cls.partner, cls._day(day), 100)
        cls._refresh(cls._day(119))
        company = {
            "company_id": cls.company.id,
            "company_ids": [(6, 0, cls.company.ids)],
        }
        sales = "sales_team.group_sale_salesman"
        cls.salesperson = new_test_user(cls.env, "profile_sales", sales, **company)
        cls.margin = new_test_user(
            cls.env,
            "profile_margin",
            f"{sales},crm_gateway.group_margin_viewer",
            **company,
        )
        cls.officer = new_test_user(
            cls.env, "profile_officer", "crm_gateway.group_request_user", **company
        )

    def _read(self, user, partner=None):
        Profile = self.env(user=user, context={})["crm.customer.profile"]
        profile = Profile.get_profile((partner or self.partner).id)
        return {section["name"]: section for section in profile["sections"]}

    def test_value_and_next_action(self):
        value = self._value(self.partner)
        section = self._read(self.salesperson)["value"]
        facts = {fact["label"]: fact["value"] for fact in section["facts"]}
        self.assertEqual(facts["Net sales"], 400)
        self.assertEqual(facts["Segment"], value.segment_id.name)
        self.assertEqual(facts["Lifetime value"], value.cltv)
        self.assertEqual(section["items"][0]["title"], value.segment_id.next_action)

    def test_margin_is_for_those_who_may_see_it(self):
        def labels(user):
            return [fact["label"] for fact in self._read(user)["value"]["facts"]]

        self.assertNotIn("Margin", labels(self.salesperson))
        self.assertIn("Margin", labels(self.margin))

    def test_due_reorder_starts_a_quotation(self):
        reorder = self.env["crm.customer.reorder"].search(
            [("partner_id", "=", self.partner.id)]
        )
        # as if the last purchase were a month ago today
        reorder.write({"due_date": "2025-05-01", "overdue_ratio": 1.1})
        coming = self._read(self.salesperson)["coming"]["items"]
        [item] = [item for item in coming if item["res_model"] == "product.product"]
        self.assertEqual(item["button"]["res_id"], reorder.id)
        self.assertEqual(item["title"], self.product.display_name)
        method = getattr(reorder.with_user(self.salesperson), item["button"]["method"])
        action = method()
        self.assertEqual(action["context"]["default_partner_id"], self.partner.id)
        reorder.overdue_ratio = 5
        coming = self._read(self.salesperson)["coming"]["items"]
        self.assertNotIn("product.product", [item["res_model"] for item in coming])

    def test_customer_without_purchases(self):
        nobody = self.env["res.partner"].create({"name": "Nobody"})
        self.assertTrue(self._read(self.salesperson, nobody)["value"]["empty"])

    def test_officer_sees_no_figures(self):
        self.assertNotIn("value", self._read(self.officer))
