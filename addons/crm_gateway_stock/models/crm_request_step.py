from odoo import models


class CrmRequestStep(models.Model):
    """A delivery step follows the transfers of the request's orders."""

    _inherit = "crm.request.step"

    def _is_delivery_done(self):
        """Whether all goods of the confirmed orders have left."""
        transfers = self._get_confirmed_orders().picking_ids.filtered(
            lambda transfer: transfer.state != "cancel"
        )
        return bool(transfers) and set(transfers.mapped("state")) == {"done"}
