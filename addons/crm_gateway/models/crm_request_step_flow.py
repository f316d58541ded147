from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .crm_request_step import RUNNING_STATES


class CrmRequestStepFlow(models.Model):
    """From waiting to done: what people do with a step, and what happens by itself."""

    _inherit = "crm.request.step"

    @api.model_create_multi
    def create(self, vals_list):
        """A step that an officer adds to a running request starts when it can."""
        steps = super().create(vals_list)
        added = steps.filtered(lambda s: not s.template_id)
        added._plan_deadlines()
        added.request_id.filtered(lambda r: r.state == "open")._advance()
        return steps

    # ------------------------------------------------------------------
    # What people do
    # ------------------------------------------------------------------

    def action_start(self):
        """Begin to work on the step."""
        for step in self._act_on("ready"):
            step.write({"state": "progress", "start_date": fields.Datetime.now()})

    def action_done(self):
        """Report the step as done; what waits for it becomes ready."""
        for step in self._act_on("ready", "progress"):
            if step.kind == "document" and not step._has_attachment():
                raise UserError(
                    self.env._(
                        "“%s” is done when its document is attached. Attach it to "
                        "the step, and report it as done then.",
                        step.name,
                    )
                )
            step._close("done")
            step.request_id._advance()

    def action_skip(self):
        """Leave the step out; what waits for it becomes ready."""
        self._check_officer()
        for step in self._act_on("blocked", "ready", "progress"):
            step._close("skipped")
            step.request_id._advance()

    def action_take(self):
        """Take a step of one's own department that nobody has."""
        self.check_access("read")
        for step in self.sudo():
            step.request_id._wait_for_others()
            step._require(*RUNNING_STATES)
            employee = self.env.user.with_company(step.company_id).employee_id
            if not employee:
                raise UserError(
                    self.env._(
                        "You are not linked to an employee of %s. Ask the "
                        "administrator to set your user on your employee record.",
                        step.company_id.name,
                    )
                )
            if step.employee_id:
                raise UserError(
                    self.env._(
                        "%(step)s has been taken by %(employee)s.",
                        step=step.name,
                        employee=step.employee_id.name,
                    )
                )
            step._assign_to(employee.sudo())

    def action_reassign(self):
        """Ask to whom the step goes, and why."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reassign"),
            "res_model": "crm.request.step.reassign",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_step_ids": self.ids},
        }

    def _act_on(self, *states):
        """Return the steps, with all rights, if the user may act on them.

        :raise AccessError: for a step that is not the user's, nor of an employee or
            department that the user leads, unless the user is at the request desk
        :raise UserError: when the step is in none of the ``states``, because
            somebody else was faster, say
        """
        self.check_access("read")
        officer = self.env.user.has_group("crm_gateway.group_request_user")
        steps = self.sudo()
        for step in steps:
            if not (officer or step._is_led_by(self.env.user)):
                raise AccessError(
                    self.env._("“%s” is not yours. Take it first.", step.name)
                )
        steps.request_id._wait_for_others()
        steps._require(*states)
        return steps

    def _require(self, *states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for step in self:
            if step.state not in states:
                raise UserError(
                    self.env._(
                        "“%(step)s” is %(state)s meanwhile. Load the page again.",
                        step=step.name,
                        state=labels[step.state],
                    )
                )

    def _is_led_by(self, user):
        """Whether it is the user's own step, or of somebody whom the user leads."""
        self.ensure_one()
        return user in (
            self.user_id
            | self.employee_id.parent_id.user_id
            | self.department_id.manager_id.user_id
            | self.team_id.user_id
            | self.told_employee_ids.user_id
            | self.escalated_employee_id.user_id
        )

    def _check_officer(self):
        if not self.env.user.has_group("crm_gateway.group_request_user"):
            raise AccessError(self.env._("Only the request desk may do this."))

    def _has_attachment(self):
        self.ensure_one()
        return bool(
            self.env["ir.attachment"]
            .sudo()
            .search_count(
                [("res_model", "=", self._name), ("res_id", "=", self.id)], limit=1
            )
        )

    # ------------------------------------------------------------------
    # What happens by itself
    # ------------------------------------------------------------------

    def _is_free_to_start(self):
        self.ensure_one()
        return all(
            before.state in ("done", "skipped", "cancelled")
            for before in self.depends_on_ids
        )

    def _take_translations(self):
        """Let everybody read the copied plan in a language of their own."""
        names = ["name", "instructions"]
        self.flush_recordset(names)
        self.template_id.flush_recordset(names)
        self.env.cr.execute(
            SQL(
                """UPDATE crm_request_step AS step
                      SET name = plan.name, instructions = plan.instructions
                     FROM crm_request_type_step AS plan
                    WHERE plan.id = step.template_id AND step.id = ANY(%s)""",
                self.ids,
            )
        )
        self.invalidate_recordset(names)

    def _make_ready(self):
        """Give the steps to somebody, begin what they do, and follow it at once."""
        for step in self:
            step.write(
                {
                    "state": "ready",
                    "ready_date": fields.Datetime.now(),
                    # begun before, if its request was taken up again
                    "start_date": False,
                }
            )
            step._assign()
            step._begin()
        self._follow()

    def _close(self, state):
        now = fields.Datetime.now()
        for step in self:
            ready, start = step.ready_date, step.start_date
            due = step.date_deadline
            if state == "done":
                start = start or ready
            late = now - due if due and due < now and state == "done" else None
            step.write(
                {
                    "state": state,
                    "done_date": now,
                    "problem": False,
                    "waiting_hours": _hours((start or now) - ready) if ready else 0,
                    "working_hours": _hours(now - start) if start else 0,
                    "overdue_hours": _hours(late) if late else 0,
                }
            )
        # without asking what comes of it: the step knows already
        self.with_context(crm_request_step_closing=True)._finish_activities(state)

    def _finish_activities(self, state):
        activities = self.activity_ids
        if state == "done":
            activities.action_feedback()
        else:
            activities.unlink()


def _hours(delta):
    return delta.total_seconds() / 3600
