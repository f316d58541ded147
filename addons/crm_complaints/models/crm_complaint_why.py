from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmComplaintWhy(models.Model):
    """One why, its answer, and what shows that the answer holds."""

    _name = "crm.complaint.why"
    _description = "Why of an Investigation"
    _inherit = ["crm.company.bound", "crm.dependent.record"]
    _owner_field = "investigation_id"
    _order = "investigation_id, sequence, id"

    investigation_id = fields.Many2one(
        "crm.complaint.investigation", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="investigation_id.company_id", store=True, index=True
    )
    sequence = fields.Integer(default=10)
    question = fields.Char(required=True)
    answer = fields.Text()
    evidence = fields.Text(help="Record, picture, measurement, or who saw it.")

    @api.model_create_multi
    def create(self, vals_list):
        whys = super().create(vals_list)
        whys._check_running()
        return whys

    def write(self, vals):
        self._check_running()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_while_running(self):
        self._check_running()

    def _check_running(self):
        """What was concluded from them stays as it was."""
        if not self.env.su and any(w.investigation_id.state == "done" for w in self):
            raise UserError(
                self.env._("The investigation is done. Reopen it to change its whys.")
            )
