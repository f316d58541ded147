from odoo import api, fields, models


class CrmCompetitor(models.Model):
    """Somebody whom customers may choose instead of us."""

    _name = "crm.competitor"
    _description = "Competitor"
    _inherit = ["mail.thread"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: known to all companies."
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Contact",
        check_company=True,
        index="btree_not_null",
        help="If we have their address, or buy from or sell to them.",
    )
    website = fields.Char()
    strengths = fields.Text()
    weaknesses = fields.Text()
    note = fields.Html()
    lead_competitor_ids = fields.One2many("crm.lead.competitor", "competitor_id")
    met_count = fields.Integer("Times Met", compute="_compute_counts")
    won_count = fields.Integer("Lost to Them", compute="_compute_counts")

    @api.depends("lead_competitor_ids.winner")
    def _compute_counts(self):
        met, won = (
            dict(
                self.env["crm.lead.competitor"]._read_group(
                    [("competitor_id", "in", self.ids), *extra],
                    ["competitor_id"],
                    ["__count"],
                )
            )
            for extra in ([], [("winner", "=", True)])
        )
        for competitor in self:
            competitor.met_count = met.get(competitor._origin, 0)
            competitor.won_count = won.get(competitor._origin, 0)

    def action_open_leads(self):
        """Open the opportunities in which we met them."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm.crm_lead_opportunities"
        )
        action["domain"] = [("competitor_ids.competitor_id", "=", self.id)]
        action["context"] = {"active_test": False}
        return action
