from odoo import api, fields, models
from odoo.exceptions import UserError

from .crm_kpi import UNITS


class CrmStrategyReviewLine(models.Model):
    """A figure as it was on the table; names and units too, for they may change."""

    _name = "crm.strategy.review.line"
    _description = "Figure of a Review"
    _order = "review_id, id"

    review_id = fields.Many2one(
        "crm.strategy.review", required=True, index=True, ondelete="cascade"
    )
    objective_id = fields.Many2one("crm.objective", readonly=True, ondelete="set null")
    objective_name = fields.Char("Objective", readonly=True)
    kpi_id = fields.Many2one(
        "crm.kpi", "KPI", readonly=True, ondelete="set null", index=True
    )
    name = fields.Char("KPI", readonly=True)
    period = fields.Char(readonly=True)
    has_value = fields.Boolean(readonly=True)
    value = fields.Float(readonly=True, digits=False)
    has_target = fields.Boolean(readonly=True)
    target = fields.Float(readonly=True, digits=False)
    unit = fields.Selection(UNITS, readonly=True)
    digits = fields.Integer(readonly=True)
    attained = fields.Float("Attained (%)", readonly=True, digits=(16, 1))
    weight = fields.Float(readonly=True)
    light = fields.Selection(
        [("green", "Green"), ("yellow", "Yellow"), ("red", "Red"), ("grey", "No data")],
        readonly=True,
    )


class CrmKpi(models.Model):
    _inherit = "crm.kpi"

    @api.ondelete(at_uninstall=False)
    def _unlink_unreviewed_only(self):
        """Whoever may see a frozen figure is told by its KPI: it is archived only."""
        lines = self.env["crm.strategy.review.line"].sudo()
        for kpi in self:
            if lines.search_count([("kpi_id", "=", kpi.id)], limit=1):
                raise UserError(
                    self.env._(
                        "“%s” was on the table of a review that was held. Archive it.",
                        kpi.name,
                    )
                )
