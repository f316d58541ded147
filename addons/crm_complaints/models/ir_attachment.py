from odoo import api, models
from odoo.fields import Domain

from .crm_complaint_confidential import AGENT


class IrAttachment(models.Model):
    """Files of a complaint tell who complains: they are for those who may know."""

    _inherit = "ir.attachment"

    @api.model
    def _search(
        self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs
    ):
        if not (self.env.su or bypass_access or self.env.user.has_group(AGENT)):
            domain = Domain(domain) & Domain("res_model", "!=", "crm.complaint")
        return super()._search(
            domain, offset, limit, order, bypass_access=bypass_access, **kwargs
        )

    def _inaccessible_comodel_records(self, model_and_ids, operation):
        ids = model_and_ids.get("crm.complaint")
        if not ids or self.env.su or self.env.user.has_group(AGENT):
            yield from super()._inaccessible_comodel_records(model_and_ids, operation)
            return
        others = {m: ids for m, ids in model_and_ids.items() if m != "crm.complaint"}
        yield from super()._inaccessible_comodel_records(others, operation)
        for id_ in filter(None, ids):
            yield "crm.complaint", id_
