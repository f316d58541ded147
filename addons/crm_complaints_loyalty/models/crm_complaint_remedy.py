from odoo import fields, models
from odoo.exceptions import UserError


class CrmComplaintRemedy(models.Model):
    """The kind *Discount*: money off the next order, as a gift card or an eWallet."""

    _inherit = "crm.complaint.remedy"

    def _check_discount(self):
        self._get_customer()
        if not self.company_id.crm_complaint_loyalty_program_id:
            raise UserError(
                self.env._(
                    "Choose in the settings of the gateway the gift card or eWallet "
                    "program from which discounts are given."
                )
            )

    def _begin_discount(self):
        program = self.company_id.crm_complaint_loyalty_program_id
        points = self.currency_id._convert(
            self.amount,
            program.currency_id,
            self.company_id,
            fields.Date.context_today(self),
        )
        card = self.env["loyalty.card"].create(
            {
                "program_id": program.id,
                "partner_id": self._get_customer().id,
                "points": points,
            }
        )
        self.env["loyalty.history"].create(
            {"card_id": card.id, "description": self.reason, "issued": points}
        )
        return card
