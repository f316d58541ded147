from odoo import fields, models


class CrmConsentPurpose(models.Model):
    """What people are written to for: consent is given for one purpose each."""

    _name = "crm.consent.purpose"
    _description = "Purpose of Marketing Messages"
    _inherit = ["crm.company.bound"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    description = fields.Text(
        translate=True, help="What and how often, as people read it on the pages."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_public = fields.Boolean(
        "On the Pages",
        default=True,
        help="Offered on the page to subscribe and in the preference centre.",
    )
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: for all companies."
    )
    mailing_list_ids = fields.One2many(
        "mailing.list",
        "consent_purpose_id",
        "Mailing Lists",
        help="Who leaves one of these lists withdraws consent for this purpose, and "
        "whoever confirms a subscription is put on them.",
    )

    def _get_public(self, company):
        """Return what the pages of this company offer."""
        return self.sudo().search(
            [("is_public", "=", True), ("company_id", "in", [False, company.id])]
        )
