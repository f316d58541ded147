import uuid
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

CLAIM_SIZE = 1000
# A worker that has not come back by then is dead
LEASE = timedelta(minutes=15)


class CrmJourneyTask(models.Model):
    """Several workers share the tasks: each takes what no other holds."""

    _inherit = "crm.journey.task"

    @api.model
    def _claim(self, limit=CLAIM_SIZE, participant_ids=None):
        """Claim tasks that are due; return the token, or None if there are none.

        :param participant_ids: those of a test run alone, due or not
        """
        token = uuid.uuid4().hex
        self.env.flush_all()
        now = self.env.cr.now()
        if participant_ids is None:
            # by their ids: of a join the planner expects so few tasks that it sorts
            # them all for each portion, instead of taking the first of the index
            running = self.env.execute_query(
                SQL("SELECT id FROM crm_journey WHERE state = 'running' AND active")
            )
            due = SQL(
                """task.due_at <= (now() AT TIME ZONE 'UTC')
                   AND task.journey_id = ANY(%s)""",
                [id_ for (id_,) in running],
            )
        else:
            due = SQL("task.participant_id = ANY(%s)", list(participant_ids))
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE crm_journey_task
                   SET state = 'claimed', claim_token = %(token)s,
                       lease_until = %(lease)s
                 WHERE id IN (SELECT task.id
                                FROM crm_journey_task task
                               WHERE task.state = 'pending' AND %(due)s
                               ORDER BY task.due_at, task.id
                               LIMIT %(limit)s
                                 FOR UPDATE SKIP LOCKED)
                RETURNING id
                """,
                token=token,
                lease=now + LEASE,
                due=due,
                limit=limit,
            )
        )
        self.invalidate_model(flush=False)
        return token if rows else None

    @api.model
    def _recover_expired(self):
        """Give back what a worker held that has died; it did nothing of it."""
        self.env.execute_query(
            SQL(
                """
                UPDATE crm_journey_task
                   SET state = 'pending', claim_token = NULL, lease_until = NULL
                 WHERE id IN (SELECT id FROM crm_journey_task
                               WHERE state = 'claimed'
                                 AND lease_until < (now() AT TIME ZONE 'UTC')
                                 FOR UPDATE SKIP LOCKED)
                RETURNING id"""
            )
        )
        self.invalidate_model(flush=False)

    @api.model
    def _cancel_open(self, participant_ids, reason):
        """Cancel what waits for these participants, and close colleagues' tasks."""
        if not participant_ids:
            return
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE crm_journey_task
                   SET state = 'cancelled', reason = %s, done_on = %s
                 WHERE participant_id = ANY(%s) AND state IN ('pending', 'claimed')
                RETURNING id""",
                reason,
                self.env.cr.now(),
                list(participant_ids),
            )
        )
        self.invalidate_model(flush=False)
        self.env["mail.activity"].sudo().search(
            [("journey_task_id", "in", [id_ for (id_,) in rows])]
        ).unlink()
