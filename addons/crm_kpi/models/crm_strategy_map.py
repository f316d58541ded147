import numpy as np

from odoo import api, models
from odoo.exceptions import AccessError

from ..status import light, rank_correlation, weighted_score

MONTHS = 37  # three years in which causes and effects are compared, and the running


class CrmStrategy(models.Model):
    """The map: how far each objective is reached, and what brings it about."""

    _inherit = "crm.strategy"

    @api.model
    @api.readonly
    def get_map(self, strategy_id=False):
        """Return a strategy with the lights of its objectives, in one call.

        Scores are made of what the user may see: an objective with a hidden KPI has
        another coverage for them, and it is told.

        :param strategy_id: the one in force where left out
        :return: dict ``strategies``, ``strategy``, ``perspectives``, ``objectives``,
            ``links``, ``period``, ``currency_id``, ``can_manage``
        """
        if not self.has_access("read"):
            raise AccessError(
                self.env._("You may not see the strategy. Ask your administrator.")
            )
        company = self.env.company
        strategies = self.search([("company_id", "=", company.id)])
        strategy = (
            strategies.filtered(lambda one: one.id == strategy_id)
            or strategies.filtered(lambda one: one.state == "active")[:1]
            or strategies[:1]
        )
        today = company._get_crm_today()
        return {
            "strategies": [{"id": one.id, "name": one.name} for one in strategies],
            "strategy": strategy._describe_strategy(),
            "perspectives": self._describe_perspectives(),
            **strategy._describe_objectives(company, today),
            "currency_id": company.currency_id.id,
            "can_manage": self.env.user.has_group("crm_kpi.group_kpi_manager"),
            "can_act": self.env["crm.initiative"].has_access("create"),
        }

    def _describe_strategy(self):
        if not self:
            return False
        return {
            "id": self.id,
            "name": self.name,
            "vision": self.vision or "",
            "mission": self.mission or "",
        }

    @api.model
    def _describe_perspectives(self):
        return [
            {
                "id": one.id,
                "name": one.name,
                "description": one.description or "",
                "color": one.color,
            }
            for one in self.env["crm.kpi.perspective"].search([("active", "=", True)])
        ]

    def _describe_objectives(self, company, day):
        """Return how far objectives were reached in the month of ``day``, and links.

        :return: dict ``objectives``, ``links``, ``period``
        """
        objectives = self.objective_ids.sorted("sequence")
        calendar = company._get_kpi_calendar()
        periods = calendar.last("month", day, MONTHS)
        kpis = objectives.sudo().kpi_ids.kpi_id.with_env(self.env)
        tiles = self.env["crm.kpi.board.tile"]._make_tiles(
            kpis._filter_visible(),
            periods,
            calendar,
            company._get_crm_today(),
            [],
            {},
        )
        by_kpi = {tile["id"]: tile for tile in tiles}
        described = [self._describe_objective(one, by_kpi) for one in objectives]
        return {
            "objectives": described,
            "links": self._describe_links(objectives, described),
            "period": {
                "label": kpis._name_period(periods[-1], calendar),
                "date_from": str(periods[-1].date_from),
                "date_to": str(periods[-1].date_to),
            },
        }

    @api.model
    def _describe_links(self, objectives, described):
        """Return the effects between objectives, and whether figures bear them out.

        Each objective is represented by its figure of the greatest weight; the
        running month is not complete and stays out.
        """
        courses = {one["id"]: _get_course(one["kpis"]) for one in described}
        links = self.env["crm.objective.link"].search(
            [("cause_id", "in", objectives.ids), ("effect_id", "in", objectives.ids)]
        )
        found = []
        for link in links:
            rho, count = rank_correlation(
                courses[link.cause_id.id], courses[link.effect_id.id], link.lag
            )
            found.append(
                {
                    "id": link.id,
                    "cause_id": link.cause_id.id,
                    "effect_id": link.effect_id.id,
                    "hypothesis": link.hypothesis or "",
                    "lag": link.lag,
                    "rho": None if np.isnan(rho) else rho,
                    "months": count,
                }
            )
        return found

    @api.model
    def _describe_objective(self, objective, by_kpi):
        lines = objective.sudo().kpi_ids
        attained = [
            _number(by_kpi.get(line.kpi_id.id, {}).get("attained")) for line in lines
        ]
        before = [
            _number(by_kpi.get(line.kpi_id.id, {}).get("attained_before"))
            for line in lines
        ]
        weights = lines.mapped("weight") or [0]
        score, coverage = weighted_score(attained, weights)
        score_before, _coverage = weighted_score(before, weights)
        return {
            "id": objective.id,
            "name": objective.name,
            "description": objective.description or "",
            "perspective_id": objective.perspective_id.id,
            "owner": objective.owner_id.name or "",
            "owner_id": objective.owner_id.id,
            "score": None if np.isnan(score) else score,
            "score_before": None if np.isnan(score_before) else score_before,
            "coverage": coverage,
            "light": str(light(score)),
            "hidden": sum(line.kpi_id.id not in by_kpi for line in lines),
            "kpis": [
                {**by_kpi[line.kpi_id.id], "weight": line.weight}
                for line in lines
                if line.kpi_id.id in by_kpi
            ],
            "initiatives": [
                {
                    "id": one.id,
                    "name": one.name,
                    "state": one.state,
                    "progress": one.progress,
                    "is_late": one.is_late,
                }
                for one in objective.initiative_ids
                if one.state != "dropped"
            ],
        }


def _get_course(kpis):
    """The values of the weightiest figure, higher being better; without the last.

    Of several as weighty, that of the longest history.
    """
    if not kpis:
        return np.full(MONTHS - 1, np.nan)
    tile = max(
        kpis,
        key=lambda one: (
            one["weight"],
            sum(value is not None for value in one["series"]),
        ),
    )
    values = np.array([_number(one) for one in tile["series"][:-1]])
    return values if tile["direction"] == "higher" else -values


def _number(value):
    return np.nan if value is None else value
