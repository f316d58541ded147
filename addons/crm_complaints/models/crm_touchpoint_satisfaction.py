from odoo import api, fields, models
from odoo.tools import SQL


class CrmTouchpoint(models.Model):
    """What the customer answered when we asked how content they are."""

    _inherit = "crm.touchpoint"
    _depends = {
        "crm.satisfaction.response": [
            "answered_date",
            "commercial_partner_id",
            "company_id",
            "partner_id",
            "programme_id",
            "score",
        ],
        "crm.satisfaction.programme": ["name"],
    }

    kind = fields.Selection(
        selection_add=[("survey", "Survey")], ondelete={"survey": "cascade"}
    )

    @api.model
    def _get_branches(self):
        branches = super()._get_branches()
        Response = self.env["crm.satisfaction.response"]
        if not Response._has_field_access(Response._fields["partner_id"], "read"):
            return branches
        query = self._find_readable("crm.satisfaction.response")
        if query is None:
            return branches
        query.add_join(
            "JOIN",
            "programme",
            "crm_satisfaction_programme",
            SQL("programme.id = crm_satisfaction_response.programme_id"),
        )
        return {
            **branches,
            "survey": self._make_branch(
                query,
                "crm.satisfaction.response",
                SQL("crm_satisfaction_response.partner_id"),
                kind=SQL("'survey'"),
                date=SQL("crm_satisfaction_response.answered_date"),
                commercial_partner_id=SQL(
                    "crm_satisfaction_response.commercial_partner_id"
                ),
                company_id=SQL("crm_satisfaction_response.company_id"),
                direction=SQL("'in'"),
                name=SQL(
                    "COALESCE(programme.name->>%s, programme.name->>'en_US')"
                    " || ': ' || crm_satisfaction_response.score",
                    self.env.lang or "en_US",
                ),
                res_model=SQL("'crm.satisfaction.response'"),
                res_id=SQL("crm_satisfaction_response.id"),
            ),
        }
