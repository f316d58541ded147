from odoo.tests import TransactionCase, tagged

from odoo.addons.crm_customer_value.tests.common import CustomerValueMixin


@tagged("post_install", "-at_install")
class TestDemoStory(CustomerValueMixin, TransactionCase):
    """The demo's campaign, from the segment to the paid invoice, retraced by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.env.user.group_ids |= cls.env.ref("account.group_account_manager")
        cls.company = cls.env.ref("base.main_company")
        cls.env.user.company_id = cls.company
        if not cls.company.chart_template:
            cls.env["account.chart.template"].try_loading(
                "generic_coa", company=cls.company, install_demo=False
            )
        cls.env["res.partner"].search([]).invalidate_recordset()
        segment = cls.env["crm.segment"].search([("kind", "=", "grid")], limit=1)
        partners = cls.env["res.partner"].create(
            [{"name": f"Buyer {number}"} for number in range(120)]
        )
        cls.env["crm.customer.value"].sudo().create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": cls.company.id,
                    "segment_id": segment.id,
                }
                for partner in partners
            ]
        )
        cls.product = cls._make_product("Green Tea, Case", list_price=95)
        cls.env["crm.journey"]._load_demo_campaign()
        cls.env.flush_all()
        cls.env.invalidate_all()
        cls.campaign = cls.env["utm.campaign"].search(
            [("title", "=", "New Tea Harvest")], order="id desc", limit=1
        )
        cls.journey = cls.env["crm.journey"].search(
            [("campaign_id", "=", cls.campaign.id)]
        )

    def test_money_is_that_of_its_orders(self):
        orders = self.env["sale.order"].search([("campaign_id", "=", self.campaign.id)])
        self.assertTrue(orders)
        invoices = orders.invoice_ids
        self.assertEqual(
            self.campaign.net_revenue, sum(invoices.mapped("amount_untaxed"))
        )
        paid = invoices.filtered(lambda move: not move.amount_residual)
        self.assertEqual(self.campaign.paid_revenue, sum(paid.mapped("amount_untaxed")))
        self.assertLess(self.campaign.paid_revenue, self.campaign.net_revenue)

    def test_cost_is_bill_and_rows(self):
        self.assertEqual(self.campaign.cost_amount, 620 + 750 + 480)
        self.assertEqual(self.campaign.approval_state, "approved")
        self.assertEqual(self.campaign.budget_left, 3000 - 1850)

    def test_every_way_was_gone(self):
        """Mails, calls with results, reminders, skips with reasons, hold-out."""
        tasks = self.journey.participant_ids.task_ids
        by_node = {
            node.name: node_tasks
            for node, node_tasks in tasks.grouped("node_id").items()
        }
        self.assertEqual(
            set(by_node),
            {"Audience", "First mail", "Opened?", "Call them", "Reminder", "Invoice"},
        )
        skipped = by_node["Reminder"].filtered(lambda task: task.state == "skipped")
        self.assertEqual(set(skipped.mapped("reason")), {"Opted out"})
        self.assertIn("interested", by_node["Call them"].mapped("outcome"))
        held = self.journey.participant_ids.filtered(lambda p: p.arm == "holdout")
        self.assertTrue(held)
        self.assertFalse(held.task_ids)
        goals = self.journey.participant_ids.filtered("goal_reached_on")
        self.assertTrue(goals & held, "what they buy anyway")
        self.assertTrue(goals - held)
