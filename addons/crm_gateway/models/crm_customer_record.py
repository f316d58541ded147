from odoo import api, fields, models


class CrmCustomerRecord(models.AbstractModel):
    """Something that a company keeps about one of its customers.

    The customer is always the commercial partner: what is said of one of its
    contacts is said of the firm, so that nothing hides behind a person.
    """

    _name = "crm.customer.record"
    _description = "Record About a Customer"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        domain="['|', ('is_company', '=', True), ('parent_id', '=', False)]",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_commercial_partner(v) for v in vals_list])

    def write(self, vals):
        return super().write(self._with_commercial_partner(vals))

    @api.model
    def _with_commercial_partner(self, vals):
        if not vals.get("partner_id"):
            return vals
        partner = self.env["res.partner"].browse(vals["partner_id"])
        return {**vals, "partner_id": partner.commercial_partner_id.id}
