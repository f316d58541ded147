from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RequestCase

# The same number as people type it
NUMBERS = (
    "0912 345 6789",
    "+98 912 345 6789",
    "00989123456789",
    "\u06f0\u06f9\u06f1\u06f2-\u06f3\u06f4\u06f5-\u06f6\u06f7\u06f8\u06f9",
    "(0912) 3456789 ext. 5",
)


@tagged("post_install", "-at_install")
class TestRequestCustomer(RequestCase):
    """Whoever asks is found among the contacts, and so is what they asked before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._make_type()

    def _ask(self, **values):
        return self._make_request(self.plan, partner_id=False, **values)

    def _contact(self, name, **values):
        return self.env["res.partner"].create({"name": name, **values})

    def test_contact_is_found_by_the_phone(self):
        known = self._contact("Omid", phone=NUMBERS[1])
        for number in NUMBERS:
            with self.subTest(number):
                self.assertEqual(self._ask(phone=number)._ensure_partner(), known)
        new = self._ask(phone="0912 345 6780", partner_name="Dara")._ensure_partner()
        self.assertEqual(new.name, "Dara")

    def test_contact_is_found_by_the_address(self):
        known = self._contact("Omid", email="Omid <OMID@example.org>")
        request = self._ask(email_from="Omid K. <omid@example.org>", phone="1" * 9)
        self.assertEqual(request._ensure_partner(), known)
        self.assertIn(known, request.message_partner_ids)

    def test_contact_of_a_firm_comes_before_the_firm(self):
        self.customer.phone = NUMBERS[0]
        dara = self._contact(
            "Dara", parent_id=self.customer.id, email="dara@example.com"
        )
        request = self._ask(email_from="dara@example.com", phone=NUMBERS[1])
        self.assertEqual(request._ensure_partner(), dara)

    def test_what_is_not_clear_is_left_to_people(self):
        same = [self._contact(name, phone=NUMBERS[0]) for name in ("A", "B")]
        request = self._ask(partner_name="Omid", phone=NUMBERS[1])
        self.assertNotIn(request._ensure_partner(), same)
        same[1].active = False
        request = self._ask(partner_name="Omid", phone="+98 912 345 6781")
        self.assertEqual(request._ensure_partner().name, "Omid")

    def test_nobody_becomes_a_colleague_or_somebody_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        theirs = self._contact("Theirs", email="x@example.org", company_id=other.id)
        request = self._ask(email_from="x@example.org")
        self.assertNotEqual(request._ensure_partner(), theirs)
        boss = self.boss.user_id.partner_id
        boss.email = "boss@example.org"
        request = self._ask(email_from="boss@example.org")
        self.assertNotEqual(request._ensure_partner(), boss)

    def test_somebody_must_ask(self):
        with self.assertRaisesRegex(UserError, "Who asks"):
            self._ask()._ensure_partner()

    def test_same_caller_is_hinted(self):
        first = self._ask(phone=NUMBERS[0])
        for number in NUMBERS:
            with self.subTest(number):
                new = self.env["crm.request"].new(
                    {
                        "name": "Again",
                        "type_id": self.plan.id,
                        "company_id": self.company.id,
                        "phone": number,
                    }
                )
                self.assertEqual(new.duplicate_ids._origin, first)
        self.assertFalse(self._ask(phone="0912 345 6780").duplicate_ids)
        self.assertFalse(self._ask(phone="0000000000").duplicate_ids)

    def test_same_writer_is_hinted(self):
        first = self._ask(email_from="Omid <omid@example.org>")
        self.assertEqual(self._ask(email_from="OMID@Example.org").duplicate_ids, first)
        self.assertFalse(self._ask(email_from="midomid@example.org").duplicate_ids)

    def test_request_desk_needs_no_more_rights_for_it(self):
        first = self._ask(phone=NUMBERS[0], email_from="omid@example.org")
        second = self._ask(phone=NUMBERS[1]).with_user(self.clerk)
        self.assertEqual(second.duplicate_ids, first)
        known = self._contact("Omid", phone=NUMBERS[2])
        self.assertEqual(second._ensure_partner(), known)

    def test_looking_costs_the_same_however_many_there_are(self):
        def count():
            request = self._ask(phone=NUMBERS[0], email_from="omid@example.org")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertFalse(request._find_partner())
            self.assertGreaterEqual(len(request.duplicate_ids), 0)
            return self.cr.sql_log_count - before

        count()
        few = count()
        for number in range(20):
            self._ask(phone=NUMBERS[1])
            self._contact(f"Contact {number}", phone=NUMBERS[2])
        self.assertLessEqual(count(), few + 1)
