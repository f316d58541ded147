import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .crm_complaint import ENDED_STATES
from .crm_complaint_remedy import GOODS_KINDS, MONEY_KINDS


class CrmComplaintRemedyFlow(models.Model):
    """How a remedy gets from a draft to what the customer has in hand.

    A kind ``x`` may have ``_check_x``, which refuses what cannot be, and ``_begin_x``,
    which makes its document.  Both run with all rights, after the checks of who asks
    and how much: an agent without rights in accounting or sales gives a credit note
    within the limit, as a draft.  What binds the company, to post or to confirm,
    happens with the rights of whoever acts; for others a draft stays, and a neutral
    activity for the company's finance.
    """

    _inherit = "crm.complaint.remedy"

    res_model = fields.Char("Document Model", readonly=True, copy=False)
    res_id = fields.Many2oneReference(
        "Document", model_field="res_model", readonly=True, copy=False
    )

    def action_submit(self):
        """Grant what is within the limit; ask an approver for the rest."""
        self.check_access("write")
        for remedy in self.sudo():
            remedy._wait_for_others()
            remedy._require("draft")
            remedy._check_complaint(*ENDED_STATES)
            remedy._check_not_involved()
            remedy._check_complete()
            remedy.requester_id = self.env.user
            # at today's prices and rates, not at those of the day it was drafted
            remedy.granted_amount = remedy._get_granted_amount()
            if remedy._is_over_limit():
                remedy._ask_approval()
            else:
                remedy._grant()

    def action_done(self):
        """Say that what was granted, and makes no document, has been done."""
        self.check_access("write")
        for remedy in self.sudo():
            remedy._wait_for_others()
            remedy._require("approved")
            remedy._set_state("done")

    def action_cancel(self):
        """Take back what was not carried out, or whose document is gone."""
        self.check_access("write")
        for remedy in self.sudo():
            remedy._wait_for_others()
            remedy._require("draft", "pending", "approved", "done")
            if remedy.state == "done" and not remedy._is_document_lost():
                raise UserError(
                    self.env._(
                        "This remedy has been carried out, and stands as long as "
                        "its document does."
                    )
                )
            remedy._set_state("cancelled")
            remedy._end_approval()

    def action_open_document(self):
        """Open what the remedy made, with the user's own rights."""
        self.ensure_one()
        self.check_access("read")
        document = self._get_document()
        if not document:
            raise UserError(self.env._("This remedy has no document."))
        document.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": document._name,
            "res_id": document.id,
            "views": [(False, "form")],
        }

    def _grant(self):
        """Promise the remedy, and make its document where its kind has one."""
        self.ensure_one()
        self._check_complete()
        self.write({"state": "approved", "approved_date": fields.Datetime.now()})
        begin = getattr(self, f"_begin_{self.kind}", None)
        if begin is None:
            self._log(self.env._("granted"))
            return
        document = begin()
        if document:
            self.write({"res_model": document._name, "res_id": document.id})
        self._set_state("done")

    def _set_state(self, state):
        self.ensure_one()
        self.state = state
        labels = dict(self._fields["state"]._description_selection(self.env))
        self._log(labels[state])

    def _log(self, what):
        """Say on the complaint what has become of the remedy."""
        self.ensure_one()
        labels = dict(self._fields["kind"]._description_selection(self.env))
        amount = self.currency_id.format(self.amount) if self.amount else ""
        self.complaint_id._message_log(
            body=self.env._(
                "Remedy “%(kind)s” %(amount)s: %(what)s",
                kind=labels[self.kind],
                amount=amount,
                what=what,
            )
        )

    def _check_complete(self):
        """Refuse what lacks something, or what its kind does not allow."""
        self.ensure_one()
        if (
            self.kind in MONEY_KINDS
            and self.currency_id.compare_amounts(self.amount, 0) <= 0
        ):
            raise UserError(self.env._("Say how much: the amount is missing."))
        if self.kind in GOODS_KINDS and not self.product_id:
            raise UserError(self.env._("Say of what: choose a product."))
        if self.order_id:
            self._check_customer(self.order_id.partner_id)
        self._check_reason()
        check = getattr(self, f"_check_{self.kind}", None)
        if check is not None:
            check()

    def _check_reason(self):
        """Refuse a reason that tells of the complaint: documents bear it."""
        complaint = self.complaint_id
        accused = " ".join(complaint.accused_employee_ids.mapped("name"))
        # not initials, nor “de” and the like
        secrets = {
            complaint.number,
            *filter(lambda name: len(name) > 2, accused.split()),
        }
        secrets = "|".join(re.escape(secret) for secret in secrets if secret)
        if re.search(rf"\b({secrets})\b", self.reason or "", re.IGNORECASE):
            raise UserError(
                self.env._(
                    "The reason is printed on documents that everybody reads. Leave "
                    "out the number of the complaint, and whom it is about."
                )
            )

    def _check_complaint(self, *ended):
        """Refuse to give anything for a complaint that is in such a state."""
        self.ensure_one()
        if self.complaint_id.state in ended:
            raise UserError(
                self.env._(
                    "This complaint has ended. Reopen it before you give anything "
                    "for it."
                )
            )

    def _get_customer(self):
        """Return the partner who gets the remedy.

        :raise UserError: when nobody knows who complains
        """
        self.ensure_one()
        partner = self.complaint_id.partner_id
        if not partner:
            raise UserError(
                self.env._("Choose the complainant first: documents need a customer.")
            )
        return partner

    def _check_customer(self, partner):
        """Refuse documents of others than whoever complains."""
        self.ensure_one()
        if partner.commercial_partner_id != self._get_customer().commercial_partner_id:
            raise UserError(
                self.env._("Choose a document of the customer who complains.")
            )

    def _require(self, *states):
        self.ensure_one()
        self.invalidate_recordset(["state"])
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "This remedy is “%s” meanwhile. Load the page again.",
                    labels[self.state],
                )
            )

    def _wait_for_others(self):
        """Come after whoever gives on the same complaint, or of the same invoice.

        The rows are touched, not only locked: whoever waited would look at what was
        there before the other; touched, the server calls again, with what is there
        now.  Nobody else reads or writes anything different for it.
        """
        self.flush_recordset()
        self._touch("crm_complaint", self.complaint_id)
        self._touch("account_move", self.invoice_id | self.credit_note_id)

    @api.model
    def _touch(self, table, records):
        if records:
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET write_date = write_date WHERE id IN %s",
                    SQL.identifier(table),
                    tuple(sorted(records.ids)),
                )
            )

    def _get_document(self):
        """Return the document, or None; the caller checks who may read it."""
        self.ensure_one()
        if not self.res_model or self.res_model not in self.env:
            return None
        return self.env[self.res_model].browse(self.res_id).exists()

    def _is_document_lost(self):
        """Whether there was a document, and it was deleted or cancelled."""
        document = self._get_document()
        if not document:
            return bool(self.res_model)
        return "state" in document._fields and document.state in ("cancel", "canceled")

    def _get_finance_user(self):
        return self.company_id.crm_complaint_finance_user_id

    def _tell_finance(self, document):
        """Have somebody of finance look at a draft."""
        self._tell(self._get_finance_user(), document, self.env._("Check and post"))

    def _tell(self, user, document, what):
        """Have somebody look at a draft, without a word of why; nobody involved."""
        if user - self.env.user - self._get_involved_users():
            document.activity_schedule(
                "mail.mail_activity_data_todo", summary=what, user_id=user.id
            )
