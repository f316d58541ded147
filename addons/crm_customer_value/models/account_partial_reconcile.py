from odoo import api, models


class AccountPartialReconcile(models.Model):
    """A payment, or its undoing, changes days to pay and open amounts."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._mark_customers()
        return partials

    def unlink(self):
        self._mark_customers()
        return super().unlink()

    def _mark_customers(self):
        moves = (self.debit_move_id | self.credit_move_id).move_id
        sales = moves.filtered(lambda move: move.is_sale_document(True))
        self.env["crm.customer.change"]._mark(sales.partner_id)
