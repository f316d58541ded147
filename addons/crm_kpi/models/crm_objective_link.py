from graphlib import CycleError, TopologicalSorter

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmObjectiveLink(models.Model):
    """That one objective is thought to bring another one about."""

    _name = "crm.objective.link"
    _description = "Cause and Effect"
    _rec_name = "hypothesis"

    cause_id = fields.Many2one(
        "crm.objective", required=True, index=True, ondelete="cascade"
    )
    effect_id = fields.Many2one(
        "crm.objective", required=True, index=True, ondelete="cascade"
    )
    strategy_id = fields.Many2one(
        related="cause_id.strategy_id", store=True, index=True
    )
    company_id = fields.Many2one(
        related="cause_id.strategy_id.company_id", store=True, index=True
    )
    lag = fields.Integer(
        "Shows After (Months)",
        help="After how many months the effect is expected to show.",
    )
    hypothesis = fields.Char(help="Why the one should bring about the other.")

    _once = models.UniqueIndex("(cause_id, effect_id)", "This effect is drawn already.")
    _not_itself = models.Constraint(
        "CHECK (cause_id <> effect_id)", "Nothing is its own cause."
    )
    _lag_within_two_years = models.Constraint(
        "CHECK (lag BETWEEN 0 AND 24)", "An effect shows after 0 to 24 months."
    )

    @api.constrains("cause_id", "effect_id")
    def _check_map(self):
        for link in self:
            if link.cause_id.strategy_id != link.effect_id.strategy_id:
                raise ValidationError(
                    self.env._("Causes and effects are of one strategy.")
                )
        for strategy in self.cause_id.strategy_id:
            graph = {}
            for link in self.search([("strategy_id", "=", strategy.id)]):
                graph.setdefault(link.effect_id, set()).add(link.cause_id)
            try:
                TopologicalSorter(graph).prepare()
            except CycleError as error:
                raise ValidationError(
                    self.env._(
                        "These objectives would bring each other about in a circle: "
                        "%s. Leave one effect out.",
                        " → ".join(one.name for one in error.args[1]),
                    )
                ) from error
