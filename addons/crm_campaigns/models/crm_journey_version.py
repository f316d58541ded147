from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmJourneyVersion(models.Model):
    """What a journey looked like when it was published; it never changes again."""

    _name = "crm.journey.version"
    _description = "Journey Version"
    _order = "journey_id, number desc"

    journey_id = fields.Many2one(
        "crm.journey", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="journey_id.company_id", store=True, index=True
    )
    number = fields.Integer(readonly=True, copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    published_on = fields.Datetime(readonly=True, copy=False)
    node_ids = fields.One2many("crm.journey.node", "version_id", "Steps", copy=False)
    edge_ids = fields.One2many("crm.journey.edge", "version_id", "Ways", copy=False)

    _number_unique = models.UniqueIndex(
        "(journey_id, number)", "This version exists already."
    )
    _one_draft = models.UniqueIndex(
        "(journey_id) WHERE state = 'draft'", "The journey has a draft already."
    )

    @api.depends("journey_id.name", "number")
    def _compute_display_name(self):
        for version in self:
            version.display_name = self.env._(
                "%(journey)s, version %(number)s",
                journey=version.journey_id.name,
                number=version.number,
            )

    @api.model_create_multi
    def create(self, vals_list):
        versions = super().create(vals_list)
        for version in versions:
            numbers = version.journey_id.version_ids.mapped("number")
            version.sudo().number = max([0, *numbers]) + 1
        return versions

    def write(self, vals):
        if not self.env.su:
            self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._check_draft()

    def _check_draft(self):
        for version in self:
            if version.state != "draft":
                raise UserError(
                    self.env._(
                        "Version %(number)s of “%(journey)s” is published and stays "
                        "as it is. Begin a new version to change the journey.",
                        number=version.number,
                        journey=version.journey_id.name,
                    )
                )

    def _copy_to(self, journey):
        """Draft the same steps and ways in ``journey``; return the new version."""
        self.ensure_one()
        copied = self.create({"journey_id": journey.id})
        nodes = {}
        for node in self.node_ids:
            nodes[node.id] = node.copy({"version_id": copied.id})
        for edge in self.edge_ids:
            edge.copy(
                {
                    "source_id": nodes[edge.source_id.id].id,
                    "target_id": nodes[edge.target_id.id].id,
                }
            )
        return copied

    def _check_complete(self):
        """Raise, naming the step, where the journey could not be gone."""
        self.ensure_one()
        faults = self._find_faults()
        if faults:
            raise UserError("\n".join(faults))

    def _find_faults(self):
        """Return what keeps the version from being published, in words."""
        nodes = self.node_ids
        triggers = nodes.filtered(lambda node: node.kind == "trigger")
        faults = []
        if len(triggers) != 1:
            faults.append(self.env._("A journey has exactly one start."))
        if len(nodes.filtered(lambda node: node.kind == "goal")) > 1:
            faults.append(self.env._("A journey has one goal at most."))
        if len(nodes) < 2:
            faults.append(self.env._("Add at least one step after the start."))
        for node in nodes:
            faults += node._find_faults()
        reached = self._find_reached(triggers)
        faults += [
            self.env._("No way leads to “%s”.", node.name) for node in nodes - reached
        ]
        if self._has_restless_circle():
            faults.append(
                self.env._("A way that leads back to itself needs a wait on it.")
            )
        return faults

    def _find_reached(self, nodes):
        reached = nodes
        while nodes:
            nodes = nodes.edge_ids.target_id - reached
            reached |= nodes
        return reached

    def _has_restless_circle(self):
        """Whether somebody could go round and round without ever waiting."""
        after = defaultdict(set)
        for edge in self.edge_ids:
            if not {edge.source_id.kind, edge.target_id.kind} & {"wait", "event"}:
                after[edge.source_id.id].add(edge.target_id.id)
        left = dict(after)
        while left:
            # those that lead nowhere but out of what is left
            ends = [id_ for id_, targets in left.items() if not targets & left.keys()]
            if not ends:
                return True
            for id_ in ends:
                del left[id_]
        return False
