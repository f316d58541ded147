from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import format_date

from odoo.addons.crm_gateway.sql import end_of_local_day

from ..scales import KINDS

MOST_MONTHS = 36
SHOWN_THEMES = 12


class CrmSatisfactionBoard(models.AbstractModel):
    """The results of the current company, for the web client, in one call."""

    _name = "crm.satisfaction.board"
    _description = "Results of Satisfaction"
    _inherit = ["crm.satisfaction.figures", "crm.satisfaction.indicators"]

    @api.model
    @api.readonly
    def get_board(self, programme_id=False, months=12):
        """Return what customers answered in the last months.

        :param programme_id: one programme, or all of them
        :param int months: 1 to 36, the running one too
        :return: dict

            ``company``, ``months``, ``programme_id``, ``programmes``: dicts ``id``,
            ``name``,
            ``domain``: of the answers that are counted,
            ``measures``: dicts ``kind``, ``label``, ``value``, ``low``, ``high``,
            ``n``, ``unit``; blank as None,
            ``response``: dict ``sent``, ``answered``, ``value`` of it,
            ``trend``: ``labels`` and ``series`` of the same measures by month,
            ``map``: see ``_map``, with the programme's name,
            ``themes``: dicts ``id``, ``name``, ``count``, ``bad``,
            ``indicators``: see ``_get_indicators``,
            ``can_configure``: whether the user may make programmes
        :raise AccessError: for users who may not read answers
        """
        Response = self.env["crm.satisfaction.response"]
        if not Response.has_access("read"):
            raise AccessError(self.env._("You may not see what customers answered."))
        company = self.env.company
        months = min(max(int(months), 1), MOST_MONTHS)
        today = company._get_crm_today()
        first = today.replace(day=1) - relativedelta(months=months - 1)
        programmes = self.env["crm.satisfaction.programme"].search(
            [("company_id", "=", company.id)]
        )
        chosen = programmes.filtered(lambda programme: programme.id == programme_id)
        domain = self._get_domain(company, chosen, first, today)
        tallies = self._tally(domain, company.crm_timezone)
        days = [first + relativedelta(months=number) for number in range(months)]
        return {
            "company": company.name,
            "months": months,
            "programme_id": chosen.id,
            "programmes": [{"id": p.id, "name": p.name} for p in programmes],
            "domain": list(domain),
            "measures": self._prepare_measures(tallies),
            "response": self._prepare_response(chosen or programmes, first),
            "trend": {
                "labels": [
                    format_date(self.env, day, date_format="MMM yyyy") for day in days
                ],
                "series": self._prepare_trend(tallies, days),
            },
            "map": self._prepare_map(chosen or programmes, domain),
            "themes": self._prepare_themes(domain),
            "indicators": self._get_indicators(company, first, today),
            "can_configure": programmes.has_access("create"),
        }

    @api.model
    def _get_domain(self, company, programme, first, last):
        begin = end_of_local_day(first - timedelta(days=1), company.crm_timezone)
        end = end_of_local_day(last, company.crm_timezone)
        domain = (
            Domain("company_id", "=", company.id)
            & Domain("answered_date", ">=", fields.Datetime.to_string(begin))
            & Domain("answered_date", "<", fields.Datetime.to_string(end))
        )
        return (
            domain & Domain("programme_id", "=", programme.id) if programme else domain
        )

    @api.model
    def _get_labels(self):
        return {
            "csat": self.env._("Satisfied customers (CSAT)"),
            "nps": self.env._("Net promoters (NPS)"),
            "ces": self.env._("Effort (CES)"),
            "process": self.env._("Satisfied with the handling"),
        }

    @api.model
    def _prepare_measures(self, tallies):
        """One figure a kind; of effort one for each direction of the question."""
        labels = self._get_labels()
        measures = []
        for kind, _label in KINDS:
            for is_easy in (True, False):
                counts = tallies.get((kind, is_easy))
                if counts:
                    measures.append(
                        {
                            "kind": kind,
                            "label": labels[kind],
                            **self._measure(kind, is_easy, sum(counts.values())),
                        }
                    )
        return measures

    @api.model
    def _prepare_trend(self, tallies, days):
        labels = self._get_labels()
        series = []
        for kind, _label in KINDS:
            for is_easy in (True, False):
                counts = tallies.get((kind, is_easy))
                if not counts:
                    continue
                points = [
                    self._measure(kind, is_easy, counts[day]) if day in counts else None
                    for day in days
                ]
                series.append(
                    {
                        "kind": kind,
                        "label": labels[kind],
                        "high_is_easy": is_easy,
                        "points": points,
                    }
                )
        return series

    @api.model
    def _prepare_response(self, programmes, first):
        """Of those who were asked since: how many have answered.

        Counted with all rights: how many there are tells nothing of anybody.
        """
        self.env["crm.satisfaction.invitation"].flush_model()
        ((sent, answered),) = self.env.execute_query(
            SQL(
                """SELECT COUNT(*), COUNT(*) FILTER (WHERE state = 'answered')
                     FROM crm_satisfaction_invitation
                    WHERE programme_id = ANY(%s) AND sent_date >= %s
                      AND state <> 'bounced'""",
                programmes.ids,
                first,
            )
        )
        return {
            "sent": sent,
            "answered": answered,
            "value": 100 * answered / sent if sent else None,
        }

    @api.model
    def _prepare_map(self, programmes, domain):
        """The map of the programme that has most answers, among those that ask."""
        asked = programmes.filtered("characteristic_ids")
        if not asked:
            return None
        counts = dict(
            self.env["crm.satisfaction.response"]._read_group(
                Domain(domain) & Domain("programme_id", "in", asked.ids),
                ["programme_id"],
                ["__count"],
            )
        )
        programme = max(asked, key=lambda p: counts.get(p, 0))
        return {
            "programme_id": programme.id,
            "programme": programme.name,
            **self._map(programme, domain),
        }

    @api.model
    def _prepare_themes(self, domain):
        counts = self._count_themes(domain)
        themes = self.env["crm.satisfaction.theme"].search([("id", "in", list(counts))])
        return sorted(
            (
                {
                    "id": theme.id,
                    "name": theme.name,
                    "count": counts[theme.id][0],
                    "bad": counts[theme.id][1],
                }
                for theme in themes
            ),
            key=lambda theme: (-theme["count"], theme["name"]),
        )[:SHOWN_THEMES]
