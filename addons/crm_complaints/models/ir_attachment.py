from odoo import api, models
from odoo.fields import Domain

from .crm_complaint import IDENTITY


class IrAttachment(models.Model):
    """Files beside complaints tell who complains: they are for those who may know."""

    _inherit = "ir.attachment"

    @api.model
    def _search(
        self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs
    ):
        if not (self.env.su or bypass_access or self.env.user.has_group(IDENTITY)):
            nameless = self.env["crm.nameless.record"]._get_nameless_models()
            domain = Domain(domain) & Domain("res_model", "not in", nameless)
        return super()._search(
            domain, offset, limit, order, bypass_access=bypass_access, **kwargs
        )

    def _inaccessible_comodel_records(self, model_and_ids, operation):
        hidden = {}
        if not (self.env.su or self.env.user.has_group(IDENTITY)):
            nameless = self.env["crm.nameless.record"]._get_nameless_models()
            hidden = {m: ids for m, ids in model_and_ids.items() if m in nameless}
        others = {m: ids for m, ids in model_and_ids.items() if m not in hidden}
        yield from super()._inaccessible_comodel_records(others, operation)
        for model, ids in hidden.items():
            for id_ in filter(None, ids):
                yield model, id_
