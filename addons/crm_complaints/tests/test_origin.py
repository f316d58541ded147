from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .common import AGENT
from .page_common import PageMixin


@tagged("post_install", "-at_install")
class TestComplaintOrigin(PageMixin, HttpCase):
    """From documents and customers to their complaints, and back to nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.order = cls.env["sale.order"].create(
            {"partner_id": cls.customer.id, "company_id": cls.company.id}
        )

    def _new_from(self, document, user=None):
        """Return the values of the form that the menu Actions opens."""
        Complaint = self.env["crm.complaint"].with_user(user or self.manager)
        return Complaint.with_context(
            crm_complaint_from_document=True,
            active_model=document._name,
            active_id=document.id,
        ).default_get(["partner_id", "company_id", "request_id", "channel", "link_ids"])

    def test_new_complaint_about_an_order(self):
        self.manager.group_ids |= self.env.ref(
            "sales_team.group_sale_salesman_all_leads"
        )
        values = self._new_from(self.order)
        self.assertEqual(values["partner_id"], self.customer.id)
        self.assertEqual(values["company_id"], self.company.id)
        new = self.env["crm.complaint"].create({"name": "About it", **values})
        self.assertEqual(new.link_ids.order_id, self.order)
        with self.assertRaises(AccessError):
            self._new_from(self.order, self.agent)

    def test_new_complaint_about_a_request(self):
        kind = self.env["crm.request.type"].create({"name": "Plan"})
        request = self.env["crm.request"].create(
            {
                "name": "Boxes",
                "type_id": kind.id,
                "partner_id": self.customer.id,
                "company_id": self.company.id,
            }
        )
        self.manager.group_ids |= self.env.ref("crm_gateway.group_request_user")
        values = self._new_from(request)
        self.assertEqual(values["request_id"], request.id)
        self.assertEqual(values["channel"], "request")

    def test_other_documents_are_none(self):
        self.assertFalse(self._new_from(self.customer).get("partner_id"))

    def test_buttons_are_for_agents(self):
        actions = self.env["ir.actions.actions"]
        for model in ("sale.order", "account.move", "crm.request"):
            for user, expected in (
                (self.agent, True),
                (self._make_clerk(model), False),
            ):
                bound = actions.with_user(user).get_bindings(model).get("action", [])
                names = [action["name"] for action in bound]
                self.assertEqual("New Complaint" in names, expected)

    def _make_clerk(self, model):
        login = f"clerk_{model.replace('.', '_')}"
        return self._make_user(login, "base.group_user")

    def test_count_is_of_what_one_may_read(self):
        """Whom a complaint is about sees not even that there is one."""
        accused = self._make_user("cmp_accused", AGENT)
        employee = self._make_employee("Accused", accused)
        self.team.member_ids = [(0, 0, {"user_id": accused.id})]
        complaints = self._make_complaint() | self._make_complaint()
        complaints[0].accused_employee_ids = employee
        lead = self.env["crm.lead"].create(
            {"name": "Tea", "partner_id": self.customer.id, "user_id": False}
        )
        contact = self.env["res.partner"].create(
            {"name": "Dara", "parent_id": self.customer.id}
        )
        sales = self.env.ref("sales_team.group_sale_salesman_all_leads")
        for user, count in ((self.manager, 2), (accused, 1)):
            user.group_ids |= sales
            for record in (self.customer, contact, lead):
                record = record.with_user(user)
                self.assertEqual(record.complaint_count, count)
                action = record.action_open_complaints()
                found = self.env["crm.complaint"].with_user(user)
                self.assertEqual(found.search_count(action["domain"]), count)
        stranger = self._make_user("cmp_nobody", "base.group_user")
        with self.assertRaises(AccessError):
            self.customer.with_user(stranger).read(["complaint_count"])

    def test_counts_come_in_one_query(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(5)]
        )
        for partner in partners:
            self._make_complaint(partner_id=partner.id)
        self.env.flush_all()
        self.env.invalidate_all()
        partners = partners.with_user(self.manager)
        partners.mapped("commercial_partner_id")
        self.env["crm.complaint"].with_user(self.manager).search([], limit=1)
        with self.assertQueryCount(1):
            self.assertEqual(set(partners.mapped("complaint_count")), {1})

    def test_page_of_an_order_leads_to_the_form(self):
        product = self.env["product.product"].create({"name": "Tea"})
        self.order.order_line = [(0, 0, {"product_id": product.id})]
        self.order.action_confirm()
        self.authenticate(None, None)
        link = f"/complaints/new?reference={self.order.name}"
        self.assertIn(link, self.url_open(self.order.get_portal_url()).text)
        self.company.complaint_form_published = False
        self.assertNotIn(link, self.url_open(self.order.get_portal_url()).text)
        letter = self._send_mail()
        self.assertNotIn("/complaints", letter)
        self.company.complaint_form_published = True
        self.assertIn("/complaints", self._send_mail())

    def _send_mail(self):
        """Return the mail that the customer gets about the order."""
        message = self.order.message_post(
            body="Your order",
            partner_ids=self.customer.ids,
            subtype_xmlid="mail.mt_comment",
            email_layout_xmlid="mail.mail_notification_light",
        )
        return (
            self.env["mail.mail"]
            .search([("mail_message_id", "=", message.id)])
            .body_html
        )
