from odoo import api, fields, models
from odoo.tools import SQL


class CrmTouchpoint(models.Model):
    """What was worked on for the customer."""

    _inherit = "crm.touchpoint"
    _depends = {
        "project.task": [
            "company_id",
            "create_date",
            "is_template",
            "name",
            "partner_id",
            "project_id",
        ],
    }

    kind = fields.Selection(selection_add=[("task", "Task")])

    @api.model
    def _get_branches(self):
        branches = super()._get_branches()
        tasks = self._make_branch(
            self._find_readable(
                "project.task",
                [("project_id", "!=", False), ("is_template", "=", False)],
            ),
            "project.task",
            SQL("project_task.partner_id"),
            kind=SQL("'task'"),
            date=SQL("project_task.create_date"),
            company_id=SQL("project_task.company_id"),
            name=SQL("project_task.name"),
            res_model=SQL("'project.task'"),
            res_id=SQL("project_task.id"),
        )
        return {**branches, "task": tasks} if tasks else branches
