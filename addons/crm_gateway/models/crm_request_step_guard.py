from odoo import api, models
from odoo.exceptions import AccessError, ValidationError

# What the flow knows better than whoever types it in
FLOW_FIELDS = {
    "template_id",
    "state",
    "ready_date",
    "start_date",
    "done_date",
    "waiting_hours",
    "working_hours",
    "overdue_hours",
    "escalation_level",
    "escalation_date",
    "escalated_employee_id",
    "told_employee_ids",
    "followed_date",
    "problem",
    "res_model",
    "res_id",
}
# What a step is made with, and keeps
FIXED_FIELDS = {"request_id", "kind"}


class CrmRequestStepGuard(models.Model):
    """What people may not write on a step, though they may write the step.

    The buttons work with all rights, after checks of their own; what comes without
    these rights comes from a person, or from a program in a person's name.
    """

    _inherit = "crm.request.step"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            defaults = self.default_get([*FLOW_FIELDS, "kind"])
            for vals in vals_list:
                given = {**defaults, **vals}
                self._refuse(
                    name
                    for name in FLOW_FIELDS & set(given)
                    if given[name] and (name, given[name]) != ("state", "blocked")
                )
                self._check_may_make(given.get("kind"))
        for vals in vals_list:
            self._check_employed(vals)
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._refuse((FLOW_FIELDS | FIXED_FIELDS) & set(vals))
        self._check_employed(vals)
        return super().write(vals)

    def _follow(self):
        """What comes of a plan is made and followed with all rights, as documented."""
        return super(CrmRequestStepGuard, self.sudo())._follow()

    def _refuse(self, names):
        for name in sorted(names):
            label = self._fields[name]._description_string(self.env)
            raise AccessError(
                self.env._(
                    "“%s” of a step follows from what is done. Use the buttons of the "
                    "step.",
                    label,
                )
            )

    @api.model
    def _check_employed(self, vals):
        """Nobody who has left gets a step; of a plan, the deputy gets it instead."""
        names = (
            ["employee_id"] if self.env.su else ["employee_id", "planned_employee_id"]
        )
        ids = filter(None, (vals.get(name) for name in names))
        for employee in self.env["hr.employee"].sudo().browse(ids):
            if not employee.active:
                raise ValidationError(
                    self.env._(
                        "%s is archived and cannot do a step any more. Choose somebody "
                        "who works here.",
                        employee.name,
                    )
                )

    @api.model
    def _get_made_models(self):
        """Return the model of the document that a step of each kind makes."""
        return {
            "quotation": "sale.order",
            "invoice": "account.move",
            "refund": "account.move",
        }

    @api.model
    def _check_may_make(self, kind):
        """Refuse to have a step make what the user may not make.

        Plans may: an administrator of requests decides what they make.
        """
        made = self._get_made_models().get(kind)
        if made and not self.env[made].has_access("create"):
            labels = dict(self._fields["kind"]._description_selection(self.env))
            raise AccessError(
                self.env._(
                    "A step “%(kind)s” makes a document that you may not make "
                    "yourself (%(model)s). Have somebody add it who may.",
                    kind=labels[kind],
                    model=self.env[made]._description,
                )
            )
