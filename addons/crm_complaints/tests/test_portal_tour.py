from odoo.tests import HttpCase, tagged

from .page_common import PageMixin


@tagged("post_install", "-at_install")
class TestComplaintPortalTour(PageMixin, HttpCase):
    """The complainant in the browser: without a name, and with a login."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()

    def test_visitor_without_a_name(self):
        self.category.name = "Cold tea"
        self.authenticate(None, None)
        self.start_tour("/complaints", "crm_complaints_visitor_complains")
        complaint = self.env["crm.complaint"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertTrue(complaint.is_anonymous)
        self.assertEqual(complaint.category_id, self.category)
        said = complaint.message_ids.filtered(lambda m: "cold" in (m.body or ""))
        self.assertFalse(said.author_id)

    def test_customer_who_is_logged_in(self):
        portal = self._make_user("cmp_portal", "base.group_portal")
        portal.partner_id.parent_id = self.customer
        complaint = self._make_complaint(severity="2", impact="2")
        mine = complaint.with_user(self.agent)
        mine.action_assess()
        mine.action_investigate()
        cause = self.env["crm.complaint.cause"].create({"name": "Forgotten"})
        mine._respond("upheld", "<p>We forgot it.</p>", cause, "Answer us.")
        self.start_tour(
            "/my/complaints",
            "crm_complaints_customer_is_not_content",
            login="cmp_portal",
        )
        self.assertEqual([complaint.state, complaint.closing], ["closed", "accepted"])
        for words in ("One more thing", "still cold", "I am content"):
            said = complaint.message_ids.filtered(
                lambda m, w=words: w in (m.body or "")
            )
            self.assertEqual(said.author_id, portal.partner_id)
