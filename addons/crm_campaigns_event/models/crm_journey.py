from odoo import models
from odoo.fields import Domain


class CrmJourney(models.Model):
    _inherit = "crm.journey"

    def _get_event_domain(self, node):
        """Who was at the event: noted since the journey began, or at any time if
        the start names the event."""
        domain = Domain("state", "=", "done") & Domain(
            "company_id", "in", [self.company_id.id, False]
        )
        if node.crm_event_id:
            domain &= Domain("event_id", "=", node.crm_event_id.id)
        else:
            domain &= Domain("date_closed", ">=", self.started_on)
        # that they were there is all that is used of it
        attended = self.env["event.registration"].sudo()._search(domain)
        return Domain("id", "in", attended.subselect("partner_id"))
