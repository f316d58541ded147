from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class UtmCampaign(models.Model):
    """Whom the campaign is for: segments, a rule on contacts, mailing lists."""

    _inherit = "utm.campaign"

    segment_ids = fields.Many2many(
        "crm.segment", string="Segments", help="All customers of these segments."
    )
    audience_domain = fields.Char(
        "Contacts by Rule",
        default="[]",
        help="Contacts who meet this rule, besides those of the segments.",
    )
    mailing_list_ids = fields.Many2many(
        "mailing.list",
        "crm_campaign_mailing_list_rel",
        "campaign_id",
        "list_id",
        string="Mailing Lists",
    )
    audience_count = fields.Integer(
        "Audience",
        compute="_compute_audience_count",
        help="Contacts of the segments and of the rule, each counted once.",
    )

    @api.constrains("audience_domain")
    def _check_audience_domain(self):
        for campaign in self:
            try:
                domain = campaign._get_audience_rule()
                self.env["res.partner"].search(domain, limit=1)
            except Exception as error:
                raise ValidationError(
                    self.env._(
                        "The rule on contacts of “%(campaign)s” cannot be applied: "
                        "%(error)s. Open the rule and choose its fields again.",
                        campaign=campaign.title,
                        error=error,
                    )
                ) from error

    def _get_audience_rule(self):
        """Return the rule on contacts as a Domain; FALSE where there is none."""
        rule = literal_eval(self.audience_domain or "[]")
        return Domain(rule) if rule else Domain.FALSE

    def _get_audience_domain(self):
        """Return the Domain on res.partner of everybody the campaign is for."""
        self.ensure_one()
        domain = self._get_audience_rule()
        if self.segment_ids:
            domain |= Domain("customer_segment_id", "in", self.segment_ids.ids)
        return domain

    @api.depends("segment_ids", "audience_domain")
    @api.depends_context("company")
    def _compute_audience_count(self):
        Partner = self.env["res.partner"]
        for campaign in self:
            try:
                domain = campaign._get_audience_domain()
            except (ValueError, SyntaxError, TypeError):
                domain = Domain.FALSE  # half typed; saving it is refused
            campaign.audience_count = (
                0 if domain.is_false() else Partner.search_count(domain)
            )

    def action_open_audience(self):
        """Open the contacts that the campaign is for."""
        self._check_is_marketer()
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Audience"),
            "res_model": "res.partner",
            "views": [(False, "list"), (False, "form")],
            "domain": list(self._get_audience_domain()),
        }
