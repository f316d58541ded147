from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmRequestStep(models.Model):
    """A step that buys what was ordered, and ends when it is there.

    What the products' routes or the host's services bought at the confirmation of the
    order is followed. Where they bought nothing, the step asks the vendors of the
    ordered goods, through the method by which the host buys services for an order.
    """

    _inherit = "crm.request.step"

    kind = fields.Selection(
        selection_add=[("purchase", "Purchase")],
        ondelete={"purchase": "set default"},
    )

    @api.model
    def _get_followed_kinds(self):
        return [*super()._get_followed_kinds(), "purchase"]

    @api.model
    def _get_kinds_after_order(self):
        return (*super()._get_kinds_after_order(), "purchase")

    @api.model
    def _get_made_models(self):
        return {**super()._get_made_models(), "purchase": "purchase.order"}

    def _get_purchases(self):
        purchases = self._get_confirmed_orders()._get_purchase_orders()
        return purchases.sorted("id", reverse=True)

    def _begin_purchase(self):
        orders = self._get_confirmed_orders()
        if not orders:
            return None
        if not self._get_live_purchases():
            lines = orders.order_line.filtered(self._is_bought)
            if not lines:
                raise UserError(
                    self.env._(
                        "None of the ordered goods has a vendor. Set one on the "
                        "product, buy them by hand, or report the step as done."
                    )
                )
            lines._purchase_service_create()
        return self._get_live_purchases()[:1]

    def _get_live_purchases(self):
        return self._get_purchases().filtered(lambda p: p.state != "cancel")

    @api.model
    def _is_bought(self, line):
        """Whether a line of an order is goods that one of our vendors sells."""
        product = line.product_id.with_company(line.company_id)
        return (
            product.type == "consu"
            and product.purchase_ok
            and line.product_uom_qty > 0
            and bool(
                product._select_seller(
                    quantity=line.product_uom_qty, uom_id=line.product_uom_id
                )
            )
        )

    def _is_purchase_done(self):
        """Whether all is ordered from the vendors, and the goods have arrived."""
        live = self._get_live_purchases()
        return (
            set(live.mapped("state")) == {"purchase"}
            and not any(
                line.product_uom_id.compare(line.qty_received, line.product_qty) < 0
                for line in live.order_line
                if line.product_id.type == "consu"
            )
            and not self._find_unreplaced(self._get_purchases())
        )

    def _is_document_lost(self):
        return super()._is_document_lost() or (
            self.kind == "purchase"
            and bool(self._find_unreplaced(self._get_purchases()))
        )

    @api.model
    def _get_products(self, document):
        if document._name == "purchase.order":
            return document.order_line.product_id
        return super()._get_products(document)
