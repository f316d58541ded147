from odoo import fields, models

from .crm_journey_edge import OUTCOME_LABELS


class CrmJourneyTask(models.Model):
    """One visit of a participant to a step: due, claimed, done; with what outcome.

    Together they are the participant's path.  A worker claims tasks that are due,
    and commits; then does them, notes the outcome and makes the next tasks in one
    transaction.  So a worker that dies leaves either nothing or everything, and
    whoever takes the task up again after its lease does it once.  Its files: what
    it is (this one), claiming, moving on, and one for each channel.
    """

    _name = "crm.journey.task"
    _description = "Journey Path"
    _order = "id"
    _rec_name = "node_id"

    participant_id = fields.Many2one(
        "crm.journey.participant",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    journey_id = fields.Many2one(
        "crm.journey", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    node_id = fields.Many2one(
        "crm.journey.node",
        "Step",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    kind = fields.Selection(related="node_id.kind")
    channel = fields.Selection(related="node_id.channel")
    visit = fields.Integer(
        required=True, readonly=True, default=1, help="Which time they come here."
    )
    due_at = fields.Datetime("Due", required=True, readonly=True)
    state = fields.Selection(
        [
            ("pending", "Waits"),
            ("claimed", "Is being done"),
            ("done", "Done"),
            ("skipped", "Skipped"),
            ("cancelled", "Cancelled"),
            ("error", "Failed"),
        ],
        required=True,
        readonly=True,
        default="pending",
    )
    outcome = fields.Selection(OUTCOME_LABELS, readonly=True)
    reason = fields.Char(readonly=True, help="Why it was skipped, or failed.")
    awaits_result = fields.Boolean(
        readonly=True, help="A colleague has it to do, and notes what came of it."
    )
    claim_token = fields.Char(readonly=True)
    lease_until = fields.Datetime(readonly=True)
    done_on = fields.Datetime(readonly=True)
    trace_id = fields.Many2one(
        "mailing.trace",
        "Message",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    trace_status = fields.Selection(
        related="trace_id.trace_status", string="Message Status"
    )

    _visit_unique = models.UniqueIndex("(node_id, participant_id, visit)")
    _due = models.Index("(due_at, id) WHERE state = 'pending'")
    _claimed = models.Index("(lease_until) WHERE state = 'claimed'")
