from odoo import models

MOVE_FIELDS = {"state", "partner_id", "invoice_date", "invoice_date_due"}


class AccountMove(models.Model):
    _inherit = "account.move"

    def write(self, vals):
        """Note the customers whose posted invoices change."""
        if not MOVE_FIELDS & vals.keys():
            return super().write(vals)
        before = self._get_sales_customers()
        result = super().write(vals)
        after = self._get_sales_customers()
        self.env["crm.customer.change"]._mark(before | after)
        return result

    def _get_sales_customers(self):
        """Return whose purchases these documents change.

        Beside the one who is billed: who ordered, and whose invoice is reversed.
        """
        sales = self.sudo().filtered(lambda move: move.is_sale_document(True))
        return (
            sales.partner_id
            | sales.reversed_entry_id.partner_id
            | sales.invoice_line_ids.sale_line_ids.order_id.partner_id
        )
