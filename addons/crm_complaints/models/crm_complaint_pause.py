from odoo import fields, models

REASONS = [
    ("customer", "Customer's answer"),
    ("supplier", "Supplier"),
    ("expert", "Expert or laboratory"),
    ("authority", "Authority"),
    ("other", "Something else"),
]


class CrmComplaintPause(models.Model):
    """A time in which a complaint waited, for whom, and why."""

    _name = "crm.complaint.pause"
    _description = "Waiting of a Complaint"
    _inherit = ["crm.dependent.record", "crm.erasable.record"]
    _owner_field = "complaint_id"
    _order = "complaint_id, start_date, id"

    complaint_id = fields.Many2one(
        "crm.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, index=True
    )
    reason = fields.Selection(REASONS, "Waiting For", required=True)
    note = fields.Char("Why", required=True)
    start_date = fields.Datetime("From", required=True, default=fields.Datetime.now)
    expected_date = fields.Datetime("Expected", required=True)
    end_date = fields.Datetime("Until")
    user_id = fields.Many2one("res.users", "By")

    _one_at_a_time = models.UniqueIndex(
        "(complaint_id) WHERE end_date IS NULL", "A complaint waits once at a time."
    )

    def _erase(self):
        """Keep how long it waited, and for whom of these; why, in words, goes."""
        self.write({"note": self.env._("Erased")})
        self._erase_written()
