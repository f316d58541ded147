from odoo import api, fields, models

from .crm_complaint_remedy import GRANTED_STATES


class CrmComplaintRemedyCost(models.Model):
    """What a remedy costs the company, in its currency at the day of the document."""

    _inherit = "crm.complaint.remedy"

    is_given = fields.Boolean(
        compute="_compute_is_given",
        store=True,
        compute_sudo=True,
        help="Counts against the limits: granted, or cancelled while its document was "
        "and has come back since.",
    )
    cost = fields.Monetary(
        compute="_compute_cost",
        store=True,
        compute_sudo=True,
        currency_field="company_currency_id",
        help="Credit notes without taxes, which the state gives back; goods at their "
        "cost. Nothing before it is granted, nor for documents that were cancelled.",
    )
    recovered_value = fields.Monetary(
        readonly=True,
        copy=False,
        currency_field="company_currency_id",
        help="What the goods that came back are worth.",
    )

    @api.depends("state", "res_id", "credit_note_id.state", "replacement_id.state")
    def _compute_is_given(self):
        for remedy in self:
            made = remedy.replacement_id
            if remedy.res_model == "account.move":
                made = remedy.credit_note_id
            has_come_back = remedy.state == "cancelled" and made
            remedy.is_given = remedy.state in GRANTED_STATES or bool(
                has_come_back and made.state != "cancel"
            )

    @api.depends(
        "is_given",
        "granted_amount",
        "freight",
        "credit_note_id.state",
        "credit_note_id.amount_untaxed_signed",
        "replacement_id.state",
    )
    def _compute_cost(self):
        for remedy in self:
            remedy.cost = remedy._get_cost() if remedy.is_given else 0

    def _get_cost(self):
        """Return the cost; a kind with documents of its own extends it.

        A return costs nothing by itself, its credit note does: counted once.  So is
        a credit note that is paid out.
        """
        self.ensure_one()
        if self.kind in ("credit_note", "compensation"):
            note = self.credit_note_id
            return -note.amount_untaxed_signed if note.state != "cancel" else 0
        if self.kind == "replacement":
            if self.replacement_id.state == "cancel":
                return 0
            product = self.product_id.with_company(self.company_id)
            return product.standard_price * self.quantity
        # freight is a part of its own
        return self.granted_amount - self.freight
