from odoo import api, fields, models
from odoo.tools import SQL

# Steps that reach the customer
CHANNELS = ("email", "sms", "call", "letter", "event", "survey")


class CrmTouchpoint(models.Model):
    """What campaigns sent the customer: steps of journeys, and other mailings."""

    _inherit = "crm.touchpoint"
    _depends = {
        "crm.journey.task": ["company_id", "done_on", "node_id", "state", "trace_id"],
        "crm.journey.participant": ["is_test", "partner_id"],
        "crm.journey.node": ["channel", "name"],
        "crm.journey": ["name"],
        "mailing.trace": [
            "create_date",
            "mass_mailing_id",
            "model",
            "res_id",
            "sent_datetime",
            "trace_status",
        ],
        "mailing.mailing": ["subject", "user_id"],
    }

    kind = fields.Selection(
        selection_add=[("campaign", "Campaign")], ondelete={"campaign": "cascade"}
    )

    @api.model
    def _get_branches(self):
        found = {
            "journey": self._select_journey_steps(),
            "mailing": self._select_mailings(),
        }
        return {
            **super()._get_branches(),
            **{name: branch for name, branch in found.items() if branch},
        }

    @api.model
    def _select_journey_steps(self):
        query = self._find_readable("crm.journey.task", [("state", "=", "done")])
        if query is None:
            return None
        task = SQL.identifier("crm_journey_task")
        query.add_join(
            "JOIN",
            "participant",
            "crm_journey_participant",
            SQL("participant.id = %s.participant_id AND NOT participant.is_test", task),
        )
        query.add_join(
            "JOIN",
            "node",
            "crm_journey_node",
            SQL(
                "node.id = %s.node_id AND node.channel = ANY(%s)", task, list(CHANNELS)
            ),
        )
        query.add_join(
            "JOIN", "journey", "crm_journey", SQL("journey.id = %s.journey_id", task)
        )
        return self._make_branch(
            query,
            "crm.journey.task",
            SQL("participant.partner_id"),
            kind=SQL("'campaign'"),
            date=SQL("crm_journey_task.done_on"),
            company_id=SQL("crm_journey_task.company_id"),
            user_id=SQL("journey.user_id"),
            direction=SQL("'out'"),
            name=SQL("journey.name || ': ' || node.name"),
            res_model=SQL("'crm.journey.participant'"),
            res_id=SQL("participant.id"),
        )

    @api.model
    def _select_mailings(self):
        """Mailings to contacts; those of journeys are among the steps already."""
        query = self._find_readable(
            "mailing.trace",
            [
                ("model", "=", "res.partner"),
                ("trace_status", "not in", ("outgoing", "cancel", "error")),
                ("is_test_trace", "=", False),
            ],
        )
        if query is None:
            return None
        query.add_join(
            "JOIN",
            "mailing",
            "mailing_mailing",
            SQL("mailing.id = mailing_trace.mass_mailing_id"),
        )
        query.add_where(
            SQL(
                """NOT EXISTS (SELECT 1 FROM crm_journey_task step
                                WHERE step.trace_id = mailing_trace.id)"""
            )
        )
        return self._make_branch(
            query,
            "mailing.trace",
            SQL("mailing_trace.res_id"),
            kind=SQL("'campaign'"),
            date=SQL(
                "COALESCE(mailing_trace.sent_datetime, mailing_trace.create_date)"
            ),
            user_id=SQL("mailing.user_id"),
            direction=SQL("'out'"),
            name=SQL("mailing.subject"),
            res_model=SQL("'mailing.mailing'"),
            res_id=SQL("mailing.id"),
        )
