from odoo import api, models
from odoo.fields import Domain


class CrmPromiseErasure(models.Model):
    """Whom a promise was broken to is forgotten; that it was, and how late, stays."""

    _name = "crm.promise.breach"
    _inherit = ["crm.promise.breach", "crm.erasable.record"]

    @api.model
    def _erase_of(self, complaints):
        """Forget who complained in these crm.complaint; repeating it changes nothing.

        The breach stays with its complaint, and as hidden as that.
        """
        self._forget(Domain("complaint_id", "in", complaints.ids))

    @api.model
    def _erase_partner(self, partners):
        """Forget these res.partner in all breaches, also of what they ordered."""
        self._forget(
            Domain.OR(
                Domain(name, "in", partners.ids)
                for name in (
                    "partner_id",
                    "order_id.partner_id",
                    "request_id.partner_id",
                )
            )
        )

    @api.model
    def _forget(self, domain):
        Breach = self.sudo().with_context(active_test=False, tracking_disable=True)
        breaches = Breach.search(domain)
        if not breaches:
            return
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
