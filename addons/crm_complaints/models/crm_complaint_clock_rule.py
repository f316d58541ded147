from odoo import fields, models

from ..working_time import UNITS
from .crm_complaint import PRIORITIES

KINDS = [
    ("acknowledge", "Acknowledgement"),
    ("assess", "Assessment"),
    ("respond", "First Response"),
    ("final", "Decision"),
    ("external", "Letter on External Routes"),
]


class CrmComplaintClockRule(models.Model):
    """How much time a complaint of a certain sort has for one of its deadlines.

    Of each kind the first rule in order that fits a complaint sets its clock.
    """

    _name = "crm.complaint.clock.rule"
    _description = "Deadline of Complaints"
    _inherit = ["crm.company.bound"]
    _order = "kind, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(KINDS, required=True, string="Deadline")
    amount = fields.Float("Time", required=True, default=1)
    unit = fields.Selection(UNITS, required=True, default="days")
    is_pausable = fields.Boolean(
        "Stops While Waiting",
        default=True,
        help="The clock stands still as long as the complaint waits for somebody.",
    )
    tells_customer = fields.Boolean(
        "Tell the Customer",
        default=True,
        help="When the time is over, the complainant is told where things stand.",
    )
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: all companies."
    )
    priority_from = fields.Selection(PRIORITIES, required=True, default="0")
    category_id = fields.Many2one(
        "crm.complaint.category",
        help="This category and what is part of it. Empty: all.",
        check_company=True,
    )
    customer_priority_from = fields.Selection(
        [("0", "All"), ("1", "Important"), ("2", "High"), ("3", "Urgent")],
        "Customer's Worth From",
        required=True,
        default="0",
        help="As proposed for requests, from what the customer is worth.",
    )

    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "A deadline needs more time than none."
    )

    def _fits(self, complaint):
        """Whether the rule is for a complaint like this."""
        self.ensure_one()
        complaint = complaint.sudo()
        category = complaint.category_id
        path = self.category_id.parent_path
        worth = complaint.partner_id and complaint.partner_id._get_request_priority()
        return (
            self.company_id <= complaint.company_id
            and self.priority_from <= (complaint.priority or "0")
            and self.customer_priority_from <= (worth or "0")
            and (not path or (category.parent_path or "").startswith(path))
        )

    def _choose(self, complaint):
        """Return the first rule of each kind that fits, by kind."""
        chosen = {}
        for rule in self.sorted(lambda rule: (rule.sequence, rule.id)):
            if rule.kind not in chosen and rule._fits(complaint):
                chosen[rule.kind] = rule
        return chosen

    def _prepare_clock_vals(self):
        self.ensure_one()
        return {
            "rule_id": self.id,
            "kind": self.kind,
            "amount": self.amount,
            "unit": self.unit,
            "is_pausable": self.is_pausable,
            "tells_customer": self.tells_customer,
        }
