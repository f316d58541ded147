from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from .crm_complaint_action import OPEN_STATES

AGENT = "crm_complaints.group_complaint_user"
# So long before its deadline, an action is called to mind
DAYS_BEFORE = 3
# What whoever does an action writes on it, who does not handle complaints
THEIR_FIELDS = {"work_note"}


class CrmComplaintActionFlow(models.Model):
    """Planned, done, and checked by somebody else after a while.

    What does not work opens an action that follows it.
    """

    _inherit = "crm.complaint.action"

    _first_state = "planned"
    _flow_fields = frozenset(
        {
            "state",
            "done_date",
            "done_user_id",
            "checker_id",
            "checked_date",
            "previous_action_id",
        }
    )
    _fixed_fields = frozenset({"company_id"})
    _writable_in = {
        None: ("planned", "doing", "done"),
        "user_id": OPEN_STATES,
        "date_deadline": OPEN_STATES,
        "work_note": OPEN_STATES,
    }

    @api.model_create_multi
    def create(self, vals_list):
        actions = super().create(vals_list)
        actions._check_complaints_writable()
        return actions

    def write(self, vals):
        if not self.env.su and not self.env.user.has_group(AGENT):
            others = set(vals) - THEIR_FIELDS
            self._refuse_to_set(
                name
                for name in others
                if name in self._fields and self._fields[name]._module != "mail"
            )
        result = super().write(vals)
        if {"complaint_ids", "investigation_id"} & set(vals):
            self._check_complaints_writable()
        return result

    def _check_complaints_writable(self):
        """Nobody hangs an action on a complaint that they do not handle."""
        if self.env.su:
            return
        everything = self.sudo()
        everything.complaint_ids.sudo(False).check_access("write")
        everything.investigation_id.sudo(False).check_access("write")

    def _require_agent(self):
        if not (self.env.su or self.env.user.has_group(AGENT)):
            raise AccessError(
                self.env._(
                    "This is for those who handle complaints. Tell them what you know "
                    "in a note."
                )
            )

    def action_start(self):
        """Somebody is at it."""
        action = self._begin("planned")
        action.state = "doing"

    def action_done(self):
        """It is done; the check is planned."""
        action = self._begin(*OPEN_STATES)
        action._require_filled("work_note")
        today = fields.Date.context_today(self)
        action.write(
            {
                "state": "done",
                "done_date": fields.Datetime.now(),
                "done_user_id": self.env.uid,
                "check_date": today + timedelta(days=action.check_days),
            }
        )
        action._forget_reminders()

    def action_reopen(self):
        """It is not done yet, or wanted again."""
        self._require_agent()
        action = self._begin("done", "cancelled")
        action.write(
            {
                "state": "doing",
                "done_date": False,
                "done_user_id": False,
                "check_date": False,
            }
        )

    def action_verify(self):
        """It works, as somebody else than who did it found."""
        action = self._begin_check()
        if action.recurrence_count and not (action.result_reason or "").strip():
            raise UserError(
                self.env._(
                    "The same happened again %s times since. Write into the result of "
                    "the check why the action works all the same.",
                    action.recurrence_count,
                )
            )
        action._check_off("verified")

    def action_fail(self):
        """It does not work: open another action, which follows it."""
        action = self._begin_check()
        action._require_filled("result_reason")
        action._check_off("ineffective")
        follow_up = action.create(action._prepare_follow_up_vals())
        return follow_up.sudo(False).get_formview_action()

    def action_cancel(self):
        """It is not needed any more; why, is in the result."""
        self._require_agent()
        action = self._begin(*OPEN_STATES)
        action._require_filled("result_reason")
        action.state = "cancelled"
        action._forget_reminders()

    def _begin_check(self):
        """Return the action, for somebody else than who did it, once it is time."""
        self._require_agent()
        action = self._begin("done")
        if self.env.user in action.user_id | action.done_user_id:
            raise UserError(
                self.env._(
                    "You were responsible for this action, or reported it as done. "
                    "Somebody else checks whether it works."
                )
            )
        if action.check_date and action.check_date > fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "The check is planned for %s: before, nobody can tell whether the "
                    "action works.",
                    fields.Date.to_string(action.check_date),
                )
            )
        return action

    def _check_off(self, state):
        self.write(
            {
                "state": state,
                "checker_id": self.env.uid,
                "checked_date": fields.Datetime.now(),
            }
        )
        self._forget_reminders()

    def _prepare_follow_up_vals(self):
        """Return the values of the action that follows this one, which did not work."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        return {
            "name": self.env._("Follow-up: %s", self.name),
            "kind": self.kind,
            "company_id": self.company_id.id,
            "user_id": self.user_id.id,
            "department_id": self.department_id.id,
            "date_deadline": today + timedelta(days=self.check_days),
            "complaint_ids": [Command.set(self.complaint_ids.ids)],
            "investigation_id": self.investigation_id.id,
            "category_id": self.category_id.id,
            "cause_id": self.cause_id.id,
            "check_days": self.check_days,
            "check_method": self.check_method,
            "previous_action_id": self.id,
        }

    # ------------------------------------------------------------------
    # Reminders
    # ------------------------------------------------------------------

    def _forget_reminders(self):
        self.activity_unlink(["mail.mail_activity_data_todo"])

    @api.model
    def _get_reminder_domain(self, today):
        soon = today + timedelta(days=DAYS_BEFORE)
        Domain = fields.Domain
        return (
            Domain("state", "in", OPEN_STATES) & Domain("date_deadline", "<=", soon)
        ) | (Domain("state", "=", "done") & Domain("check_date", "<=", today))

    def _get_reminders(self, today):
        self.ensure_one()
        due, check = self.date_deadline, self.check_date
        if self.state == "done":
            return [("check", check, self.env._("Does it work? %s", self.name))]
        if due < today:
            return [("overdue", due, self.env._("Overdue: %s", self.name))]
        return [("due", due, self.env._("Due: %s", self.name))]

    def _get_reminder_users(self):
        """Return who does it; once done, or overdue, who answers for it first."""
        self.ensure_one()
        complaints = self.sudo().complaint_ids
        others = complaints.user_id | complaints.team_id.user_id | self.create_uid
        if self.state == "done":
            return others - self.user_id
        if self.is_overdue:
            return (others - self.user_id) | self.user_id
        return self.user_id | others
