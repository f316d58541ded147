from odoo import api, fields, models
from odoo.tools import SQL


class CrmTouchpoint(models.Model):
    """What the customer asked for."""

    _inherit = "crm.touchpoint"
    _depends = {
        "crm.request": [
            "commercial_partner_id",
            "company_id",
            "create_date",
            "name",
            "number",
            "partner_id",
            "user_id",
        ],
    }

    kind = fields.Selection(
        selection_add=[("request", "Request")], ondelete={"request": "cascade"}
    )

    @api.model
    def _get_thread_models(self):
        return {
            **super()._get_thread_models(),
            "crm.request": ("partner_id", "user_id"),
        }

    @api.model
    def _get_branches(self):
        branches = super()._get_branches()
        requests = self._make_branch(
            self._find_readable("crm.request"),
            "crm.request",
            SQL("crm_request.partner_id"),
            kind=SQL("'request'"),
            date=SQL("crm_request.create_date"),
            # indexed: the customer's requests are found without the contacts
            commercial_partner_id=SQL("crm_request.commercial_partner_id"),
            company_id=SQL("crm_request.company_id"),
            user_id=SQL("crm_request.user_id"),
            direction=SQL("'in'"),
            name=SQL("crm_request.number || ' ' || crm_request.name"),
            res_model=SQL("'crm.request'"),
            res_id=SQL("crm_request.id"),
        )
        return {**branches, "request": requests} if requests else branches
