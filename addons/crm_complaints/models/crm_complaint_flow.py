from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..working_time import count_days
from .crm_complaint import ENDED_STATES
from .crm_complaint_guard import MANAGER

# Longer than this in all, in working days, a manager decides that it waits
LONGEST_WAIT = 5


class CrmComplaintFlow(models.Model):
    """From receipt to the end: what moves a complaint on, and who may.

    received - acknowledged - assessed - investigating (or waiting) - responded; then
    closed when the complainant is content or silent, or escalated, answered for good
    by somebody else, and closed or before an external body.
    """

    _inherit = "crm.complaint"

    acknowledged_date = fields.Datetime("Acknowledged On", readonly=True, copy=False)
    assessed_date = fields.Datetime("Assessed On", readonly=True, copy=False)

    def _wait_for_others(self):
        """Come after whoever acts on these complaints at this moment."""
        if self.ids:
            self.env.execute_query(
                SQL(
                    "SELECT id FROM crm_complaint WHERE id IN %s"
                    " ORDER BY id FOR NO KEY UPDATE",
                    tuple(self.ids),
                )
            )

    def _begin_action(self, *states):
        """Check that the user may act on one complaint in one of the states.

        :return: the same record with all rights: what moves is for the flow to write
        """
        self._require_one()
        self.check_access("write")
        self._wait_for_others()
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(complaint)s is “%(state)s”. This can be done only with: "
                    "%(states)s.",
                    complaint=self.display_name,
                    state=labels[self.state],
                    states=", ".join(labels[state] for state in states),
                )
            )
        return self.sudo()

    def _require_manager(self):
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(
                self.env._("Only a manager of complaints can do this. Ask one of them.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        complaints = super().create(vals_list)
        # what is brought in with its past has no deadline before it
        complaints.filtered(lambda c: not c._is_ended())._start_clocks()
        complaints.sudo().filtered("is_safety")._raise_safety()
        return complaints

    def write(self, vals):
        before = {complaint: complaint.priority for complaint in self}
        unsafe = self.filtered(lambda complaint: not complaint.is_safety)
        result = super().write(vals)
        changed = self.filtered(lambda c: before.get(c) != c.priority)
        if "category_id" in vals or "partner_id" in vals:
            changed = self
        if changed:
            changed._adapt_clocks()
        if vals.get("is_safety"):
            unsafe.sudo()._raise_safety()
        return result

    def _raise_safety(self):
        """Give whoever leads the team an activity at once: somebody may be harmed."""
        for complaint in self:
            user = complaint._get_leader() or complaint.user_id
            in_their_language = complaint.with_context(lang=user.lang)
            complaint.activity_schedule(
                "crm_complaints.mail_activity_type_complaint_safety",
                date_deadline=fields.Date.context_today(complaint),
                summary=in_their_language.env._("Check the safety now"),
                user_id=user.id,
            )

    def _get_leader(self):
        """Return who leads the team, or reviews instead; nobody who is involved."""
        self.ensure_one()
        team = self.team_id
        involved = self._get_involved_users()
        able = (team.user_id - involved) or (team.reviewer_id - involved)
        return able.filtered("active") or self.user_id

    def _acknowledged(self):
        now = fields.Datetime.now()
        for complaint in self.sudo().filtered(lambda c: c.state == "received"):
            complaint.write({"state": "acknowledged", "acknowledged_date": now})
            complaint._meet_clocks("acknowledge", moment=now)

    def action_acknowledge(self):
        """Whoever complains knows, by phone or in person, that we have it."""
        complaint = self._begin_action("received")
        complaint._acknowledged()

    def action_assess(self):
        """The grades are set; they choose the deadlines."""
        complaint = self._begin_action("received", "acknowledged")
        missing = [
            complaint._fields[name]._description_string(self.env)
            for name in ("category_id", "severity", "impact")
            if not complaint[name]
        ]
        if missing:
            raise UserError(
                self.env._("To assess the complaint, fill in: %s.", ", ".join(missing))
            )
        complaint._acknowledged()
        now = fields.Datetime.now()
        complaint.write({"state": "assessed", "assessed_date": now})
        complaint._meet_clocks("assess", moment=now)

    def action_reassess(self):
        """Ask for other grades, and why."""
        self._require_manager()
        self.check_access("write")
        return self._open_wizard("reassess", self.env._("Reassess"))

    def action_investigate(self):
        """Somebody looks for what happened and why."""
        complaint = self._begin_action("assessed")
        complaint.state = "investigating"

    def action_wait(self):
        """Ask for whom it waits, and until when."""
        self._begin_action("assessed", "investigating")
        return self._open_wizard("wait", self.env._("Wait"))

    def _wait(self, reason, note, expected_date):
        """Wait for somebody; the clocks that may stand still do.

        :param expected_date: moment in UTC, without zone
        """
        complaint = self._begin_action("assessed", "investigating")
        now = fields.Datetime.now()
        if expected_date <= now:
            raise UserError(self.env._("Wait until a time that is still to come."))
        self._check_wait(now, expected_date)
        self.env["crm.complaint.pause"].sudo().create(
            {
                "complaint_id": complaint.id,
                "reason": reason,
                "note": note,
                "start_date": now,
                "expected_date": expected_date,
                "user_id": self.env.uid,
            }
        )
        complaint.state = "waiting"
        complaint._hold_clocks()

    def _check_wait(self, begin, end):
        """Refuse agents to have a complaint wait longer than they may, all in all."""
        self.ensure_one()
        if self.env.su or self.env.user.has_group(MANAGER):
            return
        waited = self._get_pauses()
        if self._count_days([*waited, (begin, end)]) > LONGEST_WAIT:
            raise AccessError(
                self.env._(
                    "A complaint waits for %(limit)s working days in all, and this one "
                    "has %(left)s of them left. Choose an earlier time, or ask a "
                    "manager of complaints, who may have it wait longer.",
                    limit=LONGEST_WAIT,
                    left=max(LONGEST_WAIT - self._count_days(waited), 0),
                )
            )

    def _count_days(self, spans):
        """Return on how many working days the complaint waited: (begin, end) each."""
        return count_days(self._get_calendar(), self.company_id.crm_timezone, spans)

    def action_resume(self):
        """Go on: what was waited for is there, or is waited for no longer."""
        complaint = self._begin_action("waiting")
        complaint._resume()

    def _resume(self):
        for complaint in self.filtered(lambda c: c.state == "waiting"):
            complaint._end_pause()
            complaint.state = "investigating"
            complaint._resume_clocks()

    def _end_pause(self):
        waiting = self.sudo().pause_ids.filtered(lambda p: not p.end_date)
        waiting.end_date = fields.Datetime.now()

    def _is_ended(self):
        self.ensure_one()
        return self.state in ENDED_STATES

    def _open_wizard(self, name, title):
        self._require_one()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": f"crm.complaint.{name}",
            "view_mode": "form",
            "target": "new",
            "context": {"default_complaint_id": self.id},
        }
