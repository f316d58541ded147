from odoo import fields, models
from odoo.tools import SQL

from .crm_journey_node import CALL_OUTCOMES

RESULTS = ("interested", "not_interested", "not_reached")


class MailActivity(models.Model):
    """A call or task that a journey gave to somebody."""

    _inherit = "mail.activity"

    journey_task_id = fields.Many2one(
        "crm.journey.task",
        "Journey",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    journey_node_id = fields.Many2one(
        "crm.journey.node",
        "Post of the Journey",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    journey_result = fields.Selection(
        [
            ("interested", "Interested"),
            ("not_interested", "Not interested"),
            ("not_reached", "Not reached"),
        ],
        "Result",
        help="Which way the customer goes on. Empty: the usual one.",
    )

    def _action_done(self, feedback=False, attachment_ids=None):
        """The journey goes on with what the colleague has noted."""
        results = {
            activity.journey_task_id.id: activity.journey_result or "next"
            for activity in self
            if activity.journey_task_id
        }
        done = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        if results:
            self._tell_journey(results)
        return done

    def _tell_journey(self, results):
        assert set(results.values()) <= set(CALL_OUTCOMES)
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                """
                UPDATE crm_journey_task task
                   SET outcome = result.outcome, due_at = %s
                  FROM unnest(%s, %s::varchar[]) AS result(id, outcome)
                 WHERE task.id = result.id AND task.state = 'pending'
                   AND task.awaits_result RETURNING task.id""",
                self.env.cr.now(),
                list(results),
                list(results.values()),
            )
        )
        self.env["crm.journey.task"].invalidate_model(flush=False)
        self.env.ref("crm_campaigns.ir_cron_journeys").sudo()._trigger()
