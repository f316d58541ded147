from odoo import api, models
from odoo.tools import SQL

from odoo.addons.crm_complaints.models.crm_complaint import ENDED_STATES


class CrmSendingCheck(models.AbstractModel):
    _inherit = "crm.sending.check"

    @api.model
    def _get_held_back(self, partner_ids):
        """Leave alone whoever has an open complaint, with everybody of their company.

        Complaints of any company and any degree of secrecy count: what comes out is
        that somebody is held back, not why.
        """
        held = super()._get_held_back(partner_ids)
        if not partner_ids:
            return held
        self.env["crm.complaint"].flush_model(["active", "partner_id", "state"])
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT partner.id
                     FROM res_partner partner
                     JOIN res_partner complainant
                       ON complainant.commercial_partner_id
                          = partner.commercial_partner_id
                     JOIN crm_complaint complaint
                       ON complaint.partner_id = complainant.id
                    WHERE partner.id = ANY(%s)
                      AND complaint.active
                      AND complaint.state <> ALL(%s)""",
                list(partner_ids),
                list(ENDED_STATES),
            )
        )
        return {**held, **{partner_id: None for (partner_id,) in rows}}
