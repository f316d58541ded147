from odoo import api, models

SHOWN = 5
TONES = {"goal": "success", "stopped": "warning"}


class CrmCustomerProfile(models.AbstractModel):
    """Which journeys the customer goes, and how far they are."""

    _inherit = "crm.customer.profile"

    @api.model
    def _get_sections(self):
        names = super()._get_sections()
        before = names.index("timeline")
        return [*names[:before], "journeys", *names[before:]]

    @api.model
    def _prepare_journeys(self, customer):
        Participant = self.env["crm.journey.participant"]
        if not Participant.has_access("read"):
            return None
        domain = [
            ("partner_id.commercial_partner_id", "=", customer.id),
            ("company_id", "=", self.env.company.id),
            ("is_test", "=", False),
            # who is held out is not to be treated otherwise
            ("arm", "=", "treatment"),
        ]
        found = Participant.search(domain, limit=SHOWN)
        states = dict(Participant._fields["state"]._description_selection(self.env))
        return {
            "title": self.env._("Journeys"),
            "icon": "fa-map-signs",
            "column": "side",
            "items": [
                self._make_item(
                    participant.journey_id.name,
                    participant,
                    detail=participant.task_ids[-1:].node_id.name or None,
                    date=participant.enrolled_on,
                    badge=states[participant.state],
                    tone=TONES.get(participant.state),
                )
                for participant in found
            ],
            "more": len(found) == SHOWN
            and {
                "label": self.env._("All Journeys"),
                "action": "crm_campaigns.crm_journey_participant_action",
                "domain": domain,
            },
            "empty": self.env._("This customer is on no journey."),
        }
