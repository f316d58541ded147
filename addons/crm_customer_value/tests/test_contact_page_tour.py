from odoo.tests import HttpCase, new_test_user, tagged

from .common import CustomerValueCase


@tagged("post_install", "-at_install")
class TestContactPage(CustomerValueCase, HttpCase):
    """The page *Value* of a contact, in a browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for day in (0, 30, 60):
            cls._sell(cls.partner, cls._day(day), 100)
        cls._refresh(cls._day(70))

    def _open(self, tour, *groups):
        user = new_test_user(
            self.env,
            tour,
            ",".join(groups),
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.start_tour(f"/odoo/contacts/{self.partner.id}", tour, login=user.login)

    def test_salesperson_sees_what_the_customer_is_worth(self):
        self._open(
            "crm_customer_value_contact_page",
            "sales_team.group_sale_salesman",
            "base.group_partner_manager",
        )
        partner = self.partner.with_company(self.company)
        self.assertEqual(partner.known_wallet, 5000)

    def test_margin_is_shown_to_those_who_may_see_it(self):
        self._open(
            "crm_customer_value_contact_page_margin",
            "sales_team.group_sale_salesman",
            "crm_gateway.group_margin_viewer",
        )
