from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.project.models.project_task import CLOSED_STATES


class CrmInitiative(models.Model):
    _inherit = "crm.initiative"

    project_id = fields.Many2one(
        "project.project",
        index="btree_not_null",
        check_company=True,
        ondelete="set null",
        copy=False,
        groups="project.group_project_user",
        tracking=True,
    )
    task_count = fields.Integer(
        "Tasks", compute="_compute_tasks", groups="project.group_project_user"
    )
    done_task_count = fields.Integer(
        "Tasks Done", compute="_compute_tasks", groups="project.group_project_user"
    )

    @api.depends("project_id")
    def _compute_tasks(self):
        """Count the tasks that the reader may see: one query, however many."""
        rows = self.env["project.task"]._read_group(
            [("project_id", "in", self.project_id.ids)],
            ["project_id", "state"],
            ["__count"],
        )
        for initiative in self:
            counts = {
                state: count
                for project, state, count in rows
                if project == initiative.project_id
            }
            initiative.task_count = sum(counts.values())
            initiative.done_task_count = sum(
                count for state, count in counts.items() if state in CLOSED_STATES
            )

    def action_create_project(self):
        """Make the project by which the initiative is carried out, and open it.

        :raise UserError: when it has one already
        :raise AccessError: when the user may not make projects
        """
        self.check_access("write")
        self.env["project.project"].check_access("create")
        self.ensure_one()
        if self.project_id:
            raise UserError(
                self.env._("“%s” has a project already. Open that one.", self.name)
            )
        self.project_id = self.env["project.project"].create(
            {
                "name": self.name,
                "company_id": self.company_id.id,
                "user_id": self.owner_id.id,
                "date_start": self.date_from or fields.Date.context_today(self),
                "date": self.date_to,
                "description": self.expected_effect,
            }
        )
        return self.action_open_project()

    def action_open_project(self):
        """Open the tasks of the project."""
        self.check_access("read")
        self.env["project.project"].check_access("read")
        self.ensure_one()
        self.project_id.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "project.act_project_project_2_project_task_all"
        )
        action["context"] = {
            "active_id": self.project_id.id,
            "default_project_id": self.project_id.id,
            "active_model": "project.project",
        }
        action["domain"] = [("project_id", "=", self.project_id.id)]
        action["display_name"] = self.project_id.display_name
        return action
