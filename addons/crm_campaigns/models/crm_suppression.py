from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import email_normalize

from .crm_consent import CHANNELS


class CrmSuppression(models.Model):
    """Whom we do not write to, for a reason of ours: lawsuits, competitors, staff."""

    _name = "crm.suppression"
    _description = "Suppression"
    _order = "id desc"

    name = fields.Char("Reason", required=True)
    active = fields.Boolean(default=True)
    partner_id = fields.Many2one("res.partner", "Contact", index="btree_not_null")
    email = fields.Char("E-mail")
    email_normalized = fields.Char(
        compute="_compute_email_normalized", store=True, index="btree_not_null"
    )
    email_domain = fields.Char(
        "Domain",
        index="btree_not_null",
        help="All addresses of a domain, e.g. example.com",
    )
    channel = fields.Selection(CHANNELS, help="Empty: all channels.")
    until_date = fields.Date("Until", help="Empty: for good.")
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: for all companies."
    )

    _somebody = models.Constraint(
        "CHECK (COALESCE(partner_id::varchar, email, email_domain) IS NOT NULL)",
        "Say who is not written to: a contact, an address or a domain.",
    )

    @api.depends("email")
    def _compute_email_normalized(self):
        for row in self:
            row.email_normalized = email_normalize(row.email)

    @api.constrains("email", "email_domain")
    def _check_address(self):
        for row in self:
            if row.email and not row.email_normalized:
                raise ValidationError(
                    self.env._("“%s” is not an e-mail address.", row.email)
                )
            if row.email_domain and "@" in row.email_domain:
                raise ValidationError(
                    self.env._("Write the domain alone, without what is before @.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._clean(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._clean(vals))

    @staticmethod
    def _clean(vals):
        if vals.get("email_domain"):
            vals = {**vals, "email_domain": vals["email_domain"].strip().lower()}
        return vals
