from odoo import models
from odoo.exceptions import UserError


class CrmRequestStep(models.Model):
    """A delivery step follows the transfers of the request's orders."""

    _inherit = "crm.request.step"

    def _is_delivery_done(self):
        """Whether all goods of the confirmed orders have left."""
        transfers = self._get_transfers()
        return bool(transfers) and set(transfers.mapped("state")) == {"done"}

    def _get_transfers(self):
        transfers = self._get_confirmed_orders().picking_ids
        return transfers.filtered(lambda transfer: transfer.state != "cancel")

    def _get_open_transfers(self):
        return self._get_transfers().filtered(lambda t: t.state != "done")

    def _get_followed(self):
        if self.kind == "delivery":
            return self._get_open_transfers()[:1] or self._get_transfers()[-1:]
        return super()._get_followed()

    def action_done(self):
        """What the warehouse has not sent is not reported as delivered."""
        self.check_access("read")
        for step in self.sudo().filtered(lambda s: s.kind == "delivery"):
            left = step._get_open_transfers()
            if left:
                raise UserError(
                    self.env._(
                        "“%(step)s” ends by itself when %(transfers)s is validated. "
                        "If it will not be, skip the step.",
                        step=step.name,
                        transfers=", ".join(left.mapped("name")),
                    )
                )
        return super().action_done()
