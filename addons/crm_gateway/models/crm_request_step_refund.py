from odoo import models
from odoo.exceptions import UserError


class CrmRequestStepRefund(models.Model):
    """The credit note of a return: a request of its own, about an earlier sale."""

    _inherit = "crm.request.step"

    def _begin_refund(self):
        refund = self._get_invoices("out_refund")[:1]
        if refund:
            return refund
        invoice = self._get_credited_invoice()
        reversal = (
            self.env["account.move.reversal"]
            .with_company(self.company_id)
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create(
                {"reason": self.request_id.number, "journal_id": invoice.journal_id.id}
            )
        )
        reversal.refund_moves()
        reversal.new_move_ids.request_id = self.request_id
        return reversal.new_move_ids[:1]

    def _get_credited_invoice(self):
        """Return the one posted invoice that the request is about.

        :raise UserError: when there is none, or when the request does not say which
        """
        request = self.request_id
        invoices = request.origin_invoice_id or (
            self._get_invoices() | request.origin_order_id.invoice_ids
        )
        invoices = invoices.filtered(
            lambda move: (
                move.state == "posted"
                and move.move_type in ("out_invoice", "out_receipt")
                and move.payment_state != "reversed"
            )
        )
        if not invoices:
            raise UserError(
                self.env._(
                    "There is no posted invoice to credit. Choose on the request the "
                    "invoice or the order that it is about."
                )
            )
        if len(invoices) > 1:
            raise UserError(
                self.env._(
                    "Several invoices could be credited: %s. Choose on the request "
                    "the one that it is about.",
                    ", ".join(invoices.mapped("name")),
                )
            )
        return invoices

    def _is_refund_done(self):
        return "posted" in self._get_invoices("out_refund").mapped("state")
