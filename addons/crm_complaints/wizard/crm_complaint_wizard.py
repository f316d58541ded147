from odoo import api, fields, models


class CrmComplaintWizard(models.AbstractModel):
    """A question asked before one complaint is moved on; only its author sees it.

    The host shows the name of whatever is named here, and reads what is proposed by
    it, with all rights: only who may act on a complaint may name it.
    """

    _name = "crm.complaint.wizard"
    _description = "Question on a Complaint"

    complaint_id = fields.Many2one("crm.complaint", required=True, readonly=True)

    @api.model
    def _check_complaints(self, values):
        """Raise AccessError if values name a complaint the user may not act on."""
        ids = {
            values[name]
            for name, field in self._fields.items()
            if field.comodel_name == "crm.complaint" and values.get(name)
        }
        self.env["crm.complaint"].browse(ids).check_access("write")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        self._check_complaints(values)
        return values

    def onchange(self, values, field_names, fields_spec):
        self._check_complaints(values)
        return super().onchange(values, field_names, fields_spec)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_complaints(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_complaints(vals)
        return super().write(vals)
