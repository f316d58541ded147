"""A campaign of the demo company, gone from the segment to the paid invoice.

Its steps follow from each other and from today, so they are made by the same
methods that people's buttons call.  Mails are not sent: the demo has no server.
"""

from datetime import timedelta

from odoo import Command, api, fields, models

AUDIENCE = 240
# Of those who got the first mail: every so many-th
OPENS, CLICKS, BUYS, BUYS_ANYWAY, OPTS_OUT = 2, 3, 4, 9, 40
NODE_GAP, ROW = 250, 190


class CrmJourney(models.Model):
    _inherit = "crm.journey"

    @api.model
    def _load_demo_campaign(self):
        """Create campaign, journey, reactions, orders, invoices and payments."""
        company = self.env.ref("base.main_company")
        self = self.with_context(
            tracking_disable=True, mail_create_nolog=True, mail_notrack=True
        ).with_company(company)
        partners = self._choose_demo_audience(company)
        if not partners:
            return
        campaign = self._create_demo_campaign(company, partners)
        journey = self._create_demo_journey(company, campaign)
        journey.action_publish()
        journey._enrol()
        journey._advance_demo()
        self._react_in_demo(journey)
        journey._advance_demo()
        self._buy_in_demo(journey, campaign)
        journey._note_goals()
        self._create_demo_competition(company, campaign)

    def _choose_demo_audience(self, company):
        """Customers who have bought before, each with an address."""
        values = self.env["crm.customer.value"].search(
            [("company_id", "=", company.id), ("segment_id", "!=", False)],
            order="id",
            limit=AUDIENCE,
        )
        for partner in values.partner_id:
            if not partner.email:
                name = "".join(c for c in partner.name.lower() if c.isalnum())
                partner.email = f"{name}{partner.id}@example.com"
        return values.partner_id

    def _create_demo_campaign(self, company, partners):
        today = fields.Date.context_today(self)
        admin = self.env.ref("base.user_admin")
        campaign = self.env["utm.campaign"].create(
            {
                "title": "New Tea Harvest",
                "company_id": company.id,
                "user_id": admin.id,
                "goal": "sale",
                "date_start": today - timedelta(days=14),
                "date_end": today + timedelta(days=16),
                "target_revenue": 30000,
                "target_leads": 10,
                "audience_domain": repr([("id", "in", partners.ids)]),
                "medium_ids": [Command.set(self.env.ref("utm.utm_medium_email").ids)],
                "approver_id": admin.id,
                "brief": "<p>Whoever knows our tea hears first of the new harvest.</p>",
                "budget_ids": [
                    Command.create({"kind": "media", "name": "Ads", "amount": 1500}),
                    Command.create(
                        {"kind": "production", "name": "Photos", "amount": 600}
                    ),
                    Command.create({"kind": "staff", "name": "Calls", "amount": 900}),
                ],
                "cost_ids": [
                    Command.create(
                        {
                            "kind": "staff",
                            "name": "Overtime of the calling team",
                            "amount": 750,
                            "company_id": company.id,
                        }
                    ),
                    Command.create(
                        {
                            "kind": "media",
                            "name": "Search ads",
                            "amount": 480,
                            "company_id": company.id,
                            "source": "search ads",
                            "external_id": "2026/1",
                        }
                    ),
                ],
            }
        )
        # asked for by the system's own user, approved by the manager
        campaign.action_submit()
        campaign.with_user(admin).action_approve()
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": partners[-1].id,
                "company_id": company.id,
                "invoice_date": today - timedelta(days=12),
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Photos of the harvest",
                            "price_unit": 620,
                            "tax_ids": [Command.clear()],
                            "crm_campaign_id": campaign.id,
                            "crm_campaign_cost_kind": "production",
                        }
                    )
                ],
            }
        )
        bill.action_post()
        return campaign

    def _create_demo_journey(self, company, campaign):
        journey = self.create(
            {
                "name": "New tea harvest: mail, call, reminder",
                "company_id": company.id,
                "campaign_id": campaign.id,
                "user_id": self.env.ref("base.user_admin").id,
                "holdout_percent": 20,
            }
        )
        version = journey.draft_version_id
        start = version.node_ids
        start.write({"trigger": "audience", "name": "Audience", "x": 30, "y": 60})
        first, second = (
            self.env["mailing.mailing"].create(
                {
                    "subject": subject,
                    "body_html": f"<p>Dear <t t-out='object.name'/>,</p><p>{text}</p>",
                    "mailing_model_id": self.env.ref("base.model_res_partner").id,
                    "campaign_id": campaign.id,
                }
            )
            for subject, text in (
                ("The new tea has come", "This year's harvest is here."),
                ("Some tea is left", "The first chests are sold, some are left."),
            )
        )

        def add(name, column, row, source, outcome="next", **values):
            node = self.env["crm.journey.node"].create(
                {
                    "version_id": version.id,
                    "name": name,
                    "x": 30 + NODE_GAP * column,
                    "y": 60 + ROW * row,
                    **values,
                }
            )
            self.env["crm.journey.edge"].create(
                {"source_id": source.id, "target_id": node.id, "outcome": outcome}
            )
            return node

        mail = add("First mail", 1, 0, start, channel="email", mailing_id=first.id)
        seen = add(
            "Opened?",
            2,
            0,
            mail,
            kind="event",
            event="open",
            event_node_id=mail.id,
            wait_number=3,
        )
        call = add(
            "Call them",
            3,
            0,
            seen,
            "yes",
            channel="call",
            summary="Offer the new harvest",
            script="<p>Has the mail come? Offer a sample of the new harvest.</p>",
        )
        again = add("Reminder", 3, 1, seen, "no", channel="email", mailing_id=second.id)
        goal = add("Invoice", 4, 0, call, kind="goal", goal="invoice", goal_days=30)
        self.env["crm.journey.edge"].create(
            {"source_id": again.id, "target_id": goal.id, "outcome": "next"}
        )
        return journey

    def _advance_demo(self):
        Task = self.env["crm.journey.task"]
        while token := Task._claim():
            Task._do_claimed(token)
        # as if a server had sent them
        mails = self.env["mail.mail"].search(
            [("mailing_id", "in", self.version_id.node_ids.mailing_id.ids)]
        )
        mails.mailing_trace_ids.set_sent()
        mails.unlink()

    def _react_in_demo(self, journey):
        tasks = journey.participant_ids.task_ids.filtered("trace_id").sorted("id")
        opened = tasks[::OPENS]
        opened.trace_id.set_opened()
        opened[::CLICKS].trace_id.set_clicked()
        for task in tasks[1::OPTS_OUT]:
            self.env["crm.consent"].create(
                {
                    "partner_id": task.participant_id.partner_id.id,
                    "email_normalized": task.participant_id.email_normalized,
                    "state": "withdrawn",
                    "source": "mailing",
                    "company_id": journey.company_id.id,
                }
            )
        # three days later, for those who have not opened it
        waiting = journey.participant_ids.task_ids.filtered(
            lambda task: task.kind == "event" and task.state == "pending"
        )
        waiting.sudo().due_at = self.env.cr.now()
        journey._advance_demo()
        calls = self.env["mail.activity"].search(
            [("journey_task_id.journey_id", "=", journey.id)]
        )
        for number, call in enumerate(calls[: len(calls) * 3 // 4]):
            call.journey_result = "interested" if number % 2 else "not_reached"
            call.action_done()

    def _buy_in_demo(self, journey, campaign):
        """Some of them buy; of those held out, fewer, and without the campaign."""
        people = journey.participant_ids.sorted("id")
        treated = people.filtered(lambda p: p.arm == "treatment")[::BUYS]
        held = people.filtered(lambda p: p.arm == "holdout")[::BUYS_ANYWAY]
        tea = self.env["product.product"].search(
            [("name", "=", "Green Tea, Case")], limit=1
        ) or self.env["product.product"].search([("sale_ok", "=", True)], limit=1)
        for number, participant in enumerate([*treated, *held]):
            order = self.env["sale.order"].create(
                {
                    "partner_id": participant.partner_id.id,
                    "company_id": journey.company_id.id,
                    "campaign_id": campaign.id if participant in treated else False,
                    "medium_id": self.env.ref("utm.utm_medium_email").id
                    if participant in treated
                    else False,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": tea.id,
                                "product_uom_qty": 2 + number % 5,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                }
            )
            order.action_confirm()
            invoice = order._create_invoices()
            invoice.invoice_date = fields.Date.context_today(self)
            invoice.action_post()
            if number % 3:
                self.env["account.payment.register"].with_context(
                    active_model="account.move", active_ids=invoice.ids
                ).create({})._create_payments()

    def _create_demo_competition(self, company, campaign):
        competitor = self.env["crm.competitor"].search([], limit=1)
        if not competitor:
            competitor = self.env["crm.competitor"].create({"name": "Golden Leaf"})
        self.env["crm.competitor.action"].create(
            {
                "name": "15% off all green tea",
                "competitor_id": competitor.id,
                "company_id": company.id,
                "kind": "discount",
                "impact": "high",
                "date": fields.Date.context_today(self) - timedelta(days=20),
                "campaign_id": campaign.id,
            }
        )
