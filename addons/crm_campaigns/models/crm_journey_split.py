from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL


class CrmJourneySplit(models.Model):
    """Which way of a split leads to the goal more often."""

    _inherit = "crm.journey"

    has_split = fields.Boolean(compute="_compute_split_result")
    split_result = fields.Html(
        "Ways Compared", compute="_compute_split_result", sanitize=False
    )

    @api.depends("version_id", "version_ids.node_ids.kind")
    @api.depends_context("lang")
    def _compute_split_result(self):
        nodes = self.version_ids.node_ids.filtered(
            lambda n: n.kind == "split" and n.is_published
        )
        figures = nodes._count_ways()
        Test = self.env["crm.variant.test"]
        for journey in self:
            parts = []
            for node in nodes.filtered(lambda n, j=journey: n.journey_id == j):
                counts = []
                for key in node._get_outcomes():
                    edge = node.edge_ids.filtered(lambda e, k=key: e.outcome == k)
                    name = f"{key.upper()}: {edge.target_id.name or '–'}"
                    counts.append((name, *figures.get((node.id, key), (0, 0))))
                found = Test._compare_counts(counts, journey.company_id)
                words = Test._put_in_words(found, journey.company_id)
                title = f"{node.name} (v{node.version_id.number}): {words}"
                parts.append(Test._draw(found, self.env._("Reached the Goal"), title))
            journey.has_split = bool(parts)
            journey.split_result = Markup("").join(parts) if parts else False


class CrmJourneyNodeSplit(models.Model):
    _inherit = "crm.journey.node"

    def _count_ways(self):
        """Return {(split id, way): (participants at the goal, participants)}."""
        if not self:
            return {}
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT task.node_id, task.outcome,
                       COUNT(*) FILTER (WHERE p.goal_reached_on IS NOT NULL), COUNT(*)
                  FROM crm_journey_task task
                  JOIN crm_journey_participant p ON p.id = task.participant_id
                 WHERE task.node_id = ANY(%s) AND task.state = 'done'
                   AND task.visit = 1 AND NOT p.is_test
                 GROUP BY task.node_id, task.outcome
                """,
                self.ids,
            )
        )
        return {(node, way): (goals, people) for node, way, goals, people in rows}
