from odoo import api, models
from odoo.fields import Domain

from .crm_kpi_target import SCOPES


class CrmKpi(models.Model):
    """Targets of a KPI in periods, for a company or one of its parts."""

    _inherit = "crm.kpi"

    def _read_targets(self, periods, scope=None):
        """Return {kpi: list of targets or None, one for each period}: one query."""
        found = self._find_targets(periods, scope)
        return {
            kpi: [pair and pair[0] for pair in pairs] for kpi, pairs in found.items()
        }

    def _find_targets(self, periods, scope=None):
        """Return {kpi: list of (target, weight) or None, one for each period}.

        A target of the very period comes first. A quarter or a year without one has
        the sum of the targets of its months, when each of them has one and the KPI
        adds up.

        :param scope: a record of a team, user or department; None for the company
        """
        company = self.env.company
        kinds = {"month", periods[0].kind}
        domain = Domain("kpi_id", "in", self.ids)
        domain &= Domain("company_id", "=", company.id)
        domain &= Domain("kind", "in", sorted(kinds))
        domain &= Domain("date_from", ">=", periods[0].date_from)
        domain &= Domain("date_from", "<=", periods[-1].date_to)
        for name in SCOPES:
            is_this = scope is not None and self._get_scope_model(name) == scope._name
            domain &= Domain(name, "=", scope.id if is_this else False)
        found = {
            (target.kpi_id.id, target.kind, target.date_from): (
                target.value,
                target.weight,
            )
            for target in self.env["crm.kpi.target"].search(domain)
        }
        months = [[]] * len(periods)
        if periods[0].kind != "month":
            calendar = company._get_kpi_calendar()
            months = [calendar.months(period) for period in periods]
        return {
            kpi: [
                kpi._pick_target(found, period, parts)
                for period, parts in zip(periods, months, strict=True)
            ]
            for kpi in self
        }

    @api.model
    def _get_scope_model(self, name):
        return self.env["crm.kpi.target"]._fields[name].comodel_name

    def _pick_target(self, found, period, months):
        exact = found.get((self.id, period.kind, period.date_from))
        if exact is not None or self.measure != "sum" or not months:
            return exact
        parts = [found.get((self.id, "month", month.date_from)) for month in months]
        if None in parts:
            return None
        return sum(value for value, _weight in parts), parts[-1][1]
