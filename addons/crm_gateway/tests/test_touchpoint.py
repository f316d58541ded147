from datetime import datetime, timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .profile_common import CustomerCase

CANARY = "Canary 4711"


@tagged("post_install", "-at_install")
class TestTouchpoint(CustomerCase):
    """One stream of what passed between a customer and us."""

    def _find(self, user=None, domain=()):
        """Touchpoints of the customer, as ``user`` sees them, or all there are."""
        Touchpoint = self.env["crm.touchpoint"]
        Touchpoint = Touchpoint.with_user(user) if user else Touchpoint.sudo()
        return Touchpoint.search(
            [("commercial_partner_id", "=", self.customer.id), *domain]
        )

    def _kinds(self, user=None):
        return sorted(self._find(user).mapped("kind"))

    # ----------------------------------------------------------------------
    # What is there
    # ----------------------------------------------------------------------

    def test_documents_of_each_kind(self):
        lead = self._make_lead(self.salesperson)
        self._make_order(self.salesperson, 250, confirm=False)
        self._make_order(self.salesperson, 260, confirm=False).action_cancel()
        order = self._make_order(self.salesperson, 300)
        invoice = self._make_invoice(self.salesperson, 300)
        self._make_invoice(self.salesperson, 40, move_type="out_refund")
        self._make_payment(120)
        self.assertEqual(
            self._kinds(),
            ["credit_note", "invoice", "opportunity", "order", "payment", "quotation"],
        )
        by_kind = {touchpoint.kind: touchpoint for touchpoint in self._find()}
        self.assertEqual(by_kind["opportunity"].amount, 5000)
        self.assertEqual(by_kind["opportunity"].name, lead.name)
        self.assertEqual(by_kind["quotation"].amount, 250)
        self.assertEqual(by_kind["quotation"].direction, "out")
        self.assertEqual(by_kind["order"].partner_id, self.contact)
        self.assertEqual(by_kind["order"].date, order.date_order)
        self.assertEqual(by_kind["invoice"].name, invoice.name)
        self.assertEqual(by_kind["invoice"].date.date(), invoice.invoice_date)
        self.assertEqual(by_kind["credit_note"].amount, -40)
        self.assertEqual(by_kind["payment"].amount, 120)
        self.assertEqual(by_kind["payment"].direction, "in")
        action = by_kind["order"].action_open_document()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("sale.order", order.id)
        )

    def test_amount_is_in_the_documents_currency(self):
        currency = self.setup_other_currency("EUR")
        self._make_invoice(self.salesperson, 70, currency_id=currency.id)
        touchpoint = self._find(domain=[("kind", "=", "invoice")])
        self.assertEqual((touchpoint.amount, touchpoint.currency_id), (70, currency))

    def test_messages_of_people_not_of_the_system(self):
        lead = self._make_lead(self.salesperson)
        lead.with_user(self.salesperson).message_post(
            body="We can deliver in May.",
            subject="Your question",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        lead.message_post(
            body="When can you deliver?",
            message_type="email",
            author_id=self.contact.id,
            subtype_xmlid="mail.mt_comment",
        )
        lead.with_user(self.salesperson).message_post(
            body="Ask the factory.", message_type="comment"
        )
        bill = self.env["account.move"].create(
            {"move_type": "in_invoice", "partner_id": self.contact.id}
        )
        bill.message_post(body="They sell to us as well", message_type="comment")
        self.contact.message_post(body="Nothing said", message_type="notification")
        messages = self._find(domain=[("kind", "=", "message")])
        self.assertEqual(
            [(m.direction, m.name, m.preview) for m in messages.sorted("id")],
            [
                ("out", "Your question", "We can deliver in May."),
                ("in", "Ten machines", "When can you deliver?"),
                ("internal", "Ten machines", "Ask the factory."),
            ],
        )
        self.assertEqual(messages.mapped("res_id"), lead.ids * 3)
        self.assertEqual(messages.user_id, self.salesperson)

    def test_calls_and_meetings(self):
        lead = self._make_lead(self.salesperson)
        call = lead.activity_schedule(
            "mail.mail_activity_data_call",
            summary="Ask for the drawings",
            user_id=self.salesperson.id,
        )
        lead.activity_schedule("mail.mail_activity_data_todo").action_done()
        self.assertFalse(self._find(domain=[("kind", "=", "call")]), "only planned yet")
        call.action_feedback("They come tomorrow.")
        self._meet("Both at once", self.customer | self.contact)
        self._meet("About them", self.env["res.partner"], opportunity_id=lead.id)
        self._meet("Still to come", self.contact, days=-3)
        found = self._find(domain=[("kind", "in", ("call", "meeting"))])
        self.assertEqual(
            sorted(found.mapped("name")),
            ["About them", "Ask for the drawings", "Both at once"],
        )

    def _meet(self, name, partners, days=3, user=None, **values):
        user = user or self.salesperson
        start = datetime.now().replace(microsecond=0) - timedelta(days=days)
        return (
            self.env["calendar.event"]
            .sudo()
            .create(
                {
                    "name": name,
                    "start": start,
                    "stop": start + timedelta(hours=1),
                    "user_id": user.id,
                    "partner_ids": [Command.set((partners | user.partner_id).ids)],
                    **values,
                }
            )
        )

    def test_ids_are_unique_and_stay(self):
        self._make_lead(self.salesperson)
        self._make_order(self.salesperson)
        self._make_invoice(self.salesperson)
        self.customer.message_post(body="Hello", message_type="comment")
        found = self._find()
        self.assertEqual(len(set(found.ids)), len(found))
        self.assertLess(max(found.ids), 1 << 53, "exact in JavaScript")
        self.env.invalidate_all()
        self.assertEqual(found.ids, self._find().ids)
        self.assertEqual(found.browse(found.ids[-1]).kind, found[-1].kind)

    def test_search_and_groups(self):
        self._make_order(self.salesperson)
        self._make_order(self.salesperson, confirm=False)
        groups = self.env["crm.touchpoint"].formatted_read_group(
            [("commercial_partner_id", "=", self.customer.id)],
            ["kind", "date:month"],
            ["__count"],
        )
        self.assertEqual({group["kind"] for group in groups}, {"order", "quotation"})
        self.assertEqual(len(self._find(domain=[("name", "ilike", "S0")])), 2)
        self.assertFalse(self._find(domain=[("date", "<", "2000-01-01")]))
        one = self._find()[0]
        for domain in ([("id", "=", one.id)], [("id", "in", one.ids)]):
            self.assertEqual(one.search(domain), one)
        self.assertNotIn(one, self._find(domain=[("id", "!=", one.id)]))

    # ----------------------------------------------------------------------
    # Who sees what
    # ----------------------------------------------------------------------

    def _prepare_canaries(self):
        """Documents of a colleague, which the salesperson may not open."""
        lead = self._make_lead(self.colleague, name=CANARY)
        lead.with_user(self.colleague).message_post(
            body=CANARY,
            subject=CANARY,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        lead.activity_schedule(
            "mail.mail_activity_data_call", summary=CANARY, user_id=self.colleague.id
        ).action_done()
        order = self._make_order(self.colleague, 4711)
        order.name = CANARY
        self._make_invoice(self.colleague, 4711, ref=CANARY).name = CANARY
        self._make_payment(4711).name = CANARY
        self._meet(CANARY, self.contact, privacy="private", user=self.colleague)
        self.env.flush_all()

    def test_no_way_of_reading_leads_round_the_rights(self):
        self._prepare_canaries()
        self.salesperson.group_ids |= self.env.ref("base.group_allow_export")
        mine = self._make_order(self.salesperson, 12)
        canaries = self._find(domain=[("name", "=", CANARY)])
        self.assertEqual(
            sorted(canaries.mapped("kind")),
            [
                "call",
                "invoice",
                "meeting",
                "message",
                "opportunity",
                "order",
                "payment",
            ],
        )
        self.env.invalidate_all()
        Touchpoint = self.env["crm.touchpoint"].with_user(self.salesperson)
        fields_shown = ["name", "amount", "preview", "kind", "res_id"]
        replies = [
            Touchpoint.search_read([], fields_shown),
            Touchpoint.web_search_read([], {name: {} for name in fields_shown}),
            Touchpoint.name_search(CANARY),
            Touchpoint.search([("name", "like", "Canary")]).ids,
            Touchpoint.search([("id", "in", canaries.ids)]).ids,
            Touchpoint.formatted_read_group([], ["name"], ["amount:max"]),
            Touchpoint.web_read_group([], ["name"], ["amount:max"]),
            Touchpoint.search([]).export_data(["name", "amount"])["datas"],
            Touchpoint.search_count([("amount", "=", 4711)]),
        ]
        for reply in replies:
            self.assertNotIn("Canary", str(reply))
            self.assertNotIn("4711", str(reply))
        self.assertIn(mine.name, str(replies[0]))
        for canary in canaries:
            self._refuse(canary.with_user(self.salesperson))

    def _refuse(self, touchpoint):
        calls = (
            lambda: touchpoint.read(["name"]),
            lambda: touchpoint.web_read({"name": {}}),
            lambda: touchpoint.action_open_document(),
        )
        for call in calls:
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                call()
            # a cache that somebody with more rights has filled opens nothing
            touchpoint.sudo().read()
            with self.assertRaises(AccessError):
                call()
        self.assertFalse(touchpoint.has_access("read"))

    def test_manager_sees_what_the_documents_show_him(self):
        self._prepare_canaries()
        self.assertEqual(
            self._kinds(self.manager),
            ["call", "invoice", "message", "opportunity", "order"],
        )
        self.assertIn("payment", self._kinds(self.accountant))
        self.assertNotIn("opportunity", self._kinds(self.accountant))

    def test_same_rights_as_the_documents(self):
        """Whatever the rules say: readable documents and touchpoints are the same."""
        self._prepare_canaries()
        self._make_order(self.salesperson)
        self._make_lead(self.salesperson)
        for user in (self.salesperson, self.colleague, self.manager, self.accountant):
            found = self._find(user)
            everything = self._find()
            for model in ("crm.lead", "sale.order", "account.move", "account.payment"):
                of_model = everything.filtered(
                    lambda t, model=model: (
                        t.res_model == model and t.kind not in ("message", "call")
                    )
                )
                documents = self.env[model].browse(of_model.mapped("res_id"))
                self.assertEqual(
                    set(documents.with_user(user)._filtered_access("read").ids),
                    set(found.filtered(lambda t, o=of_model: t in o).mapped("res_id")),
                    f"{user.login} {model}",
                )

    def test_outsiders_are_refused(self):
        self._make_order(self.salesperson)
        for user in (self.clerk, self.portal):
            Touchpoint = self.env["crm.touchpoint"].with_user(user)
            with self.assertRaises(AccessError):
                Touchpoint.search_read([], ["name"])
            with self.assertRaises(AccessError):
                Touchpoint.formatted_read_group([], ["kind"])
            with self.assertRaises(AccessError):
                Touchpoint.action_open_document()

    def test_other_company_sees_nothing(self):
        self._prepare_canaries()
        found = self.env(user=self.stranger, context={})["crm.touchpoint"].search([])
        self.assertNotIn(CANARY, found.mapped("name"))
        self.assertFalse(found.filtered("amount"))
        foreign = (
            self.env["crm.touchpoint"]
            .with_user(self.stranger)
            .with_context(allowed_company_ids=self.company.ids)
        )
        with self.assertRaises(AccessError):
            foreign.search([("amount", "=", 4711)])

    def test_nobody_writes(self):
        self._make_order(self.salesperson)
        touchpoint = self._find(self.manager)[0]
        for call in (
            lambda: touchpoint.write({"name": "x"}),
            lambda: touchpoint.unlink(),
            lambda: touchpoint.create({"name": "x"}),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_narrowing_by_context_is_ours_alone(self):
        """A caller of RPC can neither widen nor break the table by its context."""
        self._make_order(self.salesperson)
        for value in ([], [1], "x", {"a": 1}, None, 5):
            found = self._find(self.salesperson)
            again = found.with_context(touchpoint_ids=value).search(
                [("commercial_partner_id", "=", self.customer.id)]
            )
            self.assertEqual(found, again)

    # ----------------------------------------------------------------------
    # Load
    # ----------------------------------------------------------------------

    def test_flushes_what_it_reads(self):
        order = self._make_order(self.salesperson)
        order.write({"name": "Renamed"})
        self.assertIn("Renamed", self._find().mapped("name"))
        order.date_order = fields.Datetime.now() - timedelta(days=400)
        self.assertEqual(
            self._find(domain=[("date", "<", "today -300d")]).res_id, order.id
        )

    def test_filter_on_the_customer_reaches_the_indexes(self):
        """No branch reads a whole table of documents, even if it has few rows."""
        Touchpoint = self.env["crm.touchpoint"].with_user(self.manager)
        query = Touchpoint._search(
            [("commercial_partner_id", "=", self.customer.id)],
            limit=80,
            order="date desc",
        )
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute("SET LOCAL enable_bitmapscan = off")
        self.env.cr.execute("EXPLAIN " + query.select().code, query.select().params)
        plan = "\n".join(line for (line,) in self.env.cr.fetchall())
        for table in ("sale_order", "account_move", "crm_lead", "mail_message"):
            self.assertNotIn(f"Seq Scan on {table}", plan)
