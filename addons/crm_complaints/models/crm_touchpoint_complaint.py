from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .crm_complaint import IDENTITY


class CrmTouchpoint(models.Model):
    """What the customer complained of, for those who may know who complains."""

    _inherit = "crm.touchpoint"
    _depends = {
        "crm.complaint": [
            "commercial_partner_id",
            "company_id",
            "name",
            "number",
            "partner_id",
            "received_date",
            "user_id",
        ],
    }

    kind = fields.Selection(
        selection_add=[("complaint", "Complaint")], ondelete={"complaint": "cascade"}
    )

    @api.model
    def _get_thread_models(self):
        return {
            **super()._get_thread_models(),
            "crm.complaint": ("partner_id", "user_id"),
        }

    @api.model
    def _get_thread_domain(self, model):
        domain = super()._get_thread_domain(model)
        return Domain(domain) & self._get_complaint_domain(model)

    @api.model
    def _get_complaint_domain(self, model):
        """Leave complaints out for those who may not know who complains."""
        known = model != "crm.complaint" or self.env.user.has_group(IDENTITY)
        return Domain.TRUE if known or self.env.su else Domain.FALSE

    @api.model
    def _get_branches(self):
        branches = super()._get_branches()
        complaints = self._make_branch(
            self._find_readable(
                "crm.complaint", self._get_complaint_domain("crm.complaint")
            ),
            "crm.complaint",
            SQL("crm_complaint.partner_id"),
            kind=SQL("'complaint'"),
            date=SQL("crm_complaint.received_date"),
            # indexed: the customer's complaints are found without the contacts
            commercial_partner_id=SQL("crm_complaint.commercial_partner_id"),
            company_id=SQL("crm_complaint.company_id"),
            user_id=SQL("crm_complaint.user_id"),
            direction=SQL("'in'"),
            name=SQL("crm_complaint.number || ' ' || crm_complaint.name"),
            res_model=SQL("'crm.complaint'"),
            res_id=SQL("crm_complaint.id"),
        )
        return {**branches, "complaint": complaints} if complaints else branches
