from odoo import api, models
from odoo.tools import SQL

# What a trace says of a reaction
REACTED = {
    "open": SQL("trace.trace_status IN ('open', 'reply')"),
    "click": SQL("trace.links_click_datetime IS NOT NULL"),
    "reply": SQL("trace.trace_status = 'reply'"),
}


class CrmJourneyTask(models.Model):
    """Reactions: whoever waits for one goes on at once, by the way of “Yes”.

    A reaction and the time limit may come at the same moment.  Both change the row
    only while it is ``pending``, so the first wins and the other finds nothing.
    """

    _inherit = "crm.journey.task"

    @api.model
    def _note_reactions(self, traces):
        """Traces have changed: note it where somebody waits for it."""
        if traces:
            self._note_reactions_where(SQL("trace.id = ANY(%s)", traces.ids))

    def _note_earlier_reactions(self):
        """Somebody may have reacted before coming to the step that asks."""
        if self.filtered(lambda task: task.kind == "event"):
            self._note_reactions_where(SQL("task.id = ANY(%s)", self.ids))

    @api.model
    def _note_reactions_where(self, condition):
        self.env.flush_all()
        reacted = SQL(" OR ").join(
            SQL("(node.event = %s AND %s)", event, happened)
            for event, happened in REACTED.items()
        )
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE crm_journey_task task
                   SET outcome = 'yes', due_at = %s
                  FROM crm_journey_node node, crm_journey_task mailed,
                       mailing_trace trace
                 WHERE node.id = task.node_id AND node.kind = 'event'
                   AND mailed.node_id = node.event_node_id
                   AND mailed.participant_id = task.participant_id
                   AND trace.id = mailed.trace_id
                   AND task.state = 'pending' AND task.outcome IS NULL
                   AND %s AND (%s)
                RETURNING task.id
                """,
                self.env.cr.now(),
                condition,
                reacted,
            )
        )
        if rows:
            self.invalidate_model(flush=False)
            self.env.ref("crm_campaigns.ir_cron_journeys").sudo()._trigger()
