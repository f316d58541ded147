from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = [
    ("free", "Free step"),
    ("activity", "Activity"),
    ("quotation", "Quotation"),
    ("order", "Order confirmation"),
    ("delivery", "Delivery"),
    ("invoice", "Invoice"),
    ("payment", "Payment"),
    ("refund", "Credit note"),
    ("document", "Document"),
]
KIND_HELP = (
    "Quotation, invoice and credit note are made by the step and followed until they "
    "are sent or posted. Order, delivery and payment are followed. A document must be "
    "attached. Everything else somebody reports as done."
)


class CrmRequestTypeStep(models.Model):
    """One step of a plan: who does what, in how many hours, after which others."""

    _name = "crm.request.type.step"
    _description = "Step of a Plan"
    _order = "type_id, sequence, id"
    _check_company_auto = True

    type_id = fields.Many2one(
        "crm.request.type",
        "Request Type",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="type_id.company_id")
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(KINDS, required=True, default="free", help=KIND_HELP)
    depends_on_ids = fields.Many2many(
        "crm.request.type.step",
        "crm_request_type_step_dependency",
        "step_id",
        "depends_on_id",
        "After",
        domain="[('type_id', '=', type_id), ('id', '!=', id)]",
        copy=False,
        help="The step starts when all of these are done; without any, at once.",
    )
    # Departments belong to a company; a type may belong to all of them. Each request
    # takes what is of its own company.
    department_id = fields.Many2one("hr.department")
    job_id = fields.Many2one("hr.job", "Job Position")
    team_id = fields.Many2one(
        "crm.team",
        help="Whoever of the team can finish first, of the department and job if they "
        "are given too.",
    )
    employee_id = fields.Many2one(
        "hr.employee",
        help="Always this employee, or the deputy during absence. Empty: whoever of "
        "the department and job can finish first.",
    )
    hours = fields.Float(
        "Working Hours",
        default=4,
        help="Time to do it in, by the working calendar of whoever does it.",
    )
    instructions = fields.Text(translate=True)
    customer_visible = fields.Boolean(
        "Shown to the Customer",
        default=True,
        help="The customer sees the name and the state of this step in the portal, "
        "and the files of a document that is done.",
    )

    _hours_positive = models.Constraint(
        "CHECK (hours > 0)", "A step needs more than zero working hours."
    )

    @api.constrains("depends_on_ids", "type_id")
    def _check_depends_on(self):
        if self._has_cycle("depends_on_ids"):
            raise ValidationError(
                self.env._(
                    "These steps wait for each other in a circle; none would ever "
                    "start. Remove one of the dependencies."
                )
            )
        for step in self:
            if step.depends_on_ids.type_id - step.type_id:
                raise ValidationError(
                    self.env._(
                        "“%s” waits for a step of another plan. Choose steps of "
                        "its own plan.",
                        step.name,
                    )
                )

    @api.constrains("type_id", "department_id", "job_id", "team_id", "employee_id")
    def _check_doers(self):
        """A type of one company is carried out by that company."""
        for step in self.filtered("company_id"):
            for doer in step._get_doers():
                if doer.company_id - step.company_id:
                    raise ValidationError(
                        self.env._(
                            "“%(doer)s” belongs to %(other)s, the plan to %(company)s.",
                            doer=doer.display_name,
                            other=doer.company_id.name,
                            company=step.company_id.name,
                        )
                    )

    def _get_doers(self):
        """Return what the step names that may belong to one company, as a list."""
        self.ensure_one()
        return [self.department_id, self.job_id, self.team_id, self.employee_id]

    def _prepare_step_vals(self, company):
        """Return the values of a request's step made from this one.

        :param company: res.company of the request; who is of another one is left out
        """
        self.ensure_one()
        return {
            "template_id": self.id,
            "sequence": self.sequence,
            "name": self.name,
            "kind": self.kind,
            "department_id": self._own(self.department_id, company),
            "job_id": self._own(self.job_id, company),
            "team_id": self._own(self.team_id, company),
            "planned_employee_id": self._own(self.employee_id, company),
            "hours": self.hours,
            "instructions": self.instructions,
            "customer_visible": self.customer_visible,
        }

    def _own(self, doer, company):
        """Return the id of who does it, unless of another company."""
        return doer.id if not doer.company_id - company else False
