from odoo import Command, fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_left_to_credit(self):
        """Return what of the invoice is in no credit note yet, in its currency.

        Whoever made them: by hand, by the host's wizard, drafts too, with taxes.
        """
        self.ensure_one()
        notes = self.sudo().search(
            [
                ("reversed_entry_id", "=", self.id),
                ("move_type", "=", "out_refund"),
                ("state", "!=", "cancel"),
            ]
        )
        credited = sum(
            note.currency_id._convert(
                note.amount_total,
                self.currency_id,
                self.company_id,
                note.invoice_date or note.date or fields.Date.context_today(self),
            )
            for note in notes
        )
        return self.currency_id.round(self.amount_total - credited)

    def _make_credit_note(self, amount, reason):
        """Return a draft credit note of this invoice over exactly this amount.

        The host's wizard makes it.  Of a part, one line remains for each account and
        tax, with taxes in proportion, as the host reckons down payments.  They are no
        longer linked to order lines: the goods were not taken back, and the order
        must not ask for another invoice of them.

        :param amount: with taxes, in the currency of the invoice
        """
        self.ensure_one()
        wizard = (
            self.env["account.move.reversal"]
            .with_company(self.company_id)
            .with_context(active_model="account.move", active_ids=self.ids)
            .create({"reason": reason, "journal_id": self.journal_id.id})
        )
        wizard.refund_moves()
        note = wizard.new_move_ids
        if self.currency_id.compare_amounts(amount, note.amount_total):
            note._reduce_to(amount, reason)
        return note

    def _reduce_to(self, amount, reason):
        """Replace the lines by such as make the total exactly this."""
        self.ensure_one()
        Tax = self.env["account.tax"]
        base_lines, _tax_lines = self._get_rounded_base_and_tax_lines()
        reduced = Tax._prepare_down_payment_lines(
            [line for line in base_lines if not line["special_type"]],
            self.company_id,
            "fixed",
            amount,
            computation_key=f"part,{self.id}",
            grouping_function=lambda line: {"account_id": line["account_id"]},
        )
        clear = [Command.delete(line.id) for line in self.invoice_line_ids]
        lines = [
            Command.create(
                {
                    "name": reason,
                    "quantity": 1,
                    "price_unit": line["price_unit"],
                    "tax_ids": [Command.set(line["tax_ids"].ids)],
                    "account_id": line["account_id"].id,
                    "analytic_distribution": line["analytic_distribution"],
                    "extra_tax_data": Tax._export_base_line_extra_tax_data(line),
                }
            )
            for line in reduced
        ]
        self.write(
            {"invoice_cash_rounding_id": False, "invoice_line_ids": clear + lines}
        )
