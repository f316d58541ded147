import ast

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..kpi_facts import DIMENSIONS, KpiRecords, KpiSpan


class CrmKpi(models.Model):
    """The records behind a figure."""

    _inherit = "crm.kpi"

    def _describe_records(self):
        """Return the :class:`KpiRecords` of a KPI, or None where there are none."""
        self.ensure_one()
        if self.kind == "source":
            return self.env["crm.kpi.source"]._get_records(self.source)
        if self.kind == "manual":
            return KpiRecords(
                model="crm.kpi.entry",
                date="date",
                domain=[("kpi_id", "=", self.id)],
                dimensions={name: name for name in ("team_id", "user_id")},
            )
        if self.kind == "records" and self.model_name in self.env:
            return KpiRecords(
                model=self.model_name,
                date=self.timing == "flow" and self.date_field,
                domain=ast.literal_eval(self.domain or "[]"),
                dimensions={
                    name: self[f"{name.removesuffix('_id')}_field"]
                    for name in DIMENSIONS
                    if self._fields.get(f"{name.removesuffix('_id')}_field")
                    and self[f"{name.removesuffix('_id')}_field"]
                },
                company=self.company_field,
            )
        return None

    def _is_source_missing(self):
        return self.kind != "formula" and not self._describe_records()

    def get_records_action(self, date_from, date_to, filters=None):
        """Return the action that opens the records of a figure.

        They are opened with the user's own rights: who may see a sum may not
        therefore see each document in it.

        :param date_from, date_to: dates, both included
        :param dict filters: ids by dimension, as the board was filtered
        :raise AccessError: for users who may not see the KPI
        """
        self.check_access("read")
        self.ensure_one()
        self._check_visible()
        if self.kind == "formula":
            return self._open_parts(date_from, date_to)
        records = self._describe_records()
        if not records:
            raise UserError(
                self.env._(
                    "What “%s” counts is not installed any more: only its history is "
                    "left.",
                    self.name,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": records.model,
            "domain": list(
                self._get_drill_domain(records, date_from, date_to, filters or {})
            ),
            "views": [(False, "list"), (False, "form")],
            "context": {
                "active_test": False,
                "create": False,
                "group_by": list(records.groupby),
            },
        }

    def action_open_values(self):
        """Open the figures of the KPI, month by month."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_kpi.crm_kpi_value_action"
        )
        action["domain"] = [("kpi_id", "in", self.ids)]
        return action

    def _get_drill_domain(self, records, date_from, date_to, filters):
        companies = self.env.companies
        domain = Domain(records.domain)
        if records.company:
            domain &= Domain(records.company, "in", [*companies.ids, False])
        if records.date:
            field = self.env[records.model]._fields[records.date]
            span = KpiSpan(
                self.env.company, tuple(map(fields.Date.to_date, (date_from, date_to)))
            )
            if field.type == "datetime":
                domain &= Domain(records.date, ">=", span.start) & Domain(
                    records.date, "<", span.stop
                )
            else:
                domain &= Domain(records.date, ">=", span.first) & Domain(
                    records.date, "<=", span.last
                )
        for dimension, name in records.dimensions.items():
            if filters.get(dimension):
                domain &= Domain(name, "=", filters[dimension])
        return domain

    def _open_parts(self, date_from, date_to):
        """A formula has no records of its own: open the figures it is made of."""
        codes = (self.formula_names or "").split()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Parts of %s", self.name),
            "res_model": "crm.kpi.value",
            "domain": [
                ("kpi_id.code", "in", codes),
                ("is_current", "=", True),
                ("date_from", ">=", date_from),
                ("date_from", "<=", date_to),
                ("company_id", "in", self.env.companies.ids),
            ],
            "views": [(False, "list"), (False, "pivot"), (False, "form")],
            "context": {"search_default_group_kpi": 1},
        }
