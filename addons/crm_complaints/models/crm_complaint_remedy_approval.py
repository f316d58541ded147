from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .crm_complaint_remedy import VALUED_KINDS

APPROVER = "crm_complaints.group_complaint_approver"
ACTIVITY = "crm_complaints.mail_activity_remedy"


class CrmComplaintRemedyApproval(models.Model):
    """Who may grant how much, and who looks at it once more.

    The limit is the team's or the member's own, for all that one complaint gets.
    Nobody approves what they asked for or wrote, administrators neither, nor what
    concerns them or whoever they report to.
    """

    _inherit = "crm.complaint.remedy"

    def action_approve(self):
        """Approve; over the approvers' own limit only the second one grants it."""
        self._check_approver()
        for remedy in self.sudo():
            remedy._wait_for_others()
            remedy._require("pending")
            remedy._check_complaint("merged", "invalid")
            bar = remedy._get_bar(self.env.user)
            if bar:
                raise UserError(bar)
            if remedy._needs_second_approver() and not remedy.approver_id:
                remedy.approver_id = self.env.user
                remedy._log(
                    self.env._(
                        "approved by %s, a second approver decides", self.env.user.name
                    )
                )
                remedy._end_approval()
                continue
            if remedy.approver_id:
                remedy.second_approver_id = self.env.user
            else:
                remedy.approver_id = self.env.user
            remedy._grant()
            remedy._end_approval()

    def action_refuse(self):
        """Ask why, and refuse."""
        self._require_one()
        self._check_approver()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse"),
            "res_model": "crm.complaint.remedy.refuse",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_remedy_id": self.id},
        }

    def _refuse(self, reason):
        """Refuse with a reason, which whoever asked can read."""
        self._check_approver()
        for remedy in self.sudo():
            remedy._wait_for_others()
            remedy._require("pending")
            remedy._check_not_involved()
            remedy.write({"approver_id": self.env.user.id, "refuse_reason": reason})
            remedy._set_state("refused")
            remedy._end_approval()

    def _check_approver(self):
        self.check_access("read")
        if not self.env.user.has_group(APPROVER):
            raise AccessError(self.env._("Only approvers of remedies may do this."))

    def _get_bar(self, user):
        """Return why the user may not approve it; nothing when the user may."""
        self.ensure_one()
        if not user.has_group(APPROVER):
            return self.env._("Only approvers of remedies may do this.")
        if user in (self.requester_id | self.create_uid):
            return self.env._(
                "You asked for this remedy yourself. Somebody else approves it."
            )
        if user == self.approver_id:
            return self.env._(
                "You have approved this remedy. Its amount needs a second approver."
            )
        if user in self._get_involved_users():
            return self.env._(
                "You are involved in this complaint, and cannot decide on it."
            )
        return None

    def _get_involved_users(self):
        complaint = self.complaint_id
        return complaint.accused_user_ids | complaint._get_involved_users()

    def _check_not_involved(self):
        if self.env.user in self._get_involved_users():
            raise AccessError(
                self.env._(
                    "You are involved in this complaint, and cannot decide on it."
                )
            )

    def _get_granted_total(self):
        """Return what the complaint has got so far and this remedy together.

        What was merged here got it too, and what had been merged there before. What
        was cancelled counts as soon as finance takes its document up again.
        """
        self.ensure_one()
        self.flush_model(["complaint_id", "is_given", "granted_amount"])
        self.complaint_id.flush_model(["merged_into_id"])
        ((others,),) = self.env.execute_query(
            SQL(
                """WITH RECURSIVE merged (id) AS (
                        SELECT %(complaint)s
                         UNION
                        SELECT complaint.id
                          FROM crm_complaint complaint
                          JOIN merged ON complaint.merged_into_id = merged.id)
                   SELECT COALESCE(SUM(remedy.granted_amount), 0)
                     FROM crm_complaint_remedy remedy
                     JOIN merged ON remedy.complaint_id = merged.id
                    WHERE remedy.is_given AND remedy.id <> %(remedy)s""",
                complaint=self.complaint_id.id,
                remedy=self.id,
            )
        )
        return float(others) + self.granted_amount

    def _exceeds(self, limit):
        """Whether the complaint would get more than this.

        A gift of nothing is never too much; one of which nobody knows the value is.
        """
        if self._lacks_estimate():
            return True
        currency = self.company_id.currency_id
        if currency.is_zero(self.granted_amount):
            return False
        return currency.compare_amounts(self._get_granted_total(), limit) > 0

    def _lacks_estimate(self):
        """Whether something of value is given, and nobody said of which."""
        self.ensure_one()
        return self.kind in VALUED_KINDS and self.company_id.currency_id.is_zero(
            self._get_gift_value()
        )

    def _is_over_limit(self):
        self.ensure_one()
        return self._exceeds(self.complaint_id.team_id._get_remedy_limit(self.env.user))

    def _needs_second_approver(self):
        limit = self.company_id.crm_complaint_approver_limit
        return bool(limit) and self._exceeds(limit)

    def _ask_approval(self):
        """Wait for an approver, and tell all who are free to judge."""
        self.ensure_one()
        approvers = self._get_free_approvers()
        if not approvers:
            raise UserError(
                self.env._(
                    "This is over your limit, and nobody who is free to judge may "
                    "approve it. Have an administrator name an approver of remedies."
                )
            )
        self._set_state("pending")
        self.flush_recordset()
        for user in approvers:
            self.complaint_id.activity_schedule(
                ACTIVITY,
                date_deadline=fields.Date.context_today(self),
                user_id=user.id,
            )

    def _get_free_approvers(self):
        group = self.env.ref(APPROVER).sudo()
        barred = self.requester_id | self.create_uid | self._get_involved_users()
        return (group.all_user_ids - barred).filtered(
            lambda user: (
                user.active and not user.share and self.company_id in user.company_ids
            )
        )

    def _end_approval(self):
        """Take the activities away of approvers for whom nothing waits any more."""
        for complaint in self.complaint_id:
            pending = complaint.remedy_ids.filtered(lambda r: r.state == "pending")
            activities = complaint.activity_search([ACTIVITY])
            for user in activities.user_id:
                if all(remedy._get_bar(user) for remedy in pending):
                    complaint.activity_unlink([ACTIVITY], user_id=user.id)
