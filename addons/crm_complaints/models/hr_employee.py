from odoo import models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def write(self, vals):
        """Shut out whoever gets a user only after the complaint about them."""
        result = super().write(vals)
        if vals.get("user_id"):
            complaints = self.env["crm.complaint"].sudo()
            complaints = complaints.with_context(active_test=False)
            complaints.search(
                [("accused_employee_ids", "in", self.ids)]
            )._check_accused_shut_out()
        return result
