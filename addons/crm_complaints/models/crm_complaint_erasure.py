from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .crm_complaint import ENDED_STATES

OFFICER = "crm_complaints.group_complaint_data_officer"


class CrmComplaintErasure(models.Model):
    """Who complained is forgotten; that somebody did, and how it went, is not.

    Orders, invoices and deliveries stay, as the law wants; nothing here leads to them
    any more. Whatever else a complaint has, it erases in :meth:`_erase_related`.
    """

    _name = "crm.complaint"
    _inherit = ["crm.complaint", "crm.erasable.record"]

    erased_date = fields.Datetime("Erased On", readonly=True, copy=False)
    retention_date = fields.Datetime(
        "Looked At For Retention On", readonly=True, copy=False
    )

    def action_erase(self):
        """Erase who complained, what was written, and the files; figures stay.

        Of several complaints all are erased or none.
        """
        if not self.env.user.has_group(OFFICER):
            raise AccessError(
                self.env._("Only a data officer erases personal data of complaints.")
            )
        self.check_access("read")
        self._wait_for_others()
        self._erase_all()

    def _erase_all(self):
        """Erase these complaints, all or none, and note who did it."""
        for complaint in self.sudo():
            complaint._check_may_erase()
        for complaint in self.sudo():
            complaint._erase()
        self.env["crm.complaint.access.log"]._note(self, "erase")

    def _check_may_erase(self):
        """Raise UserError with the reason why data are still needed; extensible."""
        self.ensure_one()
        if self.state not in ENDED_STATES:
            raise UserError(
                self.env._(
                    "%s is open: what is needed to answer it cannot be erased. Close "
                    "it first.",
                    self.number,
                )
            )

    def _erase(self):
        """Erase once and for all; doing so again erases what has come since."""
        self.ensure_one()
        self._erase_related()
        self.erased_date = self.erased_date or fields.Datetime.now()
        self.with_context(tracking_disable=True).write(self._prepare_erased_vals())
        self._erase_written()
        self.message_post(body=self.env._("Personal data were erased."))

    def _can_reopen(self):
        return not self.erased_date and super()._can_reopen()

    def action_reopen(self):
        """What was erased cannot be answered, and would not be erased once more."""
        if any(complaint.erased_date for complaint in self):
            raise UserError(
                self.env._(
                    "Personal data of this complaint were erased. Record a new one."
                )
            )
        return super().action_reopen()

    def _erase_related(self):
        """Erase what belongs to the complaint and names a person; to be extended.

        Called before the complaint itself forgets whose it is.
        """
        self.ensure_one()
        self.link_ids._erase()
        self.pause_ids._erase()
        self.breach_ids._erase_of(self)

    def _prepare_erased_vals(self):
        """Return the values that tell nothing of a person; to be extended."""
        return {
            "name": self.env._("Erased"),
            "partner_id": False,
            "partner_name": False,
            "email_from": False,
            "email_cc": False,
            "phone": False,
            "description": False,
            "remedy_wanted": False,
            "immediate_action": False,
            "accused_statement": False,
            "decision_reason": False,
            "next_step": False,
            "invalid_reason": False,
            "access_token": False,
            "request_id": False,
        }

    @api.model
    def _cron_erase(self):
        """Erase what was closed longer ago than its company keeps it."""
        today = fields.Datetime.now()
        due = Domain.FALSE
        Company = self.env["res.company"].sudo()
        for company in Company.search([("complaint_retention_months", ">", 0)]):
            kept = relativedelta(months=company.complaint_retention_months)
            due |= Domain("company_id", "=", company.id) & Domain(
                "closed_date", "<=", today - kept
            )
        self.sudo().with_context(active_test=False)._in_portions(
            due & Domain("erased_date", "=", False),
            "retention_date",
            lambda complaints: complaints._erase_due(),
        )

    def _erase_due(self):
        """Erase what nothing speaks against; what is still needed waits its turn."""
        self._erase_all()
