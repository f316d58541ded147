from odoo import fields, models


class CrmComplaintRemedyPromise(models.Model):
    """A remedy that makes a broken promise good."""

    _inherit = "crm.complaint.remedy"

    breach_ids = fields.One2many(
        "crm.promise.breach", "remedy_id", "Broken Promise", readonly=True
    )

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self.sudo().breach_ids._follow_remedy()
        return result
