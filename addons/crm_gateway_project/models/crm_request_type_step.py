from odoo import api, fields, models


class CrmRequestTypeStep(models.Model):
    """A plan may name the project in which a step is worked on."""

    _inherit = "crm.request.type.step"

    kind = fields.Selection(
        selection_add=[("project", "Project task")],
        ondelete={"project": "set default"},
    )
    project_id = fields.Many2one(
        "project.project", ondelete="set null", help="Where the step makes its task."
    )

    @api.constrains("project_id")
    def _check_project(self):
        self._check_doers()

    def _get_doers(self):
        return [*super()._get_doers(), self.project_id]

    def _prepare_step_vals(self, company):
        return {
            **super()._prepare_step_vals(company),
            "project_id": self._own(self.project_id, company),
        }
