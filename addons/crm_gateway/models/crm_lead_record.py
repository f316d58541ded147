from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class CrmLeadRecord(models.AbstractModel):
    """Something that belongs to an opportunity, and is as open as that.

    Salespeople may be kept to their own opportunities, by Odoo's rules or by a
    company's own. Those rules hold here without being written a second time.
    """

    _name = "crm.lead.record"
    _description = "Record of an Opportunity"

    lead_id = fields.Many2one(
        "crm.lead", "Opportunity", required=True, index=True, ondelete="cascade"
    )

    @api.model
    def _search(
        self,
        domain,
        offset=0,
        limit=None,
        order=None,
        *,
        active_test=True,
        bypass_access=False,
    ):
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & Domain("lead_id", "any", Domain.TRUE)
        return super()._search(
            domain,
            offset,
            limit,
            order,
            active_test=active_test,
            bypass_access=bypass_access,
        )

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or not any(self._ids):
            return result
        leads = self.sudo().lead_id.sudo(False)
        needed = "read" if operation == "read" else "write"
        open_leads = set(leads._filtered_access(needed).ids)
        closed = self.filtered(lambda r: r.sudo().lead_id.id not in open_leads)
        if not closed:
            return result
        if result:
            return result[0] | closed, result[1]
        return closed, closed._make_lead_access_error

    def _make_lead_access_error(self):
        return AccessError(
            self.env._(
                "This belongs to an opportunity that you may not open or change. Ask "
                "your manager if you need it."
            )
        )
