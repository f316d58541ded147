from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from .loyalty_card import IS_OPEN, IS_REDEEMED
from .mailing_mailing import PROGRAM_TYPES

MARKETER = "crm_campaigns.group_campaign_user"


class UtmCampaign(models.Model):
    """The coupons of the campaign: programs, and what became of what was given."""

    _inherit = "utm.campaign"

    coupon_program_ids = fields.Many2many(
        "loyalty.program",
        "crm_campaign_loyalty_program_rel",
        "campaign_id",
        "program_id",
        "Coupon Programs",
        domain=f"[('program_type', 'in', {PROGRAM_TYPES}),"
        " ('company_id', 'in', (company_id, False))]",
        help="Their coupons may be given by mailings and journeys of the campaign.",
    )
    coupon_count = fields.Integer(
        "Coupons Given", compute="_compute_coupons", groups=MARKETER
    )
    coupon_redeemed_count = fields.Integer(
        "Coupons Redeemed", compute="_compute_coupons", groups=MARKETER
    )
    coupon_open_count = fields.Integer(
        "Coupons Still Open",
        compute="_compute_coupons",
        groups=MARKETER,
        help="Valid, not redeemed, and on no quotation.",
    )
    coupon_withdrawn_count = fields.Integer(
        "Coupons Withdrawn", compute="_compute_coupons", groups=MARKETER
    )
    coupon_redeemed_share = fields.Float(
        "Share Redeemed", compute="_compute_coupons", groups=MARKETER
    )
    coupon_revenue = fields.Monetary(
        "Orders That Redeemed",
        compute="_compute_coupon_revenue",
        currency_field="report_currency_id",
        groups=MARKETER,
        help="Net amount of the confirmed orders that redeemed coupons of the "
        "campaign, each order counted once, at the rate of its day.",
    )

    @api.constrains("coupon_program_ids", "company_id")
    def _check_coupon_companies(self):
        for campaign in self:
            company = campaign.company_id
            for program in campaign.sudo().coupon_program_ids:
                if program.program_type not in PROGRAM_TYPES:
                    raise ValidationError(
                        self.env._(
                            "“%s” has no coupons that can be given to somebody.",
                            program.name,
                        )
                    )
                if company and program.company_id and program.company_id != company:
                    raise ValidationError(
                        self.env._(
                            "The program “%(program)s” belongs to another company than "
                            "the campaign “%(campaign)s”.",
                            program=program.name,
                            campaign=campaign.title,
                        )
                    )

    @api.depends_context("allowed_company_ids")
    def _compute_coupons(self):
        """Count coupons of the companies that the user works in."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT card.crm_campaign_id, COUNT(*),
                       COUNT(*) FILTER (WHERE %(redeemed)s),
                       COUNT(*) FILTER (WHERE %(open)s),
                       COUNT(*) FILTER (WHERE card.crm_withdrawn_on IS NOT NULL)
                  FROM loyalty_card card
                 WHERE %(ours)s
                 GROUP BY card.crm_campaign_id""",
                redeemed=IS_REDEEMED,
                open=IS_OPEN,
                ours=self._get_coupons_condition(),
            )
        )
        found = {campaign: counts for campaign, *counts in rows}
        for campaign in self:
            given, redeemed, left, withdrawn = found.get(
                campaign._origin.id, (0, 0, 0, 0)
            )
            campaign.coupon_count = given
            campaign.coupon_redeemed_count = redeemed
            campaign.coupon_open_count = left
            campaign.coupon_withdrawn_count = withdrawn
            campaign.coupon_redeemed_share = redeemed / given if given else 0

    @api.depends_context("allowed_company_ids")
    def _compute_coupon_revenue(self):
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT campaign_id, company_id, day, SUM(amount)
                  FROM (SELECT DISTINCT card.crm_campaign_id AS campaign_id, so.id,
                               so.company_id, so.date_order::date AS day,
                               so.amount_untaxed
                               / COALESCE(NULLIF(so.currency_rate, 0), 1) AS amount
                          FROM loyalty_card card
                          JOIN sale_order_line sol ON sol.coupon_id = card.id
                          JOIN sale_order so ON so.id = sol.order_id
                         WHERE %(ours)s AND so.state = 'sale'
                           AND so.company_id = ANY(%(companies)s)) redeemed
                 GROUP BY campaign_id, company_id, day""",
                ours=self._get_coupons_condition(),
                companies=self.env.companies.ids,
            )
        )
        totals = defaultdict(float)
        for campaign_id, company_id, day, amount in rows:
            company = self.env["res.company"].browse(company_id)
            campaign = self.browse(campaign_id)
            (converted,) = campaign._convert_figures([float(amount)], company, day)
            totals[campaign_id] += converted
        for campaign in self:
            campaign.coupon_revenue = totals[campaign._origin.id]

    def _get_coupons_condition(self):
        """Return SQL on ``card``: of these campaigns, of the user's companies."""
        return SQL(
            """card.crm_campaign_id = ANY(%s)
               AND (card.company_id IS NULL OR card.company_id = ANY(%s))""",
            self._origin.ids,
            self.env.companies.ids,
        )
