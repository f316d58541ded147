from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .duplicate_common import DuplicateCase


@tagged("post_install", "-at_install")
class TestDuplicateMerge(DuplicateCase):
    """Duplicates are merged by the host's wizard, and what is kept of them follows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.one, cls.two, cls.three = (
            cls._firm("Merge", email="m@x.example") for _number in range(3)
        )

    def _merge(self, pairs, target=None):
        action = pairs.action_merge()
        Wizard = pairs.env[action["res_model"]].with_context(**action["context"])
        with Form(Wizard) as form:
            if target:
                form.dst_partner_id = target
        return form.record.action_merge()

    def test_seller_merges_two(self):
        self._find()
        pair = self._as(self.seller, self._pair(self.one, self.two))
        closing = self._merge(pair)
        self.assertEqual(closing, {"type": "ir.actions.act_window_close"})
        self.assertFalse(self.two.exists())
        self.assertEqual(pair.state, "merged")
        self.assertEqual(pair.partner_id.id, self.one.id)
        self.assertEqual(pair.merged_name, "Merge")
        self.assertEqual(pair.decided_by_id, self.seller)
        # the two others were two pairs, and are one now
        rest = self._pairs(self.one | self.three) - pair.sudo(False).with_env(self.env)
        self.assertEqual(rest.duplicate_id, self.three)
        self.assertEqual(rest.state, "open")
        with self.assertRaisesRegex(UserError, "Nothing is left"):
            pair.action_merge()
        self._find()
        self.assertEqual(pair.state, "merged")

    def test_newer_one_is_kept(self):
        self._find()
        pair = self._as(self.seller, self._pair(self.one, self.two))
        self._merge(pair, self._as(self.seller, self.two))
        self.assertFalse(self.one.exists())
        self.assertEqual(pair.partner_id.id, self.two.id)
        self.assertEqual(self._pair(self.two, self.three).state, "open")

    def test_three_at_once(self):
        self._find()
        pairs = self._as(self.seller, self._pairs(self.one | self.two))
        self.assertEqual(len(pairs), 3)
        self._merge(pairs)
        self.assertEqual(set(pairs.mapped("state")), {"merged"})
        self.assertEqual(pairs.partner_id.ids, self.one.ids)

    def test_decisions_survive(self):
        self._find()
        self._pair(self.two, self.three).action_keep_apart()
        self._merge(self._pair(self.one, self.two))
        self.assertEqual(self._pair(self.one, self.three).state, "different")

    def test_more_than_the_host_merges(self):
        four = self._firm("Merge", email="m@x.example")
        self._find()
        pairs = self._pairs(self.one | self.two | self.three | four)
        with self.assertRaisesRegex(UserError, "At most 3"):
            pairs.action_merge()

    def test_host_rights_hold(self):
        self._find()
        pair = self._pair(self.one, self.two)
        self.seller.group_ids -= self.env.ref("base.group_partner_manager")
        with self.assertRaises(AccessError):
            self._as(self.seller, pair).action_merge()
        # the host lets only its administrator merge different addresses
        self.two.email = "other@x.example"
        with self.assertRaisesRegex(UserError, "same email"):
            self._merge(self._as(self.manager, pair))
        self.assertEqual(pair.state, "open")

    def test_our_records_follow(self):
        request = self.env["crm.request"].create(
            {
                "name": "Boxes",
                "type_id": self.env["crm.request.type"].create({"name": "Plan"}).id,
                "partner_id": self.two.id,
            }
        )
        contract = self.env["crm.contract"].create(
            {"subject": "Supply", "partner_id": self.two.id}
        )
        need = self.env["crm.need"].create(
            {
                "name": "Soon",
                "partner_id": self.two.id,
                "topic_id": self.env["crm.need.topic"].create({"name": "Time"}).id,
            }
        )
        self._find()
        self._merge(self._pair(self.one, self.two))
        for record in request, contract, need:
            self.assertEqual(record.partner_id, self.one, record._name)
        self.assertEqual(request.commercial_partner_id, self.one)

    def test_merging_elsewhere_closes_the_pair(self):
        self._find()
        pair = self._pair(self.one, self.two)
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (self.one | self.two).ids, self.one
        )
        self.assertEqual(pair.state, "merged")

    def test_deleted_customers_take_their_pairs_along(self):
        self._find()
        pair = self._pair(self.one, self.two)
        self.two.unlink()
        self.assertFalse(pair.exists())
        self.assertFalse(
            self.env["crm.duplicate.key"].search([("partner_id", "=", self.two.id)])
        )
