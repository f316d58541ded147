from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .crm_contract import OPEN_STATES


class CrmContractRenewal(models.Model):
    """How a contract goes on: extended, followed by another, moved by its dates."""

    _inherit = "crm.contract"

    def action_extend(self):
        """Move the end by the agreed months; the number stays."""
        self._require(*OPEN_STATES, "expired")
        for contract in self:
            contract._extend(contract._get_extended_end())

    def action_renew(self):
        """Open the follow-up contract, made now if there is none yet."""
        self.ensure_one()
        self._require(*OPEN_STATES, "expired")
        following = self.next_ids.filtered(lambda c: c.state != "terminated")[:1]
        if not following:
            following = self._create_following()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": following.id,
            "views": [(False, "form")],
        }

    def _get_extended_end(self):
        self.ensure_one()
        if not self.end_date or not self.renewal_months:
            raise UserError(
                self.env._(
                    "Enter the end of “%s” and by how many months it is renewed.",
                    self.subject,
                )
            )
        # months are added to the day after the end: a year from 1 March ends on
        # the last of February, leap year or not
        return (
            self.end_date
            + relativedelta(days=1)
            + relativedelta(months=self.renewal_months)
            - relativedelta(days=1)
        )

    def _extend(self, end_date):
        self.ensure_one()
        self.write({"end_date": end_date, "state": "running"})
        self.message_post(body=self.env._("Extended to %s.", end_date))

    def _create_following(self):
        """Make the draft of the next term, with all dates moved on."""
        end_date = self._get_extended_end()
        start_date = self.end_date + relativedelta(days=1)
        following = self.copy(
            {"start_date": start_date, "end_date": end_date, "previous_id": self.id}
        )
        shift = start_date - self.start_date
        self.env["crm.contract.obligation"].create(
            [
                {
                    **obligation.copy_data()[0],
                    "contract_id": following.id,
                    "due_date": obligation.due_date + shift,
                }
                for obligation in self.obligation_ids
                if not obligation.repeat_months or obligation.state == "open"
            ]
        )
        return following

    # What the calendar does

    @api.model
    def _cron_progress(self):
        """Move contracts along their dates, then remind their owners."""
        for company in self.env["res.company"].search([("active", "=", True)]):
            today = company._get_crm_today()
            self.search(
                [
                    ("company_id", "=", company.id),
                    ("state", "in", OPEN_STATES),
                    "|",
                    ("remind_date", "<=", today),
                    ("end_date", "<", today),
                ]
            )._progress()
        self._cron_remind()

    def _progress(self):
        """Give contracts the state that their dates ask for; repeatable."""
        for contract in self.filtered(lambda c: c.state in OPEN_STATES and c.end_date):
            today = contract.company_id._get_crm_today()
            if contract.end_date < today:
                if contract.renewal == "automatic" and not contract.next_ids:
                    contract._renew_until(today)
                else:
                    contract.state = "expired"
            if (
                contract.state == "running"
                and contract.renewal != "none"
                and contract.remind_date <= today <= contract.end_date
            ):
                contract.state = "to_renew"

    def _renew_until(self, today):
        """Extend as often as the scheduler slept over it."""
        end_date = self.end_date
        while self.end_date < today:
            self.end_date = self._get_extended_end()
        if self.end_date != end_date:
            self._extend(self.end_date)

    @api.model
    def _get_reminder_domain(self, today):
        return [("state", "in", OPEN_STATES), ("remind_date", "<=", today)]

    def _get_reminders(self, today):
        self.ensure_one()
        if self.notice_days and self.notice_deadline >= today:
            yield (
                "notice",
                self.notice_deadline,
                self.env._("Notice deadline of contract %s", self.display_name),
            )
        if fields.Date.subtract(self.end_date, days=self.remind_days) <= today:
            yield (
                "end",
                self.end_date,
                self.env._("End of contract %s", self.display_name),
            )
