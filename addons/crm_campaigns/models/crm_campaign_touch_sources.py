from datetime import datetime, timedelta

from odoo import api, models
from odoo.tools import SQL

# Opens and clicks may come in late; whatever is older a run collects itself
CRON_DAYS = 7
# Whoever was not reached has not been met
REACHED = ["next", "interested", "not_interested"]


class CrmCampaignTouch(models.Model):
    """Where touches come from: one INSERT ... SELECT for each source."""

    _inherit = "crm.campaign.touch"

    @api.model
    def _get_sources(self):
        """Return {name: (kind, model, SQL)}, which add-ons add to.

        The SQL selects ref_id, campaign_id, medium_id, partner_id, email,
        company_id and date (UTC); rows without a campaign, or of nobody, are left
        out here.
        """
        return {
            "open": ("open", "mailing.trace", self._select_traces("open")),
            "reply": ("reply", "mailing.trace", self._select_traces("reply")),
            "click": ("click", "link.tracker.click", self._select_clicks()),
            "lead": ("lead", "crm.lead", self._select_leads()),
            "order": ("order", "sale.order", self._select_orders()),
            "call": ("call", "crm.journey.task", self._select_calls()),
        }

    @api.model
    def _cron_collect(self):
        self._collect(self.env.cr.now() - timedelta(days=CRON_DAYS))

    @api.model
    def _collect(self, since=None):
        """Add what happened from ``since`` on (UTC; default: ever) and is not here.

        May be repeated, and run twice at once: the unique index keeps each once.
        """
        self.env.flush_all()
        for kind, model, source in self._get_sources().values():
            self._insert(kind, model, source, since)
        self._identify()
        self.invalidate_model(flush=False)

    @api.model
    def _insert(self, kind, model, source, since=None):
        """Add what ``source`` selects, from ``since`` on, and is not here."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_campaign_touch (
                    kind, ref_model, ref_id, campaign_id, medium_id, partner_id,
                    commercial_partner_id, email_normalized, company_id, date)
                SELECT %(kind)s, %(model)s, source.ref_id, source.campaign_id,
                       source.medium_id, partner.id,
                       partner.commercial_partner_id,
                       COALESCE(source.email, partner.email_normalized),
                       source.company_id, source.date
                  FROM (%(source)s) source
                  LEFT JOIN res_partner partner ON partner.id = source.partner_id
                 WHERE source.campaign_id IS NOT NULL
                   AND source.date >= %(since)s
                   AND COALESCE(partner.id::text, source.email) IS NOT NULL
                ON CONFLICT DO NOTHING
                """,
                kind=kind,
                model=model,
                source=source,
                since=since or datetime(1970, 1, 1),
            )
        )

    @api.model
    def _identify(self):
        """Find whose addresses are known by now, and whom contacts belong to now."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_campaign_touch touch
                   SET partner_id = found.partner_id
                  FROM (SELECT unknown.id, MIN(partner.id) AS partner_id
                          FROM crm_campaign_touch unknown
                          JOIN res_partner partner
                            ON partner.email_normalized = unknown.email_normalized
                           AND partner.active
                           AND (partner.company_id IS NULL
                                OR unknown.company_id IS NULL
                                OR partner.company_id = unknown.company_id)
                         WHERE unknown.partner_id IS NULL
                         GROUP BY unknown.id) found
                 WHERE found.id = touch.id
                """
            )
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_campaign_touch touch
                   SET commercial_partner_id = partner.commercial_partner_id
                  FROM res_partner partner
                 WHERE partner.id = touch.partner_id
                   AND touch.commercial_partner_id
                       IS DISTINCT FROM partner.commercial_partner_id
                """
            )
        )

    @api.model
    def _select_traces(self, kind):
        return SQL(
            """
            SELECT trace.id AS ref_id, trace.campaign_id, mailing.medium_id,
                   %s AS partner_id, trace.email,
                   campaign.company_id, %s AS date
              FROM mailing_trace trace
              JOIN utm_campaign campaign ON campaign.id = trace.campaign_id
              LEFT JOIN mailing_mailing mailing ON mailing.id = trace.mass_mailing_id
              %s
             WHERE trace.is_test_trace IS NOT TRUE
            """,
            SQL("COALESCE(mailed_lead.partner_id, mailed.id)"),
            SQL.identifier("trace", f"{kind}_datetime"),
            self._join_recipient(),
        )

    @api.model
    def _select_clicks(self):
        """Clicks from mails; of others nobody knows whose they are."""
        return SQL(
            """
            SELECT click.id AS ref_id,
                   COALESCE(click.campaign_id, trace.campaign_id) AS campaign_id,
                   COALESCE(link.medium_id, mailing.medium_id) AS medium_id,
                   COALESCE(mailed_lead.partner_id, mailed.id) AS partner_id,
                   trace.email, campaign.company_id, click.create_date AS date
              FROM link_tracker_click click
              JOIN link_tracker link ON link.id = click.link_id
              JOIN mailing_trace trace ON trace.id = click.mailing_trace_id
              JOIN utm_campaign campaign
                ON campaign.id = COALESCE(click.campaign_id, trace.campaign_id)
              LEFT JOIN mailing_mailing mailing ON mailing.id = trace.mass_mailing_id
              %s
             WHERE trace.is_test_trace IS NOT TRUE
            """,
            self._join_recipient(),
        )

    @api.model
    def _join_recipient(self):
        """Return the join of the contact or the lead that ``trace`` was sent to."""
        return SQL(
            """
            LEFT JOIN res_partner mailed
              ON trace.model = 'res.partner' AND mailed.id = trace.res_id
            LEFT JOIN crm_lead mailed_lead
              ON trace.model = 'crm.lead' AND mailed_lead.id = trace.res_id
            """
        )

    @api.model
    def _select_leads(self):
        return SQL(
            """
            SELECT lead.id AS ref_id, lead.campaign_id, lead.medium_id,
                   lead.partner_id, lead.email_normalized AS email,
                   COALESCE(lead.company_id, campaign.company_id) AS company_id,
                   lead.create_date AS date
              FROM crm_lead lead
              JOIN utm_campaign campaign ON campaign.id = lead.campaign_id
            """
        )

    @api.model
    def _select_orders(self):
        """Confirmed orders; what is copied from the opportunity is not met anew."""
        return SQL(
            """
            SELECT so.id AS ref_id, so.campaign_id, so.medium_id, so.partner_id,
                   NULL AS email, so.company_id, so.date_order AS date
              FROM sale_order so
              LEFT JOIN crm_lead lead ON lead.id = so.opportunity_id
             WHERE so.state = 'sale'
               AND lead.campaign_id IS DISTINCT FROM so.campaign_id
            """
        )

    @api.model
    def _select_calls(self):
        phone = self.env.ref("utm.utm_medium_phone", raise_if_not_found=False)
        return SQL(
            """
            SELECT task.id AS ref_id, journey.campaign_id, %s::int AS medium_id,
                   participant.partner_id, participant.email_normalized AS email,
                   task.company_id, task.done_on AS date
              FROM crm_journey_task task
              JOIN crm_journey journey ON journey.id = task.journey_id
              JOIN crm_journey_node node ON node.id = task.node_id
              JOIN crm_journey_participant participant
                ON participant.id = task.participant_id
             WHERE task.state = 'done' AND node.channel = 'call'
               AND task.outcome = ANY(%s) AND NOT participant.is_test
            """,
            phone.id if phone else None,
            REACHED,
        )
