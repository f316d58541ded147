from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .key_info_common import KeyInfoCase


@tagged("post_install", "-at_install")
class TestKeyItem(KeyInfoCase):
    """A salesperson sees how much of a customer is known, and what is missing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Item = cls.env["crm.key.item"]
        Item.search([]).active = False
        cls.vat, cls.mail, cls.decider, cls.needs = Item.create(
            [
                {
                    "name": "Tax ID",
                    "kind": "field",
                    "field_name": "vat",
                    "scope": "firm",
                    "weight": 1,
                },
                {
                    "name": "Mail",
                    "kind": "field",
                    "field_name": "email",
                    "any_contact": True,
                    "weight": 2,
                },
                {"name": "Decider", "kind": "decision_maker", "weight": 3},
                {"name": "Needs", "kind": "need", "min_count": 2, "weight": 4},
            ]
        )
        cls.topic = cls.env["crm.need.topic"].create({"name": "Delivery"})

    def _add_needs(self, number, **values):
        self.env["crm.need"].create(
            [
                {
                    "name": "Soon",
                    "partner_id": self.customer.id,
                    "topic_id": self.topic.id,
                    **values,
                }
                for _turn in range(number)
            ]
        )
        self.env.invalidate_all()

    def _search(self, operator, value):
        return self._as(self.seller, self.env["res.partner"]).search(
            [("missing_key_item_ids", operator, value), ("id", "in", self.customer.ids)]
        )

    def test_score_grows_with_what_is_learned(self):
        customer = self._as(self.seller, self.customer)
        self.assertEqual(customer.key_completeness, 0)
        self.assertEqual(len(customer.missing_key_item_ids), 4)
        self.customer.vat = "US12345678"
        self.contact.write({"email": "ada@example.com", "decision_role": "decision"})
        self._add_needs(1)
        customer.invalidate_recordset()
        self.assertEqual(customer.missing_key_item_ids.ids, self.needs.ids)
        self.assertEqual(customer.key_completeness, 60)
        self.assertEqual(self._as(self.seller, self.contact).key_completeness, 60)
        self._add_needs(1)
        self.assertEqual(customer.key_completeness, 100)

    def test_needs_of_another_company_do_not_count(self):
        self._add_needs(2, company_id=self.other_company.id)
        customer = self._as(self.seller, self.customer)
        self.assertIn(self.needs.id, customer.missing_key_item_ids.ids)

    def test_persons_are_not_asked_for_what_firms_have(self):
        person = self.env["res.partner"].create({"name": "Bob"})
        missing = self._as(self.seller, person).missing_key_item_ids
        self.assertNotIn(self.vat.id, missing.ids)

    def test_search_by_what_is_missing(self):
        self.assertTrue(self._search("in", self.vat.ids))
        self.assertTrue(self._search("ilike", "Tax"))
        self.assertTrue(self._search("!=", False))
        self.assertFalse(self._search("=", False))
        self.customer.vat = "US12345678"
        self.assertFalse(self._search("in", self.vat.ids))
        self.assertTrue(self._search("not in", self.vat.ids))
        (self.mail | self.decider | self.needs).active = False
        self.assertFalse(self._search("!=", False))
        self.assertTrue(self._search("=", False))

    def test_search_by_score(self):
        person = self.env["res.partner"].create({"name": "Bob", "email": "b@x.example"})
        Partner = self._as(self.seller, self.env["res.partner"])
        # a person is not asked for the tax ID: 2 of 9
        self.assertAlmostEqual(Partner.browse(person.id).key_completeness, 200 / 9)
        for operator, value, found in (
            ("<", 1, self.customer | self.contact),
            ("<=", 25, self.customer | self.contact | person),
            (">", 22, person),
            (">=", 22.3, person.browse()),
        ):
            domain = [
                ("key_completeness", operator, value),
                ("id", "in", (self.customer | self.contact | person).ids),
            ]
            self.assertEqual(Partner.search(domain).ids, found.sorted().ids, domain)
        self.env["crm.key.item"].search([]).active = False
        self.assertTrue(
            Partner.search(
                [("key_completeness", ">=", 100), ("id", "=", self.customer.id)]
            )
        )

    def test_each_company_asks_for_its_own(self):
        self.vat.company_ids = self.other_company
        customer = self._as(self.seller, self.customer)
        self.assertNotIn(self.vat.id, customer.missing_key_item_ids.ids)

    def test_nothing_asked_for_means_complete(self):
        self.env["crm.key.item"].search([]).active = False
        self.assertEqual(self._as(self.seller, self.customer).key_completeness, 100)

    def test_many_customers_cost_what_one_costs(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(30)]
        )
        one = [self._count(partners[:1]) for _turn in range(2)][1]
        self.assertEqual(self._count(partners), one)

    def _count(self, partners):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        partners = self._as(self.seller, partners)
        partners.mapped("key_completeness")
        partners.mapped("key_completeness")
        return self.cr.sql_log_count - before

    def test_buttons_count_and_open(self):
        self._add_needs(2)
        contact = self._as(self.seller, self.contact)
        action = contact.action_open_needs()
        self.assertEqual(len(contact.env["crm.need"].search(action["domain"])), 2)
        for name in "action_open_contracts", "action_open_business_accounts":
            self.assertTrue(getattr(contact, name)()["domain"])
            with self.assertRaises(AccessError):
                getattr(self._as(self.clerk, self.contact), name)()

    def test_contact_form_opens_for_sellers_and_clerks(self):
        for user, shown in ((self.seller, True), (self.clerk, False)):
            view = self._as(user, self.customer).get_view(view_type="form")
            self.assertEqual("key_data_summary" in view["arch"], shown)
            Form(self._as(user, self.customer))

    def test_manager_chooses_a_field(self):
        Item = self._as(self.manager, self.env["crm.key.item"])
        with Form(Item) as form:
            form.name = "Website"
            form.field_name = "website"
        self.assertEqual(form.record.kind, "field")

    def test_wrong_input_is_refused(self):
        for values in (
            {"weight": -1},
            {"min_count": 0},
            {"field_name": False},
        ):
            with (
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.vat.write(values)
                self.env.flush_all()
            self.env.invalidate_all()

    def test_outsiders_are_refused(self):
        for user in self.clerk, self.portal:
            item = self._as(user, self.vat)
            self.assertFalse(item.has_access("read"))
            with self.assertRaises(AccessError):
                self._as(user, self.customer).read(["key_completeness"])
        self.assertFalse(self._as(self.seller, self.vat).has_access("write"))
        self.vat.company_ids = [Command.set(self.company.ids)]
        self.assertFalse(self._as(self.stranger, self.vat).has_access("read"))
