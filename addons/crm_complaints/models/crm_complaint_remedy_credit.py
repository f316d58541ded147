from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from .crm_complaint_remedy import DOCUMENT_READERS

ACCOUNTANT = "account.group_account_invoice"


class CrmComplaintRemedyCredit(models.Model):
    """Remedies in money: credit notes, their payment, and compensation.

    Credit notes of one invoice, whoever made them, never exceed it through a remedy.
    The host's own wizard is left alone; what it makes counts here too.
    """

    _inherit = "crm.complaint.remedy"

    credit_note_id = fields.Many2one(
        "account.move",
        index="btree_not_null",
        copy=False,
        check_company=True,
        domain="[('move_type', '=', 'out_refund'), ('state', '=', 'posted'),"
        " ('company_id', '=', company_id)]",
        groups=DOCUMENT_READERS,
        help="What is paid out, or what the remedy has made.",
    )

    @api.depends(
        "invoice_id", "kind", "amount", "complaint_id.remedy_ids.credit_note_id"
    )
    def _compute_left_to_credit(self):
        for remedy in self:
            remedy.left_to_credit = (
                remedy._get_left_to_credit()
                if remedy.kind == "credit_note" and remedy.invoice_id
                else 0
            )

    def _get_left_to_credit(self):
        """Return what is left of the invoice, other people's open remedies deducted."""
        self.ensure_one()
        ((promised,),) = self.sudo()._read_group(
            [
                ("invoice_id", "=", self.invoice_id.id),
                ("kind", "=", "credit_note"),
                ("state", "in", ("pending", "approved")),
                ("id", "not in", self._origin.ids),
            ],
            [],
            ["amount:sum"],
        )
        left = self.invoice_id._origin._get_left_to_credit() - promised
        return max(self.invoice_id.currency_id.round(left), 0)

    # Credit note ---------------------------------------------------------

    def _check_credit_note(self):
        invoice = self.invoice_id
        if not invoice:
            raise UserError(self.env._("Choose the invoice that is credited."))
        self._check_customer(invoice.partner_id)
        if invoice.state != "posted" or invoice.move_type not in (
            "out_invoice",
            "out_receipt",
        ):
            raise UserError(
                self.env._("Only posted invoices can be credited: %s", invoice.name)
            )
        left = self._get_left_to_credit()
        if self.currency_id.compare_amounts(self.amount, left) > 0:
            raise UserError(
                self.env._(
                    "%(amount)s is more than can be credited of %(invoice)s: "
                    "%(left)s left.",
                    amount=self.currency_id.format(self.amount),
                    invoice=invoice.name,
                    left=self.currency_id.format(left),
                )
            )

    def _begin_credit_note(self):
        note = self.invoice_id._make_credit_note(self.amount, self.reason)
        return self._finish_credit_note(note)

    def _finish_credit_note(self, note):
        """Post it if the user may; else tell finance."""
        if note.currency_id.compare_amounts(note.amount_total, self.amount):
            raise UserError(
                self.env._(
                    "A credit note of exactly %(amount)s cannot be made: it would be "
                    "%(total)s. Have the decimals of prices set to those of the "
                    "currency.",
                    amount=self.currency_id.format(self.amount),
                    total=note.currency_id.format(note.amount_total),
                )
            )
        self.credit_note_id = note
        if self._may("account.move", ACCOUNTANT):
            note.sudo(False).action_post()
        else:
            self._tell_finance(note)
        return note

    def _may(self, model, group):
        """Whether whoever acts may bind the company with such a document."""
        user = self.env.user
        return user.has_group(group) and self.env[model].with_user(user).has_access(
            "write"
        )

    # Compensation --------------------------------------------------------

    def _check_compensation(self):
        self._get_customer()
        if not self.company_id._get_compensation_product():
            raise UserError(
                self.env._(
                    "Choose in the settings of the gateway the product under which "
                    "compensation is booked."
                )
            )

    def _begin_compensation(self):
        """Make a credit note of no invoice: damages bear no tax."""
        company = self.company_id
        note = (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "out_refund",
                    "partner_id": self._get_customer().id,
                    "company_id": company.id,
                    "currency_id": self.currency_id.id,
                    "invoice_date": fields.Date.context_today(self),
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "product_id": company._get_compensation_product().id,
                                "name": self.reason,
                                "quantity": 1,
                                "price_unit": self.amount,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                }
            )
        )
        return self._finish_credit_note(note)

    # Money back ----------------------------------------------------------

    def _is_credited_by_other(self):
        """Whether another remedy made what is paid out, of this complaint or merged."""
        self.ensure_one()
        others = self.complaint_id._get_family().remedy_ids - self
        return self.credit_note_id in others.filtered(
            lambda r: r.is_given and r.kind in ("credit_note", "compensation")
        ).mapped("credit_note_id")

    def _check_refund(self):
        note = self.credit_note_id
        if not note:
            raise UserError(
                self.env._("Choose the credit note that is paid out to the customer.")
            )
        self._check_customer(note.partner_id)
        if note.state != "posted" or note.move_type != "out_refund":
            raise UserError(
                self.env._("Only posted credit notes can be paid out: %s", note.name)
            )
        left = self._get_left_to_pay()
        if self.currency_id.compare_amounts(self.amount, left) > 0:
            raise UserError(
                self.env._(
                    "%(amount)s is more than can be paid out of %(note)s: %(left)s "
                    "left.",
                    amount=self.currency_id.format(self.amount),
                    note=note.name,
                    left=self.currency_id.format(left),
                )
            )

    def _get_left_to_pay(self):
        """Return what nobody has paid out of the credit note, or is about to."""
        self.ensure_one()
        note = self.credit_note_id
        ((promised,),) = self.sudo()._read_group(
            [
                ("credit_note_id", "=", note.id),
                ("kind", "=", "refund"),
                ("state", "in", ("pending", "approved")),
                ("id", "!=", self.id),
            ],
            [],
            ["amount:sum"],
        )
        # the residual knows of those only that were set against it
        on_the_way = note.matched_payment_ids.filtered(
            lambda payment: (
                payment.state in ("draft", "in_process")
                and not (payment.move_id and payment.is_reconciled)
            )
        )
        promised += sum(on_the_way.mapped("amount"))
        return max(note.currency_id.round(note.amount_residual - promised), 0)

    def _begin_refund(self):
        note = self.credit_note_id
        if self._may("account.payment", ACCOUNTANT):
            wizard = (
                self.env["account.payment.register"]
                .sudo(False)
                .with_company(self.company_id)
                .with_context(active_model="account.move", active_ids=note.ids)
                .create({"amount": self.amount})
            )
            return wizard._create_payments()
        payment = (
            self.env["account.payment"]
            .with_company(self.company_id)
            .create(
                {
                    "payment_type": "outbound",
                    "partner_type": "customer",
                    "partner_id": note.commercial_partner_id.id,
                    "company_id": self.company_id.id,
                    "currency_id": note.currency_id.id,
                    "amount": self.amount,
                    "memo": note.name,
                    "invoice_ids": [Command.set(note.ids)],
                }
            )
        )
        self._tell_finance(payment)
        return payment
