"""Leads that the demo's campaign brought, at each step between marketing and sales."""

from datetime import timedelta

from odoo import api, models

# Who answered the campaign: (wish, expected revenue, phone)
WISHES = (
    ("Tea for the offices of 2027", 24000, "+98 21 5550 1201"),
    ("Samples of the new harvest", 1200, "+98 21 5550 1202"),
    ("Gift boxes for customers", 15500, "+98 21 5550 1203"),
    ("Supply of three cafés", 9800, "+98 21 5550 1204"),
    ("Green tea, monthly", 4200, False),
    ("Question about prices", 0, False),
)
HANDED = 2
IMPORTANT = 10000


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model
    def _load_demo_leads(self):
        """Create the leads, score all that are open, hand some over."""
        participants = self.env["crm.journey.participant"].search(
            [("arm", "=", "treatment"), ("is_test", "=", False)],
            order="id",
            limit=len(WISHES),
        )
        if not participants:
            return
        self = self.with_context(tracking_disable=True, mail_create_nolog=True)
        leads = self.create(
            [
                {
                    "name": wish,
                    "type": "lead",
                    "partner_id": participant.partner_id.id,
                    "phone": phone,
                    "expected_revenue": revenue,
                    "priority": "2" if revenue >= IMPORTANT else "0",
                    "user_id": False,
                    "company_id": participant.journey_id.company_id.id,
                    "team_id": self.env.ref("sales_team.team_sales_department").id,
                    "campaign_id": participant.journey_id.campaign_id.id,
                    "medium_id": self.env.ref("utm.utm_medium_email").id,
                }
                for (wish, revenue, phone), participant in zip(
                    WISHES, participants, strict=False
                )
            ]
        )
        self.env["crm.campaign.touch"].sudo()._collect()
        leads._score()
        seller = self.env.ref("base.user_admin")
        best = leads.sorted("marketing_score", reverse=True)[:HANDED]
        best._hand_over(seller, self.env["crm.team"])
        # one of them has waited for days
        late = best[-1:]
        late._start_response_clock(self.env.cr.now() - timedelta(days=6))
