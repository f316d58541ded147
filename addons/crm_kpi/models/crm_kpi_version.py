from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmKpiVersion(models.Model):
    """A definition of a KPI, from a day on. Never changed: it is the audit."""

    _name = "crm.kpi.version"
    _description = "Version of a KPI"
    _order = "kpi_id, number desc"
    _rec_name = "number"

    kpi_id = fields.Many2one(
        "crm.kpi", "KPI", required=True, index=True, ondelete="cascade"
    )
    number = fields.Integer(required=True)
    date_from = fields.Date("Holds From", help="Empty: from the beginning.")
    definition = fields.Json(required=True)
    author_id = fields.Many2one("res.users", "Changed By", ondelete="restrict")
    changes = fields.Text(compute="_compute_changes")

    _number_once = models.UniqueIndex("(kpi_id, number)")

    @api.depends("definition")
    def _compute_changes(self):
        """Say which parts of the definition are others than before."""
        Kpi = self.env["crm.kpi"]
        for version in self:
            before = version.kpi_id.version_ids.filtered(
                lambda other, number=version.number: other.number == number - 1
            ).definition
            version.changes = "\n".join(
                self.env._(
                    "%(field)s: %(old)s → %(new)s",
                    field=Kpi._fields[name].get_description(self.env)["string"],
                    old=before.get(name) or "–",
                    new=value or "–",
                )
                for name, value in (version.definition or {}).items()
                if before and before.get(name) != value and name in Kpi._fields
            )

    def write(self, vals):
        if vals:
            raise UserError(
                self.env._("Versions are the record of what was changed: they stay.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if not self.env.su:
            raise UserError(
                self.env._("Versions are the record of what was changed: they stay.")
            )
