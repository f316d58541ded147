from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from odoo.addons.crm_complaints.tests.remedy_common import RemedyMixin


@tagged("post_install", "-at_install")
class TestRemedyDiscount(RemedyMixin, TransactionCase):
    """Money off the next order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()

    def test_program_is_chosen_first(self):
        with self.assertRaisesRegex(UserError, "Choose in the settings"):
            self._submit(kind="discount", amount=15)

    def test_gift_card(self):
        program = self.env["loyalty.program"].create(
            {
                "name": "Gift Cards",
                "program_type": "gift_card",
                "company_id": self.company.id,
            }
        )
        self.company.crm_complaint_loyalty_program_id = program
        self._accuse()
        remedy = self._submit(kind="discount", amount=15.5)
        card = self.env["loyalty.card"].browse(remedy.res_id)
        self.assertEqual(remedy.res_model, "loyalty.card")
        self.assertEqual(
            (card.program_id, card.partner_id, card.points),
            (program, self.customer, 15.5),
        )
        self.assertEqual(card.history_ids.description, "Goodwill")
        self._assert_tells_nothing(card)
        self.assertEqual((remedy.state, remedy.cost), ("done", 15.5))
        self.assertEqual(self._submit(kind="discount", amount=34.51).state, "pending")
