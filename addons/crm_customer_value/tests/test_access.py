from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import CustomerValueCase

MODELS = (
    "crm.customer.value",
    "crm.customer.value.history",
    "crm.customer.reorder",
    "crm.product.affinity",
    "crm.value.model",
    "crm.value.refresh",
    "crm.rfm.grid",
)


@tagged("post_install", "-at_install")
class TestAccess(CustomerValueCase):
    """Who sees what, on every path."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.salesperson = cls._user("value_sales", "sales_team.group_sale_salesman")
        cls.manager = cls._user("value_manager", "sales_team.group_sale_manager")
        cls.margin = cls._user(
            "value_margin",
            "sales_team.group_sale_salesman,crm_gateway.group_margin_viewer",
        )
        cls.clerk = cls._user("value_clerk", "base.group_user")
        cls.portal = cls._user("value_portal", "base.group_portal")
        cls.stranger = cls._user(
            "value_stranger", "sales_team.group_sale_manager", cls.other
        )
        for day in (0, 30, 60):
            cls._sell(cls.partner, cls._day(day), 100)
        cls._refresh(cls._day(70))
        cls.value = cls._value(cls.partner)

    @classmethod
    def _user(cls, login, groups, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login,
            groups,
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    def _as(self, user, model):
        """The model as ``user`` sees it after logging in."""
        return self.env(user=user, context={})[model]

    def test_salesperson_reads_and_writes_nothing(self):
        value = self.value.with_user(self.salesperson)
        self.assertEqual(value.net_revenue, 300)
        with self.assertRaises(AccessError):
            value.write({"net_revenue": 1})
        for model in MODELS:
            records = self.env[model].with_user(self.salesperson)
            self.assertFalse(records.has_access("create"), model)
            self.assertFalse(records.has_access("unlink"), model)
        with self.assertRaises(AccessError):
            self.env["crm.value.refresh"].with_user(self.salesperson).action_request()

    def test_clerk_and_portal_see_nothing(self):
        for user in self.clerk, self.portal:
            for model in MODELS:
                with self.assertRaises(AccessError, msg=f"{user.login} {model}"):
                    self.env[model].with_user(user).search_read([], ["id"])
            with self.assertRaises(AccessError):
                self.env["crm.segment.board"].with_user(user).get_board()
            with self.assertRaises(AccessError):
                self.partner.with_user(user).read(["customer_cltv"])

    def test_margin_is_for_those_who_may_see_it(self):
        for name in ("margin", "year_margin", "expected_margin"):
            with self.assertRaises(AccessError):
                self.value.with_user(self.salesperson).read([name])
            with self.assertRaises(AccessError):
                self.env["crm.customer.value"].with_user(
                    self.salesperson
                ).formatted_read_group([], [], [f"{name}:sum"])
            with self.assertRaises(AccessError):
                self.env["crm.customer.value"].with_user(self.salesperson).search(
                    [(name, ">", 0)]
                )
        self.assertEqual(self.value.with_user(self.margin).margin, 90)

    def test_other_company_sees_nothing(self):
        for model in MODELS:
            records = self._as(self.stranger, model)
            self.assertFalse(
                records.search([("company_id", "=", self.company.id)]), model
            )
        with self.assertRaises(AccessError):
            self._as(self.stranger, "crm.customer.value").browse(self.value.id).read()
        board = self._as(self.stranger, "crm.segment.board").get_board()
        self.assertEqual(board["total"]["customers"], 0)

    def test_customer_of_two_companies_has_two_secrets(self):
        """Of the two rows of one customer, each company's people read their own."""
        self._prepare_company(self.other)
        self.env.user.company_ids |= self.other
        self.env["sale.order"].with_company(self.other).create(
            {
                "partner_id": self.partner.id,
                "company_id": self.other.id,
                "order_line": [
                    Command.create({"product_id": self.product.id, "price_unit": 7})
                ],
            }
        ).action_confirm()
        self._refresh(company=self.other)
        theirs = self._value(self.partner, self.other)
        self.assertEqual(theirs.net_revenue, 7)
        Value = self._as(self.salesperson, "crm.customer.value")
        domain = [("partner_id", "=", self.partner.id)]
        self.assertEqual(Value.search(domain).ids, self.value.ids)
        [total] = Value.formatted_read_group(domain, [], ["net_revenue:sum"])
        self.assertEqual(total["net_revenue:sum"], 300)
        self.assertEqual(Value.browse(self.value.id).net_revenue, 300)
        with self.assertRaises(AccessError):
            Value.browse(theirs.id).read(["net_revenue"])
        partner = self._as(self.salesperson, "res.partner").browse(self.partner.id)
        self.assertEqual(partner.customer_value_id.id, self.value.id)

    def test_manager_cannot_change_the_settings(self):
        with self.assertRaises(AccessError):
            self.company.with_user(self.manager).crm_value_horizon = 6
        with self.assertRaises(AccessError):
            self.env["res.config.settings"].with_user(self.manager).create(
                {"crm_value_horizon": 6}
            ).execute()
        self.assertEqual(self.company.crm_value_horizon, 12)

    def test_foreign_company_in_the_context_opens_nothing(self):
        """A caller of RPC may put any company into the context."""
        partner = self.partner.with_user(self.stranger).with_context(
            allowed_company_ids=self.company.ids
        )
        with self.assertRaises(AccessError):
            partner.read(["customer_cltv", "customer_segment_id"])
        with self.assertRaises(AccessError):
            partner.env["crm.segment.board"].get_board()
        with self.assertRaises(AccessError):
            partner.search([("customer_cltv", ">", 0)])

    def test_hidden_customer_hides_its_figures(self):
        """A rule that hides contacts hides values, without a rule of ours."""
        self.env["ir.rule"].create(
            {
                "name": "Not Ada",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": "[('name', '!=', 'Ada')]",
                "groups": [
                    Command.link(self.env.ref("sales_team.group_sale_salesman").id)
                ],
            }
        )
        for model in (
            "crm.customer.value",
            "crm.customer.value.history",
            "crm.customer.reorder",
        ):
            records = self.env[model].search([("partner_id", "=", self.partner.id)])
            self.assertTrue(records, model)
            as_user = records.with_user(self.salesperson)
            self.assertFalse(as_user.search([("id", "in", records.ids)]), model)
            self.assertEqual(as_user.search_count([("id", "in", records.ids)]), 0)
            with self.assertRaises(AccessError, msg=model):
                as_user.read(["partner_id"])
        board = self.env["crm.segment.board"].with_user(self.salesperson).get_board()
        self.assertEqual(board["total"]["customers"], 0)

    def test_manager_steers(self):
        grid = self.env["crm.rfm.grid"].with_user(self.manager)
        action = grid.action_open_current()
        grid.browse(action["res_id"]).axis = "frequency_monetary"
        segment = (
            self.env["crm.segment"]
            .with_user(self.manager)
            .create({"name": "Mine", "company_id": self.company.id})
        )
        self.assertEqual(segment.customer_count, 0)
        action = self.env["crm.value.refresh"].with_user(self.manager).action_request()
        self.assertEqual(action["res_model"], "crm.value.refresh")

    def test_segments_of_another_company_stay_there(self):
        segment = self.env["crm.segment"].create(
            {"name": "Ours", "company_id": self.company.id}
        )
        self.assertNotIn(segment, self._as(self.stranger, "crm.segment").search([]))
        with self.assertRaises(AccessError):
            self._as(self.stranger, "crm.segment").browse(segment.id).read(["name"])
