from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.crm_gateway.models import crm_duplicate_search

from .duplicate_common import DuplicateCase
from .row_copies import copy_rows


@tagged("post_install", "-at_install")
class TestDuplicate(DuplicateCase):
    """Customers that may be the same one are found, and decided on once."""

    def test_alike_in_everything_is_certain(self):
        one = self._firm(
            "شرکت کیمیا", phone="021 8877 6655", vat="10380284790", email="a@x.example"
        )
        two = self._firm(
            "كيميا (سهامي خاص)",
            phone="۰۰۹۸۲۱۸۸۷۷۶۶۵۵",
            company_registry="۱۰۳۸۰۲۸۴۷۹۰",
            email=" A@x.example ",
        )
        self._find()
        pair = self._pairs(one | two)
        self.assertEqual(pair.partner_id, one)
        self.assertEqual(pair.duplicate_id, two)
        self.assertEqual((pair.confidence, pair.level), (100, "high"))
        self.assertEqual(pair.reason, "identity")
        self.assertEqual(pair.reasons, "National or tax ID, Email, Phone, Name")
        self.assertEqual(pair.display_name, "شرکت کیمیا / كيميا (سهامي خاص)")

    def test_confidence(self):
        for number, (one, two, confidence, level) in enumerate(
            (
                ({"vat": "1234567"}, {"vat": "12 34 567"}, 70, "high"),
                ({"email": "b@x.example"}, {"email": "B@x.example"}, 50, "medium"),
                ({"phone": "0911 222 3344"}, {"phone": "9112223344"}, 40, "low"),
                ({"name": "Same Ltd"}, {"name": "Same"}, 50, "medium"),
                (
                    {"name": "Ann", "is_company": False},
                    {"name": "ANN", "is_company": False},
                    30,
                    "low",
                ),
                (
                    {"name": "Two", "phone": "0911 222 3355", "vat": "9876543"},
                    {"name": "Two", "phone": "0911 222 3355", "vat": "9876544"},
                    50,
                    "medium",
                ),
                (
                    {"name": "Branch", "vat": "8876543"},
                    {"name": "Branch", "vat": "8876544"},
                    None,
                    None,
                ),
                ({"phone": "12 34"}, {"phone": "12 34"}, None, None),
                ({"email": "nobody"}, {"email": "nobody"}, None, None),
            )
        ):
            first = self._firm(**{"name": f"Left {number}", **one})
            second = self._firm(**{"name": f"Right {number}", **two})
            self._find()
            pair = self._pairs(first | second)
            self.assertEqual(pair.confidence or None, confidence, (one, two))
            self.assertEqual(pair.level or None, level, (one, two))

    def test_numbers_of_two_countries_differ(self):
        iran, states = self.env.ref("base.ir"), self.env.ref("base.us")
        one = self._firm("Left", vat="12345678", country_id=iran.id)
        two = self._firm("Right", vat="12345678", country_id=states.id)
        self._find()
        self.assertFalse(self._pairs(one | two))
        Duplicate = self.env["crm.duplicate"]
        self.assertFalse(Duplicate.get_like(one.id)["partners"])
        two.country_id = False
        self._find()
        self.assertTrue(self._pairs(one | two).same_identity)
        self.assertTrue(Duplicate.get_like(one.id)["partners"])

    def test_contacts_of_a_firm_and_ourselves_are_not_compared(self):
        firm = self._firm("Alone")
        self.env["res.partner"].create({"name": "Alone", "parent_id": firm.id})
        self.company.partner_id.name = "Alone"
        self.clerk.partner_id.name = "Alone"
        self._find()
        self.assertFalse(self._pairs(firm | self.company.partner_id))

    def test_what_many_share_says_nothing(self):
        firms = self._firm("Shared 0", email="info@shared.example")
        for number in range(1, crm_duplicate_search.MOST_ALIKE):
            firms |= self._firm(f"Shared {number}", email="info@shared.example")
        self._find()
        self.assertEqual(len(self._pairs(firms)), 45)
        firms |= self._firm("Shared again", email="info@shared.example")
        self._find()
        self.assertFalse(self._pairs(firms))
        like = self.env["crm.duplicate"].get_like(firms[0].id)
        self.assertEqual(like, {"partners": [], "usual": ["Email"]})

    def test_pairs_follow_the_contacts(self):
        one, two = self._firm("Twice", user_id=self.seller.id), self._firm("Twice")
        self._find()
        pair = self._pair(one, two)
        self.assertEqual(pair.user_id, self.seller)
        two.email = one.email = "twice@x.example"
        self._find()
        self.assertEqual(self._pair(one, two), pair)
        self.assertEqual(pair.confidence, 100)
        (one | two).email = False
        two.name = "Thrice"
        self._find()
        self.assertFalse(pair.exists())
        two.name = "Twice"
        self._find()
        self.assertTrue(self._pair(one, two))
        two.active = False
        self._find()
        self.assertFalse(self._pair(one, two))

    def test_only_changed_contacts_are_compared_anew(self):
        Key = self.env["crm.duplicate.key"]
        firm = self._firm("Once", phone="0911 222 3366")
        self.env["crm.duplicate"]._find_all()
        self.assertEqual(Key._count_outdated(), 0)
        self.assertEqual(Key._refresh(10), 0)
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET name = 'New', write_date = write_date"
                " + interval '1 second' WHERE id = %s",
                firm.id,
            )
        )
        self.assertEqual(Key._count_outdated(), 1)
        self.assertEqual(Key._refresh(10), 1)
        self.assertEqual(
            Key.search([("partner_id", "=", firm.id)]).mapped("name_key"), ["new"]
        )

    def test_a_decision_is_remembered_and_can_be_taken_back(self):
        one, two = self._firm("Twins"), self._firm("Twins")
        self._find()
        pair = self._as(self.seller, self._pair(one, two))
        pair.action_keep_apart()
        self.assertEqual(pair.state, "different")
        self.assertEqual(pair.decided_by_id, self.seller)
        self.assertTrue(pair.decided_date)
        (one | two).write({"email": "twins@x.example"})
        self._find()
        self.assertEqual(self._pair(one, two).state, "different")
        self.assertFalse(self.env["crm.duplicate"].get_like(one.id)["partners"])
        pair.action_reopen()
        self.assertEqual(pair.state, "open")
        self.assertFalse(pair.decided_by_id)
        self._find()
        self.assertEqual(self._pair(one, two).confidence, 100)

    def test_many_are_kept_apart_at_once(self):
        firms = self._firm("Trio") | self._firm("Trio") | self._firm("Trio")
        self._find()
        pairs = self._as(self.seller, self._pairs(firms))
        self.assertEqual(len(pairs), 3)
        pairs.action_keep_apart()
        self.assertEqual(set(pairs.mapped("state")), {"different"})

    def test_scheduled_search_goes_on_where_it_was_killed(self):
        firms = self._firm("Killed") | self._firm("Killed") | self._firm("Killed")
        cron = type(self.env["ir.cron"])
        with (
            patch.object(crm_duplicate_search, "BATCH", 1),
            patch.object(cron, "_commit_progress", side_effect=[9, 9, MemoryError]),
            self.assertRaises(MemoryError),
        ):
            self.env["crm.duplicate"]._cron_find()
        self.assertFalse(self._pairs(firms))
        self._run_cron("ir_cron_duplicate")
        pairs = self._pairs(firms)
        self.assertEqual(len(pairs), 3)
        before = pairs.read(["write_date", "confidence"])
        self._run_cron("ir_cron_duplicate")
        self.assertEqual(self._pairs(firms).read(["write_date", "confidence"]), before)

    def test_search_stops_when_its_time_is_over(self):
        firms = self._firm("Late") | self._firm("Late")
        model = type(self.env["ir.cron"])
        with (
            patch.object(crm_duplicate_search, "BATCH", 1),
            patch.object(model, "_commit_progress", return_value=0),
        ):
            self.env["crm.duplicate"]._cron_find()
        self.assertFalse(self._pairs(firms))
        self.assertGreater(self.env["crm.duplicate.key"]._count_outdated(), 0)

    def test_ten_thousand_customers_cost_what_ten_cost(self):
        self._find()
        few = self._count_queries(10)
        self.assertEqual(self._count_queries(10000), few)
        self.env.cr.execute(
            SQL("SELECT COUNT(*) FROM crm_duplicate WHERE confidence = 40")
        )
        # each pair of these has one phone number
        self.assertGreaterEqual(self.env.cr.fetchone()[0], 5000)

    def _count_queries(self, number):
        firm = self.env["res.partner"].create({"name": "Mass", "is_company": True})
        self.env.flush_all()
        copy_rows(
            self.env.cr,
            "res_partner",
            SQL("row.id = %s", firm.id),
            range(number),
            name=SQL("'Mass ' || %s || ' ' || n", number),
            phone=SQL("'09' || (%s * 10000 + n / 2)", number),
            commercial_partner_id=SQL("NULL"),
        )
        firm.active = False
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET commercial_partner_id = id"
            " WHERE commercial_partner_id IS NULL"
        )
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        with patch.object(crm_duplicate_search, "BATCH", 20000):
            self.env["crm.duplicate"]._find_all()
        return self.env.cr.sql_log_count - before

    def test_hostile_input(self):
        firms = self.env["res.partner"]
        for name in ("%s%%(x)s", "'; DROP TABLE crm_duplicate; --", "\x01\x02 \u202e"):
            firms |= self._firm(name) | self._firm(name + "\ufffe" * 3)
        firms |= self._firm("Long " * 3000) | self._firm("LONG " * 3000)
        self._find()
        self.assertGreaterEqual(len(self._pairs(firms)), 3)
        Duplicate = self.env["crm.duplicate"]
        for values in (
            {"name": "a\0b%s"},
            {"name": ["x"], "phone": {"a": 1}, "unknown": 1},
            {"name": "Long " * 30000},
            {},
        ):
            self.assertIn("partners", Duplicate.get_like(False, values))

    def test_hint_while_a_contact_is_entered(self):
        firm = self._firm("Hint Trading Ltd", phone="+98 912 123 4567")
        self._find()
        Duplicate = self._as(self.seller, self.env["crm.duplicate"])
        like = Duplicate.get_like(
            False, {"name": "hint trading", "phone": "۰۹۱۲۱۲۳۴۵۶۷"}
        )
        self.assertEqual(
            like["partners"],
            [
                {
                    "id": firm.id,
                    "name": "Hint Trading Ltd",
                    "reasons": ["Phone", "Name"],
                }
            ],
        )
        contact = self.env["res.partner"].create({"name": "A", "parent_id": firm.id})
        self.assertFalse(Duplicate.get_like(contact.id)["partners"])
        firm.company_id = self.other_company
        self.assertFalse(
            Duplicate.get_like(False, {"name": "hint trading"})["partners"]
        )

    def test_hint_costs_one_statement(self):
        one, two = self._firm("Costs"), self._firm("Costs")
        self._find()
        Duplicate = self.env["crm.duplicate"]
        Duplicate.get_like(one.id)
        with self.assertQueryCount(1):
            like = Duplicate.get_like(one.id)
        self.assertEqual([found["id"] for found in like["partners"]], two.ids)

    def test_companies_are_kept_apart(self):
        one = self._firm("Parted", company_id=self.company.id)
        two = self._firm("Parted", company_id=self.other_company.id)
        shared = self._firm("Parted")
        self._find()
        self.assertFalse(self._pair(one, two))
        mine, theirs = self._pair(one, shared), self._pair(two, shared)
        self.assertEqual(mine.company_id, self.company)
        self.assertEqual(theirs.company_id, self.other_company)
        for user, own, others in (
            (self.seller, mine, theirs),
            (self.stranger, theirs, mine),
        ):
            found = self._as(user, mine).search([("id", "in", (mine | theirs).ids)])
            self.assertEqual(found, self._as(user, own))
            self.assertFalse(self._as(user, others).has_access("read"))

    def test_who_may_not_read_a_customer_does_not_see_the_pair(self):
        one, two = self._firm("Hidden"), self._firm("Hidden")
        self._find()
        pair = self._pair(one, two)
        self.assertTrue(self._as(self.seller, pair).has_access("read"))
        self.env["ir.rule"].create(
            {
                "name": "Not this one",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {two.id})]",
            }
        )
        mine = self._as(self.seller, pair)
        self.assertFalse(mine.has_access("read"))
        self.assertFalse(mine.search([("id", "=", pair.id)]))
        with self.assertRaisesRegex(AccessError, "both of these customers"):
            mine.action_keep_apart()
        like = self._as(self.seller, self.env["crm.duplicate"]).get_like(one.id)
        self.assertFalse(like["partners"])

    def test_outsiders_are_refused(self):
        one, two = self._firm("Closed"), self._firm("Closed")
        one.company_id = two.company_id = self.company
        self._find()
        pair = self._pair(one, two)
        self._assert_closed_to_outsiders(pair)
        for user in self.clerk, self.portal:
            with self.assertRaises(AccessError):
                self._as(user, pair).get_like(False, {"name": "Closed"})
            with self.assertRaises(AccessError):
                self._as(user, pair).action_search_again()
        for user in self.seller, self.manager:
            mine = self._as(user, pair)
            for operation in ("write", "create", "unlink"):
                self.assertFalse(mine.has_access(operation))
        with self.assertRaises(AccessError):
            self._as(self.seller, pair).action_search_again()
        self._as(self.manager, pair).action_search_again()
        key = self.env["crm.duplicate.key"].search([], limit=1)
        self.assertFalse(self._as(self.manager, key).has_access("read"))

    def test_screens(self):
        one, two = self._firm("Screen"), self._firm("Screen")
        self._find()
        pair = self._as(self.seller, self._pair(one, two))
        self.assertEqual(Form(pair).partner_ids.ids, (one | two).ids)
        action = pair.action_open_both()
        self.assertEqual(
            pair.env["res.partner"].search(action["domain"]),
            self._as(self.seller, one | two),
        )
        for user, shown in ((self.seller, True), (self.clerk, False)):
            view = self._as(user, one).get_view(view_type="form")
            self.assertEqual("duplicate_hint" in view["arch"], shown)

    def test_a_pair_is_noted_once(self):
        one, two = self._firm("Pair"), self._firm("Pair")
        self._find()
        pair = self._pair(one, two)
        for values in (
            {"partner_id": one.id, "duplicate_id": two.id},
            {"partner_id": two.id, "duplicate_id": one.id},
        ):
            with (
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                pair.create({**values, "reason": "name", "level": "low"})
