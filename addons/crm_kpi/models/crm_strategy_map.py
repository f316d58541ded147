import numpy as np

from odoo import api, models
from odoo.exceptions import AccessError

from ..status import light, weighted_score


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
        objectives = strategy.objective_ids.sorted("sequence")
        calendar = company._get_kpi_calendar()
        today = company._get_crm_today()
        running = calendar.period("month", today)
        periods = [calendar.before(running), running]
        kpis = objectives.sudo().kpi_ids.kpi_id.with_env(self.env)
        tiles = self.env["crm.kpi.board.tile"]._make_tiles(
            kpis._filter_visible(), periods, calendar, today, [], {}
        )
        by_kpi = {tile["id"]: tile for tile in tiles}
        links = self.env["crm.objective.link"].search(
            [("strategy_id", "=", strategy.id)]
        )
        perspectives = self.env["crm.kpi.perspective"].search([("active", "=", True)])
        return {
            "strategies": [{"id": one.id, "name": one.name} for one in strategies],
            "strategy": {
                "id": strategy.id,
                "name": strategy.name,
                "vision": strategy.vision or "",
                "mission": strategy.mission or "",
            }
            if strategy
            else False,
            "perspectives": [
                {
                    "id": one.id,
                    "name": one.name,
                    "description": one.description or "",
                    "color": one.color,
                }
                for one in perspectives
            ],
            "objectives": [self._describe_objective(one, by_kpi) for one in objectives],
            "links": [
                {
                    "id": link.id,
                    "cause_id": link.cause_id.id,
                    "effect_id": link.effect_id.id,
                    "hypothesis": link.hypothesis or "",
                }
                for link in links
            ],
            "period": {
                "label": kpis._name_period(running, calendar),
                "date_from": str(running.date_from),
                "date_to": str(running.date_to),
            },
            "currency_id": company.currency_id.id,
            "can_manage": self.env.user.has_group("crm_kpi.group_kpi_manager"),
        }

    @api.model
    def _describe_objective(self, objective, by_kpi):
        lines = objective.sudo().kpi_ids
        attained = [
            _number(by_kpi.get(line.kpi_id.id, {}).get("attained")) for line in lines
        ]
        score, coverage = weighted_score(attained, lines.mapped("weight") or [0])
        return {
            "id": objective.id,
            "name": objective.name,
            "description": objective.description or "",
            "perspective_id": objective.perspective_id.id,
            "owner": objective.owner_id.name or "",
            "owner_id": objective.owner_id.id,
            "score": None if np.isnan(score) else score,
            "coverage": coverage,
            "light": str(light(score)),
            "hidden": sum(line.kpi_id.id not in by_kpi for line in lines),
            "kpis": [
                by_kpi[line.kpi_id.id] for line in lines if line.kpi_id.id in by_kpi
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


def _number(value):
    return np.nan if value is None else value
