from odoo import models
from odoo.fields import Domain


class CrmJourney(models.Model):
    _inherit = "crm.journey"

    def _get_complaint_domain(self, node):
        """Whose complaint was settled in their favour since the journey began.

        With the owner's rights, so that nobody starts a journey by what its owner
        may not know; never by a confidential complaint, because whoever works on
        the journey sees who goes it.
        """
        complaints = self.env["crm.complaint"]._search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "closed"),
                ("decision", "in", ("upheld", "partly")),
                ("closed_date", ">=", self.started_on),
                ("is_confidential", "=", False),
                ("partner_id", "!=", False),
            ]
        )
        return Domain("id", "in", complaints.subselect("partner_id"))
