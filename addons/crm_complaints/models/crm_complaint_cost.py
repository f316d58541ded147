from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

# Somebody waits for them
UNFINISHED = ("pending", "approved")
# Which remedies make up which part of the cost
PARTS = {
    "credit_note": ("credit_note", "refund"),
    "replacement": ("replacement",),
    "repair": ("repair",),
    "compensation": ("compensation", "discount", "other"),
}


class CrmComplaintCost(models.Model):
    """The remedies of a complaint, and what the whole case costs."""

    _inherit = "crm.complaint"

    remedy_ids = fields.One2many("crm.complaint.remedy", "complaint_id", "Remedies")
    handling_hours = fields.Float(
        "Hours of Handling", copy=False, help="What our own work on it took."
    )
    cost = fields.Monetary(
        "Cost of the Case",
        compute="_compute_cost",
        store=True,
        compute_sudo=True,
        help="Credit notes, replacements, repairs, freight and compensation, less the "
        "value of what came back, and hours of handling at the company's rate.",
    )
    cost_table = fields.Html(
        "What It Costs", compute="_compute_cost_table", compute_sudo=True
    )

    _handling_hours_positive = models.Constraint(
        "CHECK (handling_hours >= 0)", "Hours of handling are not negative."
    )

    # The rate is not among them: another rate holds for what is done from then on
    @api.depends(
        "handling_hours",
        "remedy_ids.is_given",
        "remedy_ids.kind",
        "remedy_ids.cost",
        "remedy_ids.freight",
        "remedy_ids.recovered_value",
    )
    def _compute_cost(self):
        for complaint in self:
            complaint.cost = sum(complaint._get_cost_parts().values())

    def _get_cost_parts(self):
        """Return the parts of the cost: what each is, in the company's currency.

        What more a case costs extends it, with a label in _get_cost_labels.
        """
        self.ensure_one()
        granted = self.remedy_ids.filtered("is_given")
        parts = {
            part: sum(granted.filtered(lambda r, k=kinds: r.kind in k).mapped("cost"))
            for part, kinds in PARTS.items()
        }
        parts["recovered"] = -sum(granted.mapped("recovered_value"))
        parts["freight"] = sum(granted.mapped("freight"))
        parts["handling"] = (
            self.handling_hours * self.company_id.crm_complaint_hour_rate
        )
        return parts

    def _has_remedy(self):
        """Whether something was given, or waits for its approval."""
        given = self.sudo().remedy_ids.filtered(
            lambda r: r.is_given or r.state == "pending"
        )
        return bool(given) or super()._has_remedy()

    @api.model
    def _get_cost_labels(self):
        """Return what the parts are called."""
        return {
            "credit_note": self.env._("Credit notes"),
            "replacement": self.env._("Replacements"),
            "repair": self.env._("Repairs"),
            "compensation": self.env._("Compensation and discounts"),
            "recovered": self.env._("Goods that came back"),
            "freight": self.env._("Freight"),
            "handling": self.env._("Hours of handling"),
        }

    @api.depends("cost")
    def _compute_cost_table(self):
        labels = self._get_cost_labels()
        for complaint in self:
            money = complaint.currency_id
            parts = {
                part: amount
                for part, amount in complaint._get_cost_parts().items()
                if not money.is_zero(amount)
            }
            if not parts:
                complaint.cost_table = False
                continue
            row = Markup("<tr><td>%s</td><td class='text-end'>%s</td></tr>")
            rows = [row % (labels[part], money.format(parts[part])) for part in parts]
            rows.append(row % (self.env._("Total"), money.format(sum(parts.values()))))
            complaint.cost_table = Markup(
                "<table class='table table-sm w-auto'>%s</table>"
            ) % Markup().join(rows)

    def _get_unfinished_remedies(self):
        return self.remedy_ids.filtered(lambda remedy: remedy.state in UNFINISHED)

    def _check_may_merge(self):
        unfinished = self._get_unfinished_remedies()
        if unfinished:
            raise UserError(
                self.env._(
                    "%(complaint)s has remedies that wait for an approver or were not "
                    "carried out yet: %(remedies)s. Finish, refuse or cancel them "
                    "first, then merge it.",
                    complaint=self.display_name,
                    remedies=", ".join(unfinished.mapped("display_name")),
                )
            )
        return super()._check_may_merge()

    def _check_may_erase(self):
        if self._get_unfinished_remedies():
            raise UserError(
                self.env._(
                    "A remedy of %s is not finished: who gets it cannot be erased. "
                    "Finish, refuse or cancel it first.",
                    self.number,
                )
            )
        return super()._check_may_erase()

    def _erase_due(self):
        due = self.filtered(lambda complaint: not complaint._get_unfinished_remedies())
        return super(CrmComplaintCost, due)._erase_due()

    def _erase_related(self):
        self.remedy_ids._erase()
        return super()._erase_related()
