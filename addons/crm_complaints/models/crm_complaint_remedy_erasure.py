from odoo import models


class CrmComplaintRemedyErasure(models.Model):
    """What was given, and what it is worth, stays; of whose documents, goes."""

    _name = "crm.complaint.remedy"
    _inherit = ["crm.complaint.remedy", "crm.erasable.record"]

    def _erase(self):
        """Cut the remedies off their documents, which stay as they are."""
        values = self._prepare_erased_vals()
        # they were reckoned by the documents, and hold without them
        figures = [field for field in self._fields.values() if field.compute]
        with self.env.protecting([f for f in figures if f.store], self):
            self.write(values)
        self._erase_written()

    def _prepare_erased_vals(self):
        """Return the values that lead to nobody; a glue add-on adds its documents."""
        return {
            "reason": self.env._("Erased"),
            "note": False,
            "refuse_reason": False,
            "invoice_id": False,
            "order_id": False,
            "credit_note_id": False,
            "replacement_id": False,
            "res_model": False,
            "res_id": False,
        }
