from odoo import api, fields, models
from odoo.tools import SQL

from .crm_sending_check import Recipient


class CrmJourneyParticipant(models.Model):
    """Somebody on a journey.

    Written by the journey's job alone.  The arm follows from the address, so it
    is the same whenever it is computed; whoever is held out stays held out.
    """

    _name = "crm.journey.participant"
    _description = "Journey Participant"
    _order = "id desc"

    journey_id = fields.Many2one(
        "crm.journey", required=True, readonly=True, index=True, ondelete="cascade"
    )
    version_id = fields.Many2one(
        "crm.journey.version",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    campaign_id = fields.Many2one(related="journey_id.campaign_id")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Record", model_field="model", required=True, readonly=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Contact",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    record_name = fields.Char("Name", compute="_compute_record_name")
    email_normalized = fields.Char("E-mail", readonly=True)
    tz = fields.Char("Time Zone", readonly=True)
    arm = fields.Selection(
        [("treatment", "Journey"), ("holdout", "Hold-out")],
        required=True,
        readonly=True,
        default="treatment",
    )
    state = fields.Selection(
        [
            ("running", "On the way"),
            ("goal", "Reached the goal"),
            ("done", "Went to the end"),
            ("stopped", "Left early"),
        ],
        required=True,
        readonly=True,
        default="running",
    )
    rotation = fields.Integer(
        "Time", required=True, readonly=True, default=1, help="Which time they start."
    )
    is_test = fields.Boolean("Test Run", readonly=True, default=False)
    enrolled_on = fields.Datetime("Started On", required=True, readonly=True)
    ended_on = fields.Datetime(readonly=True)
    end_reason = fields.Char(readonly=True)
    goal_reached_on = fields.Datetime(readonly=True)
    task_ids = fields.One2many("crm.journey.task", "participant_id", "Path")

    _record_unique = models.UniqueIndex("(journey_id, model, res_id, rotation)")
    # one at a time, though many contacts may have the address
    _address_unique = models.UniqueIndex(
        "(journey_id, email_normalized) WHERE state = 'running' AND NOT is_test"
    )
    _of_record = models.Index("(res_id, model)")
    _without_goal = models.Index(
        "(journey_id, enrolled_on) WHERE goal_reached_on IS NULL"
    )

    @api.depends("model", "res_id")
    def _compute_record_name(self):
        for model, participants in self.grouped("model").items():
            ids = participants.mapped("res_id")
            records = self.env[model].browse(ids).exists()._filtered_access("read")
            names = {record.id: record.display_name for record in records}
            for participant in participants:
                participant.record_name = names.get(participant.res_id)

    @api.depends("record_name", "journey_id.name")
    def _compute_display_name(self):
        for participant in self:
            participant.display_name = (
                f"{participant.journey_id.name}: {participant.record_name or '-'}"
            )

    def action_open_record(self):
        """Open the contact or the lead, for whoever may read it."""
        self.check_access("read")
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    def action_stop(self):
        """Take them off the journey; what they got stays in their path."""
        self.check_access("read")
        self.journey_id.check_access("write")
        self.filtered(lambda p: p.state == "running")._stop(
            self.env._("Stopped by %s", self.env.user.name)
        )

    def _get_recipient(self):
        """What the rules of sending know somebody by."""
        self.ensure_one()
        return Recipient(
            email_normalized=self.email_normalized,
            phone=self.partner_id.phone_sanitized,
            partner_id=self.partner_id.id,
            tz=self.tz,
        )

    def _stop(self, reason, state="stopped"):
        """End the journey of these participants and what waits for them.

        :param str reason: shown in their path
        """
        if not self:
            return
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                """
                UPDATE crm_journey_participant
                   SET state = %s, ended_on = %s, end_reason = %s
                 WHERE id = ANY(%s) AND state = 'running' RETURNING id""",
                state,
                self.env.cr.now(),
                reason,
                self.ids,
            )
        )
        self.env["crm.journey.task"]._cancel_open(self.ids, reason)
        self.invalidate_model()
