from odoo import api, models
from odoo.exceptions import AccessError, UserError

# What follows from what is done
FLOW_FIELDS = {
    "state",
    "requester_id",
    "approver_id",
    "second_approver_id",
    "approved_date",
    "refuse_reason",
    "res_model",
    "res_id",
    "replacement_id",
}
# What is reckoned, and counts against limits
COMPUTED_FIELDS = {
    "company_id",
    "team_id",
    "category_id",
    "cause_id",
    "currency_id",
    "granted_amount",
    "is_given",
    "cost",
    "recovered_value",
}
# What was decided on is not changed behind the back of whoever decided
DECIDED_FIELDS = {
    "kind",
    "invoice_id",
    "invoice_number",
    "credit_note_id",
    "order_id",
    "product_id",
    "quantity",
    "amount",
    "freight",
    "reason",
}


class CrmComplaintRemedyGuard(models.Model):
    """What people may not write on a remedy, though they may write the remedy.

    The buttons work with all rights, after checks of their own; what comes without
    these rights comes from a person, or from a program in a person's name.
    """

    _inherit = "crm.complaint.remedy"

    @api.model
    def _get_flow_fields(self):
        """Return the fields that only the buttons change; glue adds its own."""
        return FLOW_FIELDS

    @api.model
    def _get_decided_fields(self):
        """Return the fields that stay as they were submitted; glue adds its own."""
        return DECIDED_FIELDS

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            locked = self._get_flow_fields()
            defaults = self.default_get(list(locked))
            for vals in vals_list:
                self._refuse_fields(COMPUTED_FIELDS & set(vals))
                given = {**defaults, **vals}
                self._refuse_fields(
                    name
                    for name in locked & set(given)
                    if given[name] and (name, given[name]) != ("state", "draft")
                )
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            locked = self._get_flow_fields() | COMPUTED_FIELDS | {"complaint_id"}
            self._refuse_fields(locked & set(vals))
            if self._get_decided_fields() & set(vals):
                self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        for remedy in self:
            if remedy.state not in ("draft", "cancelled"):
                raise UserError(
                    self.env._(
                        "What was decided on a complaint stays on record. Cancel the "
                        "remedy instead."
                    )
                )

    def _check_draft(self):
        for remedy in self:
            if remedy.state != "draft":
                raise AccessError(
                    self.env._(
                        "This remedy has been submitted. Cancel it and make a new one."
                    )
                )

    def _refuse_fields(self, names):
        for name in sorted(names):
            label = self._fields[name]._description_string(self.env)
            raise AccessError(
                self.env._(
                    "“%s” of a remedy follows from what is done. Use the buttons of "
                    "the remedy.",
                    label,
                )
            )
