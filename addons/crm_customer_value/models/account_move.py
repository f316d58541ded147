from odoo import models

MOVE_FIELDS = {"state", "payment_state", "partner_id", "invoice_date"}


class AccountMove(models.Model):
    _inherit = "account.move"

    def write(self, vals):
        """Note the customers whose posted invoices change."""
        result = super().write(vals)
        if MOVE_FIELDS & vals.keys():
            sales = self.filtered(lambda move: move.is_sale_document(True))
            self.env["crm.customer.change"]._mark(sales.partner_id)
        return result

    def _invoice_paid_hook(self):
        """A payment changes days to pay and open amounts."""
        sales = self.filtered(lambda move: move.is_sale_document(True))
        self.env["crm.customer.change"]._mark(sales.partner_id)
        return super()._invoice_paid_hook()
