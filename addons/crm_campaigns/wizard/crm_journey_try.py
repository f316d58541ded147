from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmJourneyTry(models.TransientModel):
    """Go a journey with one record, at once: waits are left out, mails come to you.

    Tasks for colleagues and automatic actions are not done, only shown in the path.
    """

    _name = "crm.journey.try"
    _description = "Test Run of a Journey"

    journey_id = fields.Many2one("crm.journey", required=True)
    version_id = fields.Many2one(
        "crm.journey.version",
        compute="_compute_version_id",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        domain="[('journey_id', '=', journey_id)]",
    )
    model = fields.Selection(related="journey_id.model")
    partner_id = fields.Many2one("res.partner", "With the Data of")
    lead_id = fields.Many2one("crm.lead", "With the Data of the Lead")

    @api.depends("journey_id")
    def _compute_version_id(self):
        for wizard in self:
            journey = wizard.journey_id
            wizard.version_id = journey.draft_version_id or journey.version_id

    def action_run(self):
        """Go to the end, and open the path that was gone."""
        self.check_access("write")
        self.ensure_one()
        self.journey_id.check_access("write")
        record = self.lead_id if self.model == "crm.lead" else self.partner_id
        if not record:
            raise UserError(self.env._("Choose with whose data to try it."))
        record.check_access("read")
        if not self.env.user.email:
            raise UserError(
                self.env._("You have no e-mail address; the messages would get lost.")
            )
        if self.version_id.journey_id != self.journey_id:
            raise UserError(self.env._("Choose a version of this journey."))
        self.version_id._check_complete()
        participant = self.sudo()._begin(record)
        Task = self.env["crm.journey.task"].sudo()
        while token := Task._claim(participant_ids=participant.ids):
            Task._do_claimed(token)
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.journey.participant",
            "res_id": participant.id,
            "views": [(False, "form")],
        }

    def _begin(self, record):
        # The last test run of the same record makes room
        self.env["crm.journey.participant"].search(
            [
                ("journey_id", "=", self.journey_id.id),
                ("res_id", "=", record.id),
                ("is_test", "=", True),
            ]
        ).unlink()
        partner = record if record._name == "res.partner" else record.partner_id
        participant = self.env["crm.journey.participant"].create(
            {
                "journey_id": self.journey_id.id,
                "version_id": self.version_id.id,
                "company_id": self.journey_id.company_id.id,
                "model": record._name,
                "res_id": record.id,
                "partner_id": partner.id,
                "email_normalized": record.email_normalized,
                "tz": partner.tz,
                "rotation": 0,
                "is_test": True,
                "enrolled_on": self.env.cr.now(),
            }
        )
        trigger = self.version_id.node_ids.filtered(lambda n: n.kind == "trigger")
        self.env["crm.journey.task"].create(
            {
                "participant_id": participant.id,
                "journey_id": self.journey_id.id,
                "company_id": self.journey_id.company_id.id,
                "node_id": trigger.id,
                "due_at": self.env.cr.now(),
            }
        )
        return participant
