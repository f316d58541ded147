from odoo import api, fields, models

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
    _inherit = [
        "crm.company.bound",
        "crm.dependent.record",
        "crm.erasable.record",
        "crm.portion.mixin",
    ]
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
    watched_date = fields.Datetime("Last Looked At", readonly=True)

    _one_at_a_time = models.UniqueIndex(
        "(complaint_id) WHERE end_date IS NULL", "A complaint waits once at a time."
    )

    def _get_end(self):
        """Return when the clocks run again: when it ended, or was to end at most."""
        self.ensure_one()
        return min(self.end_date or self.expected_date, self.expected_date)

    @api.model
    def _cron_run_out(self):
        """Go on with complaints that waited as long as was said."""
        self.sudo()._in_portions(
            [
                ("end_date", "=", False),
                ("expected_date", "<=", fields.Datetime.now()),
                ("complaint_id.state", "=", "waiting"),
            ],
            "watched_date",
            lambda pauses: pauses._run_out(),
            order="expected_date, id",
        )

    def _run_out(self):
        """Go on with those of these that are over, and tell the owners."""
        now = fields.Datetime.now()
        over = self.filtered(lambda p: not p.end_date and p.expected_date <= now)
        for complaint in over.complaint_id.filtered(lambda c: c.state == "waiting"):
            complaint._resume()
            complaint._tell_owner_of_end()

    def _erase(self):
        """Keep how long it waited, and for whom of these; why, in words, goes."""
        self.write({"note": self.env._("Erased")})
        self._erase_written()
