from collections import defaultdict

import numpy as np

from odoo import api, fields, models

from ..status import attainment, light
from .crm_kpi_target import SCOPES


class CrmKpiTarget(models.Model):
    """Plan against actual: what has become of a target so far."""

    _inherit = "crm.kpi.target"

    has_actual = fields.Boolean(compute="_compute_actual")
    actual = fields.Float(
        compute="_compute_actual",
        digits=False,
        help="The figure of the target's period up to now, as far as you may see it.",
    )
    difference = fields.Float(
        compute="_compute_actual", digits=False, help="Actual less target."
    )
    attained = fields.Float("Attained (%)", compute="_compute_actual", digits=(16, 1))
    light = fields.Selection(
        [("green", "Green"), ("yellow", "Yellow"), ("red", "Red"), ("grey", "No data")],
        compute="_compute_actual",
    )

    @api.depends("value", "kpi_id", "date_from", "kind", *SCOPES)
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_actual(self):
        """Read figures with the reader's rights: one statement a scope and kind."""
        values = {}
        for group in self._divide_by_scope():
            values.update(group._read_actuals())
        for target in self:
            value = values.get(target, np.nan)
            reached = attainment(
                value, target.value, target.kpi_id.direction == "higher"
            )
            target.has_actual = not np.isnan(value)
            target.actual = np.nan_to_num(value)
            target.difference = target.actual - target.value if target.has_actual else 0
            target.attained = np.nan_to_num(reached)
            target.light = str(light(reached, target.kpi_id.yellow_from))

    def _divide_by_scope(self):
        groups = defaultdict(self.browse)
        for target in self.filtered(lambda one: one.kpi_id and one.date_from):
            scope = target._get_scope()
            groups[target.company_id, target.kind, scope] |= target
        return groups.values()

    def _read_actuals(self):
        """Return {target: value} of targets with one company, kind and scope."""
        first = self[0]
        company = first.company_id
        calendar = company._get_kpi_calendar()
        periods = {
            target: calendar.period(target.kind, target.date_from) for target in self
        }
        places = sorted(set(periods.values()))
        domain = [(name, "=", first[name].id) for name in SCOPES if first[name]]
        kpis = self.kpi_id.with_context(allowed_company_ids=company.ids)
        series = kpis._read_series(places, domain)
        return {
            target: float(series[target.kpi_id].values[places.index(period)])
            for target, period in periods.items()
            if target.kpi_id in series
        }
