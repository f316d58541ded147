from odoo import api, fields, models
from odoo.tools import SQL


class CrmTouchpoint(models.Model):
    """Goods that went to the customer, and those that came back."""

    _inherit = "crm.touchpoint"
    _depends = {
        "stock.picking": [
            "company_id",
            "date_done",
            "location_dest_id",
            "location_id",
            "name",
            "partner_id",
            "state",
            "user_id",
        ],
        "stock.location": ["usage"],
    }

    kind = fields.Selection(
        selection_add=[("delivery", "Delivery"), ("return", "Return")]
    )

    @api.model
    def _get_branches(self):
        branches = super()._get_branches()
        branch = self._select_deliveries()
        return {**branches, "delivery": branch} if branch else branches

    @api.model
    def _select_deliveries(self):
        query = self._find_readable("stock.picking", [("state", "=", "done")])
        if query is None:
            return None
        for alias, column in (("origin", "location_id"), ("goal", "location_dest_id")):
            query.add_join(
                "JOIN",
                alias,
                "stock_location",
                SQL(
                    "%s = %s",
                    SQL.identifier(alias, "id"),
                    SQL.identifier("stock_picking", column),
                ),
            )
        # One end and not both: from one customer to another is not ours.
        query.add_where(SQL("(origin.usage = 'customer') <> (goal.usage = 'customer')"))
        return self._make_branch(
            query,
            "stock.picking",
            SQL("stock_picking.partner_id"),
            kind=SQL(
                "CASE goal.usage WHEN 'customer' THEN 'delivery' ELSE 'return' END"
            ),
            date=SQL("stock_picking.date_done"),
            company_id=SQL("stock_picking.company_id"),
            user_id=SQL("stock_picking.user_id"),
            direction=SQL("CASE goal.usage WHEN 'customer' THEN 'out' ELSE 'in' END"),
            name=SQL("stock_picking.name"),
            res_model=SQL("'stock.picking'"),
            res_id=SQL("stock_picking.id"),
        )
