from odoo import api, fields, models
from odoo.tools import SQL


class CrmLead(models.Model):
    """How campaigns met whoever is behind a lead; no merge loses any of it."""

    _inherit = "crm.lead"

    touch_ids = fields.Many2many(
        "crm.campaign.touch", compute="_compute_touch_ids", string="Touches"
    )

    @api.depends("partner_id", "email_normalized", "company_id")
    def _compute_touch_ids(self):
        Touch = self.env["crm.campaign.touch"]
        self.env.flush_all()
        of_lead = {}
        for lead_id, touch_id in self.env.execute_query(
            SQL(
                "SELECT lead_id, touch_id FROM (%s) met",
                Touch._select_of_leads(self._select_judged(self.ids)),
            )
        ):
            of_lead.setdefault(lead_id, set()).add(touch_id)
        # those alone that the reader may see, the latest first
        readable = Touch.search([("id", "in", list(set().union(*of_lead.values())))])
        for lead in self:
            own = of_lead.get(lead._origin.id, ())
            lead.touch_ids = readable.filtered(lambda touch, own=own: touch.id in own)

    @api.model
    def _select_judged(self, ids):
        """Return SQL of these leads as they are now; see ``_select_of_leads``."""
        return SQL(
            """
            SELECT lead.id, lead.partner_id, lead.email_normalized,
                   COALESCE(lead.company_id, %s) AS company_id, %s AS until
              FROM crm_lead lead
             WHERE lead.id = ANY(%s)
            """,
            self._get_judging_company().id,
            self.env.cr.now(),
            list(ids),
        )

    @api.model
    def _get_judging_company(self):
        """Return the company whose settings hold for leads without a company."""
        cache = self.env.cr.cache
        if "crm_judging_company" not in cache:
            cache["crm_judging_company"] = (
                self.env["res.company"]._get_main_company().id
            )
        return self.env["res.company"].sudo().browse(cache["crm_judging_company"])

    def _merge_dependences(self, opportunities):
        result = super()._merge_dependences(opportunities)
        self.env["crm.campaign.touch"].sudo()._keep_for(self, opportunities)
        return result
