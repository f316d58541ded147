from odoo import api, fields, models
from odoo.exceptions import ValidationError

OUTCOME_LABELS = [
    ("next", "Then"),
    ("yes", "Yes"),
    ("no", "No"),
    ("a", "A"),
    ("b", "B"),
    ("c", "C"),
    ("d", "D"),
    ("interested", "Interested"),
    ("not_interested", "Not interested"),
    ("not_reached", "Not reached"),
    ("skipped", "Skipped"),
]


class CrmJourneyEdge(models.Model):
    """The way from one step to the next, for one outcome."""

    _name = "crm.journey.edge"
    _description = "Journey Way"
    _order = "source_id, id"

    source_id = fields.Many2one(
        "crm.journey.node", "From", required=True, index=True, ondelete="cascade"
    )
    target_id = fields.Many2one(
        "crm.journey.node", "To", required=True, index=True, ondelete="cascade"
    )
    version_id = fields.Many2one(
        related="source_id.version_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(related="source_id.company_id", store=True, index=True)
    outcome = fields.Selection(OUTCOME_LABELS, required=True, default="next")

    _outcome_unique = models.UniqueIndex(
        "(source_id, outcome)",
        "One way leads on for each outcome; remove the other one first.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        edges = super().create(vals_list)
        edges.version_id._check_draft()
        return edges

    def write(self, vals):
        self.version_id._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self.version_id._check_draft()

    @api.constrains("source_id", "target_id", "outcome")
    def _check_ends(self):
        for edge in self:
            if edge.source_id.version_id != edge.target_id.version_id:
                raise ValidationError(
                    self.env._("A way leads to a step of the same version.")
                )
            if edge.target_id.kind == "trigger":
                raise ValidationError(self.env._("No way leads back to the start."))
            if edge.outcome not in edge.source_id._get_outcomes():
                raise ValidationError(
                    self.env._(
                        "“%(step)s” has no exit “%(outcome)s”.",
                        step=edge.source_id.name,
                        outcome=dict(
                            self._fields["outcome"]._description_selection(self.env)
                        )[edge.outcome],
                    )
                )
