from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmJourneyAdd(models.TransientModel):
    """Let somebody start a journey whom its trigger does not find."""

    _name = "crm.journey.add"
    _description = "Add to a Journey"

    journey_id = fields.Many2one(
        "crm.journey",
        required=True,
        domain="[('state', '=', 'running'), ('model', '=', model)]",
    )
    model = fields.Selection(
        [("res.partner", "Contacts"), ("crm.lead", "Leads and opportunities")],
        compute="_compute_model",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    domain = fields.Char("Who", default="[]", required=True)
    record_count = fields.Integer("Records", compute="_compute_record_count")

    @api.model
    def default_get(self, fields):
        """From a list, those that are selected there."""
        values = super().default_get(fields)
        model = self.env.context.get("active_model")
        if model in ("res.partner", "crm.lead"):
            values["model"] = model
            ids = self.env.context.get("active_ids", [])
            values["domain"] = repr([("id", "in", ids)])
        return values

    @api.depends("journey_id")
    def _compute_model(self):
        for wizard in self:
            wizard.model = wizard.journey_id.model or wizard.model or "res.partner"

    @api.depends("domain", "model")
    def _compute_record_count(self):
        for wizard in self:
            wizard.record_count = len(wizard._get_records())

    def _get_records(self):
        domain = literal_eval(self.domain or "[]")
        Model = self.env[self.model]
        return Model.search(domain) if domain else Model

    def action_add(self):
        """Add them; say how many started."""
        self.check_access("write")
        self.ensure_one()
        records = self._get_records()
        if not records:
            raise UserError(self.env._("Choose who is to start the journey."))
        if self.journey_id.state != "running":
            raise UserError(self.env._("The journey is not running."))
        if self.journey_id.model != records._name:
            raise UserError(self.env._("This journey is for other records."))
        count = self.journey_id._add_by_hand(records)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if count else "warning",
                "message": self.env._(
                    "%(started)s of %(chosen)s have started; others go it already, "
                    "or may not start again yet.",
                    started=count,
                    chosen=len(records),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
