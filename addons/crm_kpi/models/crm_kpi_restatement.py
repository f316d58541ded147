from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CrmKpiRestatement(models.Model):
    """A closed figure that became another one, with who, when, and why."""

    _name = "crm.kpi.restatement"
    _description = "Restatement"
    _order = "id desc"
    _rec_name = "kpi_id"

    closing_id = fields.Many2one(
        "crm.kpi.closing", "Month", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="closing_id.company_id", store=True, index=True
    )
    kpi_id = fields.Many2one(
        "crm.kpi", "KPI", required=True, index=True, ondelete="cascade"
    )
    state = fields.Selection(
        [("proposed", "Proposed"), ("applied", "Applied"), ("left", "Left as it was")],
        default="proposed",
        required=True,
        readonly=True,
    )
    reason = fields.Text(help="Why the closed figure becomes another one.")
    revision = fields.Integer(readonly=True)
    value_before = fields.Float(readonly=True, digits=False)
    value_after = fields.Float(readonly=True, digits=False)
    unit = fields.Selection(related="kpi_id.unit")
    user_id = fields.Many2one("res.users", "By", readonly=True)
    decided_on = fields.Datetime("On", readonly=True)

    _proposed_once = models.UniqueIndex("(closing_id, kpi_id) WHERE state = 'proposed'")

    @api.model
    def _propose(self, pairs):
        """Propose the (closing, KPI) pairs that are not proposed already."""
        known = {
            (row.closing_id.id, row.kpi_id.id): row
            for row in self.search([("state", "=", "proposed")])
        }
        gone = [row for pair, row in known.items() if pair not in set(pairs)]
        self.browse([row.id for row in gone]).unlink()
        for closing, kpi in pairs:
            row = known.get((closing, kpi)) or self.create(
                {"closing_id": closing, "kpi_id": kpi}
            )
            row._note_values()
            if row._is_left_already():
                row.unlink()

    def _is_left_already(self):
        """Whether somebody has decided to leave just this difference."""
        last = self.search(
            [
                ("closing_id", "=", self.closing_id.id),
                ("kpi_id", "=", self.kpi_id.id),
                ("state", "=", "left"),
            ],
            limit=1,
        )
        return bool(last) and abs(last.value_after - self.value_after) < 1e-6

    def _note_values(self):
        self.ensure_one()
        closing = self.closing_id
        self.value_before, self.value_after = self.kpi_id._compare_closed(
            closing.company_id, closing.date_from, closing.date_to
        )

    def action_apply(self):
        """Let the documents of today tell the figure of the closed month."""
        self.check_access("write")
        for row in self:
            if row.state != "proposed":
                raise UserError(self.env._("This restatement is decided already."))
            if not (row.reason or "").strip():
                raise UserError(
                    self.env._(
                        "Write why the closed figure of %s changes.", row.kpi_id.name
                    )
                )
            row.sudo()._apply()
        return True

    def _apply(self):
        self._note_values()
        company = self.closing_id.company_id
        self.kpi_id._take_turn(company)
        [(revision,)] = self.env.execute_query(
            SQL(
                """WITH former AS (
                       UPDATE crm_kpi_value SET is_current = FALSE
                        WHERE kpi_id = %(kpi)s AND company_id = %(company)s
                          AND date_from = %(day)s AND is_current
                    RETURNING revision)
                   SELECT COALESCE(MAX(revision), 0) FROM former""",
                kpi=self.kpi_id.id,
                company=company.id,
                day=self.closing_id.date_from,
            )
        )
        self._decide("applied")
        self.revision = revision + 1
        self.flush_recordset()
        month = company._get_kpi_month(self.closing_id.date_from)
        self.kpi_id._insert_values(
            company, [month], revision=revision + 1, restatement=self.id
        )
        self.closing_id.message_post(
            body=self.env._(
                "%(kpi)s restated: %(reason)s", kpi=self.kpi_id.name, reason=self.reason
            )
        )

    def action_leave(self):
        """Keep the closed figure as it was; the reason says why."""
        self.check_access("write")
        for row in self:
            if row.state != "proposed":
                raise UserError(self.env._("This restatement is decided already."))
            row._decide("left")
        return True

    def _decide(self, state):
        self.write(
            {
                "state": state,
                "user_id": self.env.uid,
                "decided_on": fields.Datetime.now(),
            }
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if any(row.state != "proposed" for row in self):
            raise UserError(self.env._("Restatements are an audit trail: they stay."))
