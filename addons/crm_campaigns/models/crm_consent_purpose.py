from odoo import fields, models


class CrmConsentPurpose(models.Model):
    """What people agree to: a newsletter, offers, invitations."""

    _name = "crm.consent.purpose"
    _description = "Purpose of Messages"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    description = fields.Char(
        translate=True, help="Shown to recipients: what they get, and how often."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True)
