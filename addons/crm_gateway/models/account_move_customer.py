from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    # For all that a customer was billed; the host looks by contact only.
    _crm_customer = models.Index(
        "(commercial_partner_id)"
        " WHERE move_type IN ('out_invoice', 'out_refund', 'out_receipt')"
    )
