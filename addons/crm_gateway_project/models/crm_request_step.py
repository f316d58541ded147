from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html


class CrmRequestStep(models.Model):
    """A step that is worked on as a task of a project.

    Step and task are one piece of work: whichever is done first ends the other, and
    both are with the same person until the same time.
    """

    _inherit = "crm.request.step"

    kind = fields.Selection(
        selection_add=[("project", "Project task")],
        ondelete={"project": "set default"},
    )
    project_id = fields.Many2one(
        "project.project", groups="project.group_project_user", ondelete="set null"
    )
    task_ids = fields.One2many(
        "project.task", "request_step_id", groups="project.group_project_user"
    )

    @api.model
    def _get_followed_kinds(self):
        return [*super()._get_followed_kinds(), "project"]

    @api.model
    def _get_made_models(self):
        return {**super()._get_made_models(), "project": "project.task"}

    def _begin_project(self):
        task = self._get_open_tasks()[:1]
        if task:
            return task
        if not self.project_id:
            raise UserError(
                self.env._(
                    "In which project? Choose one on “%s”, and make its document "
                    "again.",
                    self.name,
                )
            )
        # whoever does the step has its activity already
        Task = self.env["project.task"].with_context(mail_auto_subscribe_no_notify=True)
        return Task.with_company(self.company_id).create(self._prepare_task_vals())

    def _prepare_task_vals(self):
        self.ensure_one()
        request = self.request_id
        return {
            "name": f"{request.number} {self.name}: {request.name}",
            "request_step_id": self.id,
            "project_id": self.project_id.id,
            "partner_id": request._ensure_partner().id,
            "company_id": request.company_id.id,
            "description": plaintext2html(self.instructions or "")
            + (request.description or ""),
            "priority": request.priority,
            **self._prepare_task_plan_vals(),
        }

    def _prepare_task_plan_vals(self):
        """Return who does the task and until when: as the step."""
        return {
            "user_ids": [Command.set(self.user_id.ids)],
            "date_deadline": self.date_deadline,
        }

    def _get_open_tasks(self):
        """Return them with all rights: a step's doer may know nothing of projects."""
        steps = self.sudo().filtered(lambda step: step.kind == "project")
        return steps.task_ids.filtered(lambda task: not task.is_closed)

    def _is_project_done(self):
        return "1_done" in self.task_ids.mapped("state")

    def _is_document_lost(self):
        lost = super()._is_document_lost()
        if self.kind == "project" and not lost:
            document = self._get_document()
            return bool(document and document.state == "1_canceled")
        return lost

    def _assign_to(self, employee, reason=None):
        result = super()._assign_to(employee, reason)
        for task in self._get_open_tasks():
            task.write(self._prepare_task_plan_vals())
        return result

    def _close(self, state):
        """The task ends with its step, whoever ended that."""
        result = super()._close(state)
        ended = "1_done" if state == "done" else "1_canceled"
        self._get_open_tasks().write({"state": ended})
        return result
