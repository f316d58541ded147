from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    request_id = fields.Many2one(
        "crm.request",
        "Customer Request",
        index="btree_not_null",
        copy=False,
        check_company=True,
        groups="crm_gateway.group_request_user",
    )

    def _get_requests(self):
        """Return the requests that these invoices came of, with all rights."""
        moves = self.sudo()
        orders = moves.invoice_line_ids.sale_line_ids.order_id
        return moves.request_id | orders.request_id

    def write(self, vals):
        """The steps of the request follow what happens to the invoice."""
        result = super().write(vals)
        if "state" in vals or "request_id" in vals:
            self._get_requests().step_ids._follow()
        return result

    def _invoice_paid_hook(self):
        result = super()._invoice_paid_hook()
        self._get_requests().step_ids._follow()
        return result
