from odoo.tests import Form, new_test_user, tagged, users

from .common import CustomerValueCase

# What leads and opportunities show of a customer who has a value
SHOWN = ("partner_segment_id", "partner_cltv", "partner_churn_level")


@tagged("post_install", "-at_install")
class TestContactScreens(CustomerValueCase):
    """The value where people work: contact, lead, quotation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson = new_test_user(
            cls.env,
            "value_sales",
            "sales_team.group_sale_salesman",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        for day in (0, 30, 60):
            cls._sell(cls.partner, cls._day(day), 100)
        cls._refresh(cls._day(70))
        cls.value = cls._value(cls.partner)

    @users("value_sales")
    def test_contact_shows_the_value(self):
        partner = self.partner.with_env(self.env)
        self.assertEqual(partner.customer_cltv, self.value.cltv)
        self.assertEqual(partner.customer_segment_id, self.value.segment_id)
        action = partner.action_open_customer_value()
        self.assertEqual(action["res_id"], self.value.id)
        self.assertFalse(
            self.env["res.partner"].create({"name": "Zoe"}).customer_value_id
        )

    def test_both_lists_can_show_the_value(self):
        for view in ("crm_case_tree_view_leads", "crm_case_tree_view_oppor"):
            arch = self.env["crm.lead"].get_view(
                self.env.ref(f"crm.{view}").id, "list"
            )["arch"]
            for name in ("partner_segment_id", "partner_cltv"):
                self.assertIn(f'name="{name}" optional="hide"', arch, view)

    @users("value_sales")
    def test_contacts_are_found_by_value(self):
        Partner = self.env["res.partner"]
        segment = self.value.segment_id
        found = Partner.search([("customer_segment_id", "=", segment.id)])
        self.assertEqual(found, self.partner)
        self.assertIn(self.partner, Partner.search([("customer_cltv", ">", 0)]))
        none = Partner.search([("customer_segment_id", "=", False)])
        self.assertNotIn(self.partner, none)
        others = Partner.search([("customer_segment_id", "!=", segment.id)])
        self.assertNotIn(self.partner, others)
        self.assertTrue(others)

    @users("value_sales")
    def test_lead_and_quotation_show_who_asks(self):
        for kind in ("lead", "opportunity"):
            for partner in self.env["res.partner"], self.partner:
                form = Form(
                    self.env["crm.lead"].create(
                        {"name": "Ask", "type": kind, "partner_id": partner.id}
                    )
                )
                for name in SHOWN:
                    hidden = form._get_modifier(name, "invisible")
                    self.assertEqual(bool(hidden), not partner, f"{kind} {name}")
            self.assertEqual(form.partner_segment_id, self.value.segment_id)
            self.assertEqual(form.partner_cltv, self.value.cltv)
        with Form(self.env["sale.order"]) as order:
            order.partner_id = self.partner
            self.assertEqual(order.partner_segment_id, self.value.segment_id)
            self.assertEqual(order.partner_cltv, self.value.cltv)

    def test_value_proposes_the_priority_of_requests(self):
        request_type = self.env["crm.request.type"].create({"name": "Plan"})
        proposed = []
        for tier, churn in (("a", "high"), ("a", "low"), ("b", "high"), ("c", "low")):
            self.value.write({"value_tier": tier, "churn_level": churn})
            request = self.env["crm.request"].create(
                {
                    "name": "Ask",
                    "type_id": request_type.id,
                    "partner_id": self.partner.id,
                    "company_id": self.company.id,
                }
            )
            proposed.append(request.priority)
        self.assertEqual(proposed, ["3", "2", "1", "0"])

    def test_number_of_queries_does_not_grow_with_the_list(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {i}"} for i in range(80)]
        )
        fields = ["customer_cltv", "customer_segment_id", "customer_churn_level"]
        counts = []
        for size in (1, 80):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            partners[:size].with_user(self.salesperson).read(fields)
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1, counts)

    def test_documents_behind_the_figure(self):
        action = self.value.action_open_documents()
        orders = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(len(orders), self.value.order_count)
        self.assertEqual(sum(orders.mapped("amount_untaxed")), self.value.net_revenue)

    def test_board_adds_up(self):
        board = self.env["crm.segment.board"].get_board()
        self.assertEqual(len(board["cells"]), 25)
        self.assertEqual(sum(c["customers"] for c in board["cells"]), 1)
        self.assertEqual(sum(c["net_revenue"] for c in board["cells"]), 300)
        self.assertEqual(sum(s["cltv"] for s in board["segments"]), self.value.cltv)
        self.assertEqual(board["total"]["customers"], 1)
        self.assertEqual(board["as_of"], "2025-03-12")
