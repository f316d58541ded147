from odoo import models
from odoo.fields import Domain


class IrAttachment(models.Model):
    """Whoever does a step of a request reads the files that came with the request.

    The host lets those read a file who read its record; the request itself stays with
    the request desk.
    """

    _inherit = "ir.attachment"

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if not result or operation != "read":
            return result
        forbidden, error = result
        forbidden -= forbidden._filter_for_own_steps()
        return (forbidden, error) if forbidden else None

    def _filter_for_own_steps(self):
        """Return those that came with requests of which the user reads a step."""
        Step = self.env["crm.request.step"]
        if self.env.su or not Step.has_access("read"):
            return self.browse()
        groups = self.sudo()._read_group(
            Domain("id", "in", self.ids) & Domain("res_model", "=", "crm.request"),
            ["res_id"],
        )
        steps = Step.search([("request_id", "in", [res_id for (res_id,) in groups])])
        return self & self._find_shared_files(steps.sudo().request_id).sudo(False)

    def _find_shared_files(self, records):
        """Return, with all rights, the files of records but those of internal notes."""
        files = self.sudo().search(
            Domain("res_model", "=", records._name)
            & Domain("res_id", "in", records.ids)
            & Domain("res_field", "=", False),
            order="id",
        )
        notes = self.env["mail.message"].sudo()
        notes = notes.search(
            Domain("model", "=", records._name)
            & Domain("res_id", "in", records.ids)
            & Domain("attachment_ids", "in", files.ids)
            & ~Domain(notes._get_search_domain_share())
        )
        return files - notes.attachment_ids
