from odoo import api, fields, models
from odoo.tools import SQL


class CrmCampaignTouch(models.Model):
    """Whose lead a touch was, also when that lead was merged into another."""

    _inherit = "crm.campaign.touch"

    lead_id = fields.Many2one(
        "crm.lead",
        "Merged Into",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The lead that took over the one which was met then.",
    )

    _by_email = models.Index("(email_normalized) WHERE email_normalized IS NOT NULL")

    @api.model
    def _select_leads(self):
        """A campaign that a lead took over in a merge has not met it anew."""
        return SQL(
            """
            SELECT * FROM (%s) met
             WHERE NOT EXISTS (
                   SELECT 1 FROM crm_campaign_touch kept
                    WHERE kept.lead_id = met.ref_id AND kept.kind = 'lead'
                      AND kept.campaign_id = met.campaign_id)
            """,
            super()._select_leads(),
        )

    @api.model
    def _select_of_leads(self, leads):
        """Return SQL of (lead_id, touch_id, kind, date), once for each lead and touch.

        A touch is a lead's if it was of its contact, of its address, of the lead
        itself or of one that was merged into it.

        :param SQL leads: selects id, partner_id, email_normalized, company_id and
            until (UTC); what happened later is left out
        """
        ways = (
            SQL("touch.partner_id = judged.partner_id"),
            SQL("touch.email_normalized = judged.email_normalized"),
            SQL("touch.ref_model = 'crm.lead' AND touch.ref_id = judged.id"),
            SQL("touch.lead_id = judged.id"),
        )
        return SQL(
            "WITH judged AS MATERIALIZED (%s) %s",
            leads,
            SQL(" UNION ").join(
                SQL(
                    """
                    SELECT judged.id AS lead_id, touch.id AS touch_id, touch.kind,
                           touch.date, judged.until
                      FROM judged
                      JOIN crm_campaign_touch touch ON %s
                     WHERE touch.date <= judged.until
                       AND (touch.company_id IS NULL
                            OR touch.company_id = judged.company_id)
                    """,
                    way,
                )
                for way in ways
            ),
        )

    @api.model
    def _keep_for(self, target, sources):
        """Let the touches of leads that are merged into ``target`` be its own.

        :param target: the lead that stays; its own touch is noted first as well, so
            that a campaign which it takes over is not taken for a new one
        :param sources: the leads that are merged into it and deleted
        """
        leads = target | sources
        if leads.campaign_id:
            self.env.flush_all()
            self._insert(
                "lead",
                "crm.lead",
                SQL(
                    "SELECT * FROM (%s) noted WHERE noted.ref_id = ANY(%s)",
                    self._select_leads(),
                    leads.ids,
                ),
            )
        # the lead that stays was just written, and need not be stored for this
        sources.flush_recordset(["company_id", "email_normalized", "partner_id"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_campaign_touch kept
                   SET lead_id = %s
                  FROM (%s) merged
                 WHERE merged.touch_id = kept.id
                """,
                target.id,
                self._select_of_leads(sources._select_judged(sources.ids)),
            )
        )
        self.invalidate_model(flush=False)

    def action_open_record(self):
        """Open the lead that took over the one which was met."""
        action = super().action_open_record()
        if self.ref_model == "crm.lead" and self.lead_id:
            action["res_id"] = self.lead_id.id
        return action
