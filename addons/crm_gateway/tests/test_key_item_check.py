from odoo.tests import tagged
from odoo.tools import SQL

from .duplicate_common import DuplicateCase


@tagged("post_install", "-at_install")
class TestKeyItemCheck(DuplicateCase):
    """The score of a customer falls with what is wrong, and says what to do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Item = cls.env["crm.key.item"]
        Item.search([]).active = False
        kinds = (
            "valid_email",
            "valid_phone",
            "valid_identity",
            "no_duplicate",
            "fresh",
        )
        for kind in kinds:
            setattr(cls, kind, Item.create({"name": kind, "kind": kind}))
        cls.iran = cls.env.ref("base.ir")

    def _wrong(self, partner):
        partner = self._as(self.seller, partner)
        partner.invalidate_recordset()
        return set(partner.missing_key_item_ids.mapped("kind"))

    def test_nothing_entered_is_nothing_wrong(self):
        self.assertFalse(self._wrong(self.customer))
        self.assertEqual(self._as(self.seller, self.customer).key_completeness, 100)

    def test_email(self):
        for email, wrong in (
            ("a@x.example", False),
            ("nobody", True),
            ("a@", True),
            ("", False),
        ):
            self.customer.email = email
            found = "valid_email" in self._wrong(self.customer)
            self.assertEqual(found, wrong, email)
        self.customer.write({"email": "a@x.example", "message_bounce": 2})
        self.assertIn("valid_email", self._wrong(self.customer))

    def test_phone(self):
        self.customer.country_id = self.iran
        for phone, wrong in (
            ("0912 123 4567", False),
            ("۰۹۱۲۱۲۳۴۵۶۷", False),
            ("12", True),
            ("ask", True),
        ):
            self.customer.phone = phone
            found = "valid_phone" in self._wrong(self.customer)
            self.assertEqual(found, wrong, phone)

    def test_identity(self):
        for country, vat, registry, wrong in (
            (self.iran, "10380284790", False, False),
            (self.iran, "۱۰۳۸۰۲۸۴۷۹۰", "12345", False),
            (self.iran, "411-1234-56789", False, False),
            (self.iran, "10103911234", False, True),
            (self.iran, "0012345678", False, True),
            (self.iran, "12345", False, True),
            (self.iran, False, "10103911234", True),
            (self.env.ref("base.us"), "0012345678", False, False),
            (self.env["res.country"], "0012345678", False, False),
        ):
            self.customer.write(
                {"country_id": country.id, "vat": vat, "company_registry": registry}
            )
            found = "valid_identity" in self._wrong(self.customer)
            self.assertEqual(found, wrong, (country.code, vat, registry))
        self.company.country_id = self.iran
        self.assertIn("valid_identity", self._wrong(self.customer))

    def test_duplicate(self):
        twin = self._firm(self.customer.name)
        self._find()
        for partner in self.customer, twin:
            self.assertEqual(self._wrong(partner), {"no_duplicate"})
        self._pair(self.customer, twin).action_keep_apart()
        self.assertFalse(self._wrong(twin))

    def test_stale(self):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET write_date = '2020-01-01' WHERE id = %s",
                self.customer.id,
            )
        )
        self.env.invalidate_all()
        self.assertEqual(self._wrong(self.customer), {"fresh"})

    def test_customers_with_something_wrong_are_found(self):
        self.customer.email = "nobody"
        found = self._as(self.seller, self.env["res.partner"]).search(
            [("missing_key_item_ids", "in", self.valid_email.ids)]
        )
        self.assertIn(self.customer.id, found.ids)
        found = found.search(
            [
                ("missing_key_item_ids.kind", "in", ["valid_email", "valid_phone"]),
                ("id", "in", (self.customer | self.seller.partner_id).ids),
            ]
        )
        self.assertEqual(found.ids, self.customer.ids)
        # of the email address, duplicates and freshness one is wrong
        customer = self._as(self.seller, self.customer)
        self.assertAlmostEqual(customer.key_completeness, 200 / 3)
        for operator, value, found in (
            ("<", 67, customer),
            ("<", 66, customer.browse()),
        ):
            domain = [("key_completeness", operator, value)]
            self.assertEqual(customer.search(domain) & customer, found)

    def test_each_check_says_what_to_do(self):
        items = self.env["crm.key.item"].search([])
        self.assertTrue(all(items.mapped("advice")))
        items[0].write({"kind": "field", "field_name": "vat"})
        self.assertFalse(items[0].advice)
