from odoo import api, fields, models


class CrmLeadHandOver(models.TransientModel):
    """Whom leads are handed over to: a person, or whom the team's assignment finds."""

    _name = "crm.lead.hand.over"
    _description = "Hand Over Leads"

    lead_ids = fields.Many2many("crm.lead", string="Leads", required=True)
    user_id = fields.Many2one(
        "res.users",
        "Salesperson",
        domain="[('share', '=', False)]",
        help="Empty: the team's assignment chooses, by capacity and filters.",
    )
    team_id = fields.Many2one(
        "crm.team", "Sales Team", help="For leads that have no team yet."
    )
    needs_team = fields.Boolean(compute="_compute_needs_team")

    @api.depends("lead_ids")
    def _compute_needs_team(self):
        for wizard in self:
            wizard.needs_team = any(not lead.team_id for lead in wizard.lead_ids)

    def action_hand_over_now(self):
        """Hand over; say how many found a salesperson."""
        self.check_access("write")
        self.ensure_one()
        leads = self.lead_ids
        leads.check_access("write")
        handed = leads._hand_over(self.user_id, self.team_id)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if len(handed) == len(leads) else "warning",
                "message": self.env._(
                    "%(handed)s of %(chosen)s leads have a salesperson now; nobody "
                    "in the team has room for the others.",
                    handed=len(handed),
                    chosen=len(leads),
                )
                if len(handed) < len(leads)
                else self.env._("%s leads were handed over.", len(handed)),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
