from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CrmRequestStep(models.Model):
    """A step that ends when what was ordered has been manufactured."""

    _inherit = "crm.request.step"

    kind = fields.Selection(
        selection_add=[("production", "Manufacturing")],
        ondelete={"production": "set default"},
    )

    @api.model
    def _get_followed_kinds(self):
        return [*super()._get_followed_kinds(), "production"]

    @api.model
    def _get_kinds_after_order(self):
        return (*super()._get_kinds_after_order(), "production")

    def _get_productions(self):
        """Return what is made for the orders, without the parts that go into it.

        The routes of the products make it when the order is confirmed; whoever makes
        one by hand names the order as its source.
        """
        orders = self._get_confirmed_orders()
        productions = self.env["mrp.production"].search(
            Domain("company_id", "=", self.company_id.id)
            & (
                Domain("reference_ids.sale_ids", "in", orders.ids)
                | Domain("origin", "in", orders.mapped("name"))
            ),
            order="id desc",
        )
        return productions.filtered(lambda p: not p.production_group_id.parent_ids)

    def _begin_production(self):
        if not self._get_confirmed_orders():
            return None
        made = self._get_productions().filtered(lambda p: p.state != "cancel")
        if not made:
            raise UserError(
                self.env._(
                    "Nothing is being manufactured for this order. Make a "
                    "manufacturing order with the number of the order as its source, "
                    "or report the step as done."
                )
            )
        return made[:1]

    def _is_production_done(self):
        productions = self._get_productions()
        made = productions.filtered(lambda p: p.state != "cancel")
        return set(made.mapped("state")) == {"done"} and not self._find_unreplaced(
            productions
        )

    def _is_document_lost(self):
        return super()._is_document_lost() or (
            self.kind == "production"
            and bool(self._find_unreplaced(self._get_productions()))
        )
