from odoo import api, models


class CrmPromiseBreachErasure(models.Model):
    """That a promise was broken stays; to whom is forgotten."""

    _name = "crm.promise.breach"
    _inherit = ["crm.promise.breach", "crm.erasable.record"]

    @api.model
    def _erase_of(self, complaints):
        """Forget whose the breaches of these complaints were.

        One of an order keeps its order, lest it be found again, and leaves the
        complaint: it would lead to the customer.
        """
        breaches = self.sudo().search([("complaint_id", "in", complaints.ids)])
        breaches._erase()
        breaches.filtered(
            lambda breach: breach.res_model != complaints._name
        ).complaint_id = False

    def _erase(self):
        self.with_context(tracking_disable=True).write(
            {"partner_id": False, "note": False, "waive_reason": False}
        )
        self._erase_written()
