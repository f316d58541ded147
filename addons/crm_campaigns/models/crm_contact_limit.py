from odoo import api, fields, models

from .crm_consent import CHANNELS


class CrmContactLimit(models.Model):
    """How many messages somebody gets in so many days, from all campaigns together."""

    _name = "crm.contact.limit"
    _description = "Limit of Messages"
    _order = "days, id"
    _rec_name = "number"

    active = fields.Boolean(default=True)
    number = fields.Integer("At Most", required=True, default=3)
    days = fields.Integer("In Days", required=True, default=7)
    channel = fields.Selection(CHANNELS, help="Empty: all channels together.")
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: for all companies."
    )

    _positive = models.Constraint(
        "CHECK (number > 0 AND days > 0)", "Both numbers are at least 1."
    )

    @api.depends("number", "days")
    def _compute_display_name(self):
        for limit in self:
            limit.display_name = self.env._(
                "%(number)s in %(days)s days", number=limit.number, days=limit.days
            )

    @api.model
    def _get_limits(self, company, channel):
        """Return the limits that count for messages of a company on a channel."""
        return self.sudo().search(
            [
                ("company_id", "in", [company.id, False]),
                ("channel", "in", [channel, False]),
            ]
        )
