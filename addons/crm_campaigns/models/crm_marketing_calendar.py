from odoo import api, fields, models
from odoo.tools import SQL

# A row's id: that of its record, times this, plus the place of its source
MAX_SOURCES = 8


class CrmMarketingCalendar(models.Model):
    """Everything that marketing does or watches, day by day.

    An add-on adds a source by :meth:`_get_sources`.
    """

    _name = "crm.marketing.calendar"
    _description = "Marketing Calendar"
    _auto = False
    _order = "date_start desc, id desc"

    name = fields.Char(readonly=True)
    kind = fields.Selection(
        [
            ("campaign", "Campaign"),
            ("mailing", "Mailing"),
            ("budget", "Planned expense"),
            ("journey", "Start of a journey"),
            ("competitor", "Competitor's action"),
        ],
        readonly=True,
    )
    date_start = fields.Date("Start", readonly=True)
    date_stop = fields.Date("End", readonly=True)
    campaign_id = fields.Many2one("utm.campaign", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", "Responsible", readonly=True)
    res_model = fields.Char("Record Model", readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)

    _depends = {
        "utm.campaign": ["active", "company_id", "date_end", "date_start", "title"],
        "mailing.mailing": [
            "active",
            "campaign_id",
            "schedule_date",
            "sent_date",
            "state",
            "subject",
            "user_id",
        ],
        "crm.campaign.budget": ["campaign_id", "company_id", "date", "name"],
        "crm.journey": [
            "active",
            "campaign_id",
            "company_id",
            "name",
            "started_on",
            "user_id",
        ],
        "crm.competitor.action": [
            "active",
            "campaign_id",
            "company_id",
            "date",
            "date_end",
            "name",
            "user_id",
        ],
    }

    @property
    def _table_query(self):
        return SQL(" UNION ALL ").join(
            SQL(
                """
                SELECT row.id * %(width)s + %(place)s AS id, %(kind)s AS kind,
                       row.name, row.date_start,
                       COALESCE(row.date_stop, row.date_start) AS date_stop,
                       row.campaign_id, row.company_id, row.user_id,
                       %(model)s AS res_model, row.id AS res_id
                  FROM (%(select)s)
                       row(id, name, date_start, date_stop, campaign_id, company_id,
                           user_id)
                """,
                width=MAX_SOURCES,
                place=place,
                kind=kind,
                model=model,
                select=select,
            )
            for place, (kind, model, select) in enumerate(self._get_sources())
        )

    @api.model
    def _get_sources(self):
        """Return [(kind, model, SQL)], in a lasting order, at most ``MAX_SOURCES``.

        The rows are (id, name, start, end or NULL, campaign, company, user).
        """
        title = self.env["utm.campaign"]._field_to_sql("c", "title")
        return [
            (
                "campaign",
                "utm.campaign",
                SQL(
                    """SELECT c.id, %s, c.date_start, c.date_end, c.id, c.company_id,
                              c.user_id
                         FROM utm_campaign c
                        WHERE c.active AND c.date_start IS NOT NULL""",
                    title,
                ),
            ),
            (
                "mailing",
                "mailing.mailing",
                SQL(
                    """SELECT m.id, m.subject,
                              COALESCE(m.sent_date, m.schedule_date)::date, NULL::date,
                              m.campaign_id, c.company_id, m.user_id
                         FROM mailing_mailing m
                         LEFT JOIN utm_campaign c ON c.id = m.campaign_id
                        WHERE m.active
                          AND COALESCE(m.sent_date, m.schedule_date) IS NOT NULL
                          AND (m.sent_date IS NOT NULL OR m.state <> 'draft')"""
                ),
            ),
            (
                "budget",
                "utm.campaign",
                SQL(
                    """SELECT b.id, b.name, b.date, NULL::date, b.campaign_id,
                              b.company_id, NULL::integer
                         FROM crm_campaign_budget b WHERE b.date IS NOT NULL"""
                ),
            ),
            (
                "journey",
                "crm.journey",
                SQL(
                    """SELECT j.id, j.name, j.started_on::date, NULL::date,
                              j.campaign_id, j.company_id, j.user_id
                         FROM crm_journey j
                        WHERE j.active AND j.started_on IS NOT NULL"""
                ),
            ),
            (
                "competitor",
                "crm.competitor.action",
                SQL(
                    """SELECT a.id, a.name, a.date, a.date_end, a.campaign_id,
                              a.company_id, a.user_id
                         FROM crm_competitor_action a WHERE a.active"""
                ),
            ),
        ]

    def action_open_record(self):
        """Open what the entry stands for, for whoever may read it."""
        self.check_access("read")
        self.ensure_one()
        # an item of a budget is on the page of its campaign
        res_id = self.campaign_id.id if self.kind == "budget" else self.res_id
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": res_id,
            "views": [(False, "form")],
        }
