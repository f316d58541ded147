from odoo import api, fields, models
from odoo.tools import format_date


class CrmLeadScoreLine(models.Model):
    """What one rule gave to a lead: the lines of a lead add up to its score.

    Written anew at each scoring; those of a closed lead stay as they were.
    """

    _name = "crm.lead.score.line"
    _description = "Line of a Lead Score"
    _order = "points desc, id"
    _log_access = False
    _rec_name = "rule_id"

    lead_id = fields.Many2one(
        "crm.lead", required=True, readonly=True, index=True, ondelete="cascade"
    )
    rule_id = fields.Many2one(
        "crm.lead.score.rule",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    points = fields.Float(readonly=True, digits=(16, 2))
    touch_count = fields.Integer("Touches", readonly=True)
    last_touch = fields.Datetime(readonly=True)
    reason = fields.Char(compute="_compute_reason")

    _lead_rule_unique = models.UniqueIndex("(lead_id, rule_id)")

    @api.depends("rule_id.event_kind", "rule_id.name", "touch_count", "last_touch")
    @api.depends_context("lang", "tz")
    def _compute_reason(self):
        """In the reader's language."""
        kinds = dict(
            self.env["crm.lead.score.rule"]
            ._fields["event_kind"]
            ._description_selection(self.env)
        )
        for line in self:
            if line.last_touch:
                line.reason = self.env._(
                    "%(touch)s: %(count)s times, last on %(date)s",
                    touch=kinds.get(line.rule_id.event_kind),
                    count=line.touch_count,
                    date=format_date(
                        self.env,
                        fields.Datetime.context_timestamp(line, line.last_touch),
                    ),
                )
            else:
                line.reason = line.rule_id.name
