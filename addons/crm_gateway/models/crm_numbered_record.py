from odoo import api, models


class CrmNumberedRecord(models.AbstractModel):
    """Something that bears a number of its company's sequence from its creation on.

    The sequence is the one whose code is the model's name, of the record's company or
    of all; its date is today's. Whoever may create such a record needs no right on
    sequences.

    ``_number_field`` names the field of the number. A number that is given is not
    taken, unless ``_number_may_be_given``.
    """

    _name = "crm.numbered.record"
    _description = "Record with a Number"

    _number_field = "number"
    _number_may_be_given = False

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not (self._number_may_be_given and vals.get(self._number_field)):
                vals[self._number_field] = self._take_number(vals.get("company_id"))
        return super().create(vals_list)

    @api.model
    def _take_number(self, company_id):
        """Return the next number of a company, by default the user's."""
        return (
            self.env["ir.sequence"]
            .with_company(company_id or self.env.company.id)
            .sudo()
            .next_by_code(self._name)
        )
