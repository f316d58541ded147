from odoo import Command

from odoo.addons.crm_complaints.tests.remedy_common import RemedyMixin


class DeliveryMixin(RemedyMixin):
    """A customer who was delivered something."""

    @classmethod
    def _prepare(cls):
        result = super()._prepare()
        cls.goods.is_storable = True
        return result

    @classmethod
    def _deliver(cls, quantity, partner=None):
        order = cls.env["sale.order"].create(
            {
                "partner_id": (partner or cls.customer).id,
                "company_id": cls.company.id,
                "order_line": [
                    Command.create(
                        {"product_id": cls.goods.id, "product_uom_qty": quantity}
                    )
                ],
            }
        )
        order.action_confirm()
        order.picking_ids.move_ids.write({"quantity": quantity, "picked": True})
        order.picking_ids._action_done()
        return order
