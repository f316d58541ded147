from odoo import models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    # For all that a customer paid; the host looks by journal only.
    _crm_customer = models.Index("(partner_id)")
