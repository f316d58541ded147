from odoo import api, fields, models


class CrmRequestStepFiles(models.Model):
    """What the customer sent goes to whoever does a step; documents go back."""

    _inherit = "crm.request.step"

    request_attachment_ids = fields.Many2many(
        "ir.attachment",
        compute="_compute_request_attachment_ids",
        compute_sudo=True,
        string="Files of the Request",
        help="Without those of internal notes, which stay with the request desk.",
    )

    @api.depends("request_id")
    def _compute_request_attachment_ids(self):
        files = self.env["ir.attachment"]._find_shared_files(self.request_id)
        by_request = files.grouped("res_id")
        for step in self:
            step.request_attachment_ids = by_request.get(step.request_id.id, False)

    def _find_files_for_customer(self):
        """Return the documents that are done, of steps that the customer sees."""
        steps = self.filtered(
            lambda step: (
                step.customer_visible
                and step.kind == "document"
                and step.state == "done"
            )
        )
        return self.env["ir.attachment"]._find_shared_files(steps)
