from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestDuplicateTour(HttpCase):
    """What those see who enter customers and who look after them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.duplicate"].search([]).unlink()
        cls.env["res.partner"].search([("is_company", "=", True)]).email = False
        cls.seller = new_test_user(
            cls.env,
            "twice_seller",
            "sales_team.group_sale_salesman,base.group_partner_manager",
        )

    def _firms(self, *names, **values):
        partners = self.env["res.partner"].create(
            [{"name": name, "is_company": True, **values} for name in names]
        )
        self.env["crm.duplicate"]._find_all()
        return partners

    def test_entering_a_customer_twice(self):
        self._firms("شرکت کیمیا گستر", phone="+989121234567")
        self.start_tour(
            "/odoo/res.partner/new",
            "crm_gateway_entering_a_customer_twice",
            login=self.seller.login,
        )

    def test_merging_and_keeping_apart(self):
        self._firms("Twice Trading", "TWICE TRADING", email="t@x.example")
        self._firms("Others", "OTHERS")
        self.env["crm.duplicate"].search(
            [("partner_id.name", "not in", ["Twice Trading", "Others"])]
        ).unlink()
        self.start_tour(
            "/odoo/possible-duplicates",
            "crm_gateway_seller_merges_duplicates",
            login=self.seller.login,
        )

    def test_key_data_tells_duplicates(self):
        self.env["crm.key.item"].create(
            {
                "name": "Twin",
                "kind": "no_duplicate",
                "company_ids": [Command.set(self.env.company.ids)],
            }
        )
        firms = self._firms("Twice Trading", "TWICE TRADING")
        self.start_tour(
            f"/odoo/res.partner/{firms[0].id}",
            "crm_gateway_key_data_tells_duplicates",
            login=self.seller.login,
        )
