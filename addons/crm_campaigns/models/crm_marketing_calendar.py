from odoo import api, fields, models
from odoo.tools import SQL

# A row's id: that of its record, times this, plus the place of its source
MAX_SOURCES = 16


class CrmMarketingCalendar(models.Model):
    """All that marketing does, and what competitors do, on one calendar.

    A row for each record with a date: campaigns, mailings, journeys, budget items
    and actions of competitors; an add-on adds a source by :meth:`_get_sources`.
    """

    _name = "crm.marketing.calendar"
    _description = "Marketing Calendar"
    _auto = False
    _order = "date_start, id"

    name = fields.Char(readonly=True)
    kind = fields.Selection(
        [
            ("campaign", "Campaign"),
            ("mailing", "Mailing"),
            ("journey", "Journey begins"),
            ("budget", "Budget item"),
            ("competitor", "Competitor's action"),
        ],
        readonly=True,
    )
    date_start = fields.Datetime("Start", readonly=True)
    date_stop = fields.Datetime("End", readonly=True)
    is_all_day = fields.Boolean("All Day", readonly=True)
    campaign_id = fields.Many2one("utm.campaign", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", "Responsible", readonly=True)
    res_model = fields.Char("Document Model", readonly=True)
    res_id = fields.Many2oneReference(
        "Document", model_field="res_model", readonly=True
    )

    _depends = {
        "crm.campaign.budget": ["campaign_id", "company_id", "date", "name"],
        "crm.competitor.action": [
            "active",
            "campaign_id",
            "company_id",
            "date",
            "date_end",
            "name",
            "user_id",
        ],
        "crm.journey": [
            "active",
            "campaign_id",
            "company_id",
            "name",
            "started_on",
            "user_id",
        ],
        "mailing.mailing": [
            "active",
            "calendar_date",
            "campaign_id",
            "state",
            "subject",
            "user_id",
        ],
        "utm.campaign": [
            "active",
            "company_id",
            "date_end",
            "date_start",
            "is_template",
            "title",
            "user_id",
        ],
    }

    @property
    def _table_query(self):
        rows = [
            SQL(
                """
                SELECT row.id * %(width)s + %(place)s AS id, row.name,
                       %(kind)s AS kind, row.date_start, row.date_stop,
                       row.is_all_day, row.campaign_id, row.company_id, row.user_id,
                       %(model)s AS res_model, row.id AS res_id
                  FROM (%(select)s) row""",
                width=MAX_SOURCES,
                place=place,
                kind=kind,
                model=model,
                select=select,
            )
            for place, (kind, (model, select)) in enumerate(self._get_sources().items())
        ]
        return SQL(" UNION ALL ").join(rows)

    @api.model
    def _get_sources(self):
        """Return {kind: (model, SQL)}, in a lasting order, at most ``MAX_SOURCES``.

        The rows are (id, name, date_start, date_stop, is_all_day, campaign_id,
        company_id, user_id).  Whole days are at noon UTC, which is the same day
        nearly everywhere.
        """
        title = self._get_translated_sql("campaign", "title")
        return {
            "campaign": (
                "utm.campaign",
                SQL(
                    """
                    SELECT campaign.id, %(title)s AS name,
                           campaign.date_start + interval '12 hours' AS date_start,
                           COALESCE(campaign.date_end, campaign.date_start)
                               + interval '12 hours' AS date_stop,
                           TRUE AS is_all_day, campaign.id AS campaign_id,
                           campaign.company_id, campaign.user_id
                      FROM utm_campaign campaign
                     WHERE campaign.date_start IS NOT NULL AND campaign.active
                       AND campaign.is_template IS NOT TRUE""",
                    title=title,
                ),
            ),
            "mailing": (
                "mailing.mailing",
                SQL(
                    """
                    SELECT mailing.id, %(subject)s AS name,
                           mailing.calendar_date AS date_start,
                           mailing.calendar_date + interval '1 hour' AS date_stop,
                           FALSE AS is_all_day, mailing.campaign_id,
                           campaign.company_id, mailing.user_id
                      FROM mailing_mailing mailing
                      LEFT JOIN utm_campaign campaign
                        ON campaign.id = mailing.campaign_id
                     WHERE mailing.calendar_date IS NOT NULL AND mailing.active
                       AND mailing.state <> 'draft'""",
                    subject=self._get_translated_sql(
                        "mailing", "subject", "mailing.mailing"
                    ),
                ),
            ),
            "journey": (
                "crm.journey",
                SQL(
                    """
                    SELECT journey.id, journey.name, journey.started_on AS date_start,
                           journey.started_on + interval '1 hour' AS date_stop,
                           FALSE AS is_all_day, journey.campaign_id,
                           journey.company_id, journey.user_id
                      FROM crm_journey journey
                     WHERE journey.started_on IS NOT NULL AND journey.active"""
                ),
            ),
            "budget": (
                "crm.campaign.budget",
                SQL(
                    """
                    SELECT budget.id, budget.name,
                           budget.date + interval '12 hours' AS date_start,
                           budget.date + interval '12 hours' AS date_stop,
                           TRUE AS is_all_day, budget.campaign_id, campaign.company_id,
                           campaign.user_id
                      FROM crm_campaign_budget budget
                      JOIN utm_campaign campaign ON campaign.id = budget.campaign_id
                     WHERE budget.date IS NOT NULL AND campaign.active
                       AND campaign.is_template IS NOT TRUE"""
                ),
            ),
            "competitor": (
                "crm.competitor.action",
                SQL(
                    """
                    SELECT done.id, done.name,
                           done.date + interval '12 hours' AS date_start,
                           COALESCE(done.date_end, done.date)
                               + interval '12 hours' AS date_stop,
                           TRUE AS is_all_day, done.campaign_id, done.company_id,
                           done.user_id
                      FROM crm_competitor_action done
                     WHERE done.active"""
                ),
            ),
        }

    def _get_translated_sql(self, alias, name, model="utm.campaign"):
        """Return SQL of a field's text, in the user's language if it is translated."""
        if not self.env[model]._fields[name].translate:
            return SQL.identifier(alias, name)
        column = SQL.identifier(alias, name)
        lang = self.env.lang or "en_US"
        return SQL("COALESCE(%s->>%s, %s->>'en_US')", column, lang, column)

    def action_open_record(self):
        """Open what the row stands for, for whoever may read it."""
        self.check_access("read")
        self.ensure_one()
        model, res_id = self.res_model, self.res_id
        if model == "crm.campaign.budget":
            model, res_id = "utm.campaign", self.campaign_id.id
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": res_id,
            "views": [(False, "form")],
        }
