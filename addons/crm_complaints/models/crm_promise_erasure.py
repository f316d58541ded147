from odoo import api, models


class CrmPromiseErasure(models.Model):
    """Whom a promise was broken to is forgotten; that it was, and how late, stays."""

    _name = "crm.promise.breach"
    _inherit = ["crm.promise.breach", "crm.erasable.record"]

    @api.model
    def _erase_of(self, complaints):
        """Forget who complained in these crm.complaint; repeating it changes nothing.

        The breach stays with its complaint, and as hidden as that.
        """
        Breach = self.sudo().with_context(active_test=False, tracking_disable=True)
        breaches = Breach.search([("complaint_id", "in", complaints.ids)])
        if breaches:
            breaches.write(self._prepare_forgotten_vals())
            breaches._erase_written()

    @api.model
    def _prepare_forgotten_vals(self):
        """Return the values that lead to nobody; what reports count stays."""
        return {
            "partner_id": False,
            "order_id": False,
            "request_id": False,
            "res_id": False,
            "res_name": False,
            "note": False,
            "waive_reason": False,
        }
