from odoo.tests import TransactionCase, new_test_user, tagged

from odoo.addons.crm_campaigns.models.crm_sending_check import Recipient, Refusal


@tagged("post_install", "-at_install")
class TestHeldBack(TransactionCase):
    """Who complains is not sent offers until that is settled."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partners = cls.env["res.partner"]
        cls.company_of_ada = partners.create({"name": "Mill", "is_company": True})
        cls.ada, cls.bob = partners.create(
            [
                {"name": name, "email": f"{name}@example.com", "parent_id": parent}
                for name, parent in (("ada", cls.company_of_ada.id), ("bob", False))
            ]
        )
        cls.colleague = partners.create(
            {
                "name": "Cy",
                "email": "cy@example.com",
                "parent_id": cls.company_of_ada.id,
            }
        )
        cls.complaint = cls.env["crm.complaint"].create(
            {"name": "Wet boxes", "partner_id": cls.ada.id}
        )
        cls.marketer = new_test_user(
            cls.env, "held_marketer", "crm_campaigns.group_campaign_user"
        )

    def _check(self, *partners):
        recipients = [
            Recipient(partner.email_normalized, partner_id=partner.id)
            for partner in partners
        ]
        check = self.env["crm.sending.check"].with_user(self.marketer)
        return check._check(recipients)

    def test_open_complaint_holds_back_the_whole_company(self):
        self.assertFalse(self.complaint.with_user(self.marketer).has_access("read"))
        held = Refusal("complaint")
        answers = self._check(self.ada, self.colleague, self.bob)
        self.assertEqual(answers, [held, held, None])

    def test_settled_complaint_does_not(self):
        self.complaint.sudo().state = "closed"
        self.assertEqual(self._check(self.ada, self.colleague), [None, None])

    def test_reason_can_be_ignored(self):
        check = self.env["crm.sending.check"]
        recipient = Recipient("ada@example.com", partner_id=self.ada.id)
        self.assertEqual(check._check([recipient], ignore=("complaint",)), [None])
