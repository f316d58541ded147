from odoo import fields, models
from odoo.exceptions import UserError

from .crm_complaint_remedy import GRANTED_STATES
from .crm_promise_breach_flow import OPEN_STATES


class CrmPromiseCompensation(models.Model):
    """What a promise gives for a breach: one remedy of its complaint, and no more.

    Limits, approvals and documents are the remedy's. As soon as it is granted, the
    breach is settled; if it is refused or taken back, the breach waits for another.
    """

    _inherit = "crm.promise.breach"

    remedy_id = fields.Many2one(
        "crm.complaint.remedy",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="By which the customer gets the compensation.",
    )

    _made_good_once = models.UniqueIndex(
        "(remedy_id) WHERE remedy_id IS NOT NULL",
        "A remedy makes one breach good.",
    )

    def write(self, vals):
        if "complaint_id" in vals and not self.env.su:
            self._check_no_remedy()
        return super().write(vals)

    def action_compensate(self):
        """Ask for the remedy that the promise gives; without one, settle the breach."""
        self._check_open()
        for breach in self:
            breach._wait_for_others()
            breach._check_open()
            breach._check_no_remedy()
            if not breach.complaint_id:
                raise UserError(
                    self.env._(
                        "What a customer gets is recorded in a complaint. Make the "
                        "complaint of “%s” first, and its remedy there.",
                        breach.display_name,
                    )
                )
            if breach.currency_id.is_zero(breach.compensation_amount):
                breach._end("compensated")
                continue
            remedy = self.env["crm.complaint.remedy"].create(
                breach._prepare_compensation_vals()
            )
            breach.sudo().remedy_id = remedy
            remedy.action_submit()

    def _wait_for_others(self):
        """Come after whoever acts on these breaches at this moment."""
        self.flush_recordset()
        self.env["crm.complaint.remedy"]._touch(self._table, self)
        self.invalidate_recordset()

    def _check_no_remedy(self):
        for breach in self:
            if breach.remedy_id:
                raise UserError(
                    self.env._(
                        "“%(breach)s” has the remedy “%(remedy)s” already. Cancel it "
                        "first if the customer is to get something else.",
                        breach=breach.display_name,
                        remedy=breach.remedy_id.display_name,
                    )
                )

    def _prepare_compensation_vals(self):
        """Return the values of the remedy that compensates the breach.

        A part of an order is credited on its invoice where there is one that leaves
        so much; anything else is a compensation in the company's currency.
        """
        self.ensure_one()
        vals = {
            "complaint_id": self.complaint_id.id,
            "note": self.version_id.display_name,
        }
        invoice = self._get_credited_invoice()
        if invoice:
            return {
                **vals,
                "kind": "credit_note",
                "invoice_id": invoice.id,
                "amount": self.compensation_amount,
            }
        company = self.company_id
        amount = self.currency_id._convert(
            self.compensation_amount,
            company.currency_id,
            company,
            company._get_crm_today(),
        )
        return {**vals, "kind": "compensation", "amount": amount}

    def _get_credited_invoice(self):
        """Return the one invoice of the order of which a part is given, or none."""
        self.ensure_one()
        breach = self.sudo()
        none = breach.order_id.invoice_ids.browse()
        if breach.version_id.compensation_kind != "percent":
            return none
        invoice = breach.order_id.invoice_ids.filtered_domain(
            [
                *breach.env["crm.complaint.remedy"]._get_credited_domain(),
                ("currency_id", "=", breach.currency_id.id),
            ]
        )
        if len(invoice) != 1:
            return none
        remedy = breach.env["crm.complaint.remedy"].new({"invoice_id": invoice.id})
        amount = breach.compensation_amount
        left = remedy._get_left_to_credit()
        return none if breach.currency_id.compare_amounts(amount, left) > 0 else invoice

    def _follow_remedy(self):
        """Settle what was granted; what was refused or taken back waits again."""
        for breach in self:
            state = breach.remedy_id.state
            if state in GRANTED_STATES and breach.state in OPEN_STATES:
                breach._end("compensated")
            elif state in ("refused", "cancelled"):
                vals = {"remedy_id": False}
                if breach.state == "compensated":
                    told = "communicated" if breach.told_date else "new"
                    vals |= {"state": told, "ended_date": False}
                breach.write(vals)
