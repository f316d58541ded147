from odoo import api, models

SHOWN = 5
TONES = {"bad": "danger", "neutral": "warning", "good": "success"}


class CrmCustomerProfile(models.AbstractModel):
    """What the customer said of us."""

    _inherit = "crm.customer.profile"

    @api.model
    def _get_sections(self):
        names = super()._get_sections()
        before = names.index("timeline")
        return [*names[:before], "satisfaction", *names[before:]]

    @api.model
    def _prepare_satisfaction(self, customer):
        Response = self.env["crm.satisfaction.response"]
        # who may read answers without knowing whose has no use for this
        if not Response.has_access("read") or not Response._has_field_access(
            Response._fields["partner_id"], "read"
        ):
            return None
        responses = Response.search(
            [
                ("commercial_partner_id", "=", customer.id),
                ("company_id", "=", self.env.company.id),
            ],
            limit=SHOWN,
        )
        tones = dict(Response._fields["tone"]._description_selection(self.env))
        return {
            "title": self.env._("Satisfaction"),
            "icon": "fa-smile-o",
            "column": "side",
            "items": [
                self._make_item(
                    response.display_name,
                    response,
                    detail=response.comment,
                    date=response.answered_date,
                    badge=tones[response.tone],
                    tone=TONES[response.tone],
                )
                for response in responses
            ],
            "more": len(responses) == SHOWN
            and {
                "label": self.env._("All Answers"),
                "action": "crm_complaints.crm_satisfaction_response_action",
                "domain": [("commercial_partner_id", "=", customer.id)],
            },
            "empty": self.env._(
                "This customer has answered no question on satisfaction yet."
            ),
        }
