from odoo.tests import TransactionCase, tagged

from .remedy_common import RemedyMixin


@tagged("post_install", "-at_install")
class TestInvoicePrint(RemedyMixin, TransactionCase):
    """An invoice tells where to complain, as long as there is such a page."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()

    def _print(self, invoice):
        Report = self.env["ir.actions.report"]
        return Report._render_qweb_html("account.report_invoice", invoice.ids)[0]

    def test_how_to_complain(self):
        invoice = self.invoice
        self.assertIn(b"/complaints</bdi>", self._print(invoice))
        self.company.complaint_form_published = False
        self.assertNotIn(b"/complaints", self._print(invoice))
