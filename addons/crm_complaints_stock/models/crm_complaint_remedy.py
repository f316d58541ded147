from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class CrmComplaintRemedy(models.Model):
    """What was delivered comes back by the host's own return, and other goods go out.

    *Return* makes a return, *Replacement* an order for nothing, which the host turns
    into a delivery; of goods that come back, an exchange: both at once.
    """

    _inherit = "crm.complaint.remedy"

    takes_back = fields.Boolean(
        "Goods Come Back",
        help="What is replaced was delivered, and is returned in the same quantity.",
    )
    delivery_status = fields.Selection(related="replacement_id.delivery_status")
    return_ids = fields.Many2many(
        "stock.picking", string="Returns", readonly=True, copy=False
    )
    recovered_value = fields.Monetary(
        compute="_compute_recovered_value", store=True, compute_sudo=True
    )

    @api.depends("return_ids.move_ids.state", "return_ids.move_ids.value")
    def _compute_recovered_value(self):
        for remedy in self:
            moves = remedy.return_ids.move_ids
            remedy.recovered_value = sum(
                abs(move.value) for move in moves if move.state == "done"
            )

    def _get_flow_fields(self):
        return super()._get_flow_fields() | {"return_ids"}

    def _get_decided_fields(self):
        return super()._get_decided_fields() | {"takes_back"}

    def _prepare_erased_vals(self):
        return {**super()._prepare_erased_vals(), "return_ids": [Command.clear()]}

    def _get_delivered_moves(self):
        """Return the moves that took the product to the customer, newest first."""
        self.ensure_one()
        domain = [
            ("product_id", "=", self.product_id.id),
            ("company_id", "=", self.company_id.id),
            ("state", "=", "done"),
            ("picking_code", "=", "outgoing"),
            ("location_dest_usage", "=", "customer"),
        ]
        customer = self._get_customer().commercial_partner_id
        if self.order_id:
            domain.append(("sale_line_id.order_id", "=", self.order_id.id))
        else:
            domain.append(
                ("picking_id.partner_id.commercial_partner_id", "=", customer.id)
            )
        return self.env["stock.move"].search(domain, order="date desc, id desc")

    def _get_returnable(self, moves):
        """Return how much of each move is not returned yet, nor about to be."""
        product = self.product_id

        def amount(move, done):
            quantity = move.quantity if done else move.product_uom_qty
            return move.product_uom._compute_quantity(quantity, product.uom_id)

        return {
            move: amount(move, done=True)
            - sum(
                amount(back, done=back.state == "done")
                for back in move.returned_move_ids
                if back.state != "cancel"
            )
            for move in moves
        }

    def _check_return(self):
        moves = self._get_delivered_moves()
        self._touch("stock_move", moves)
        left = sum(self._get_returnable(moves).values())
        uom = self.product_id.uom_id
        if uom.compare(self.quantity, left) > 0:
            raise UserError(
                self.env._(
                    "%(quantity)s %(unit)s of %(product)s is more than the customer "
                    "has: %(left)s left to return.",
                    quantity=uom.round(self.quantity),
                    unit=uom.name,
                    product=self.product_id.display_name,
                    left=uom.round(max(left, 0)),
                )
            )

    def _check_replacement(self):
        result = super()._check_replacement()
        if self.takes_back:
            self._check_return()
        return result

    def _begin_replacement(self):
        """Return first what is replaced: what is sent instead may not come back."""
        if self.takes_back:
            self._begin_return()
        return super()._begin_replacement()

    def _begin_return(self):
        """Make one return for each delivery that the goods came with."""
        wanted, uom = self.quantity, self.product_id.uom_id
        shares = {}
        for move, left in self._get_returnable(self._get_delivered_moves()).items():
            share = min(wanted, left)
            if uom.compare(share, 0) > 0:
                shares[move] = share
                wanted -= share
        for picking, moves in (
            self.env["stock.move"].union(*shares).grouped("picking_id").items()
        ):
            wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
            for line in wizard.product_return_moves:
                line.quantity = (
                    uom._compute_quantity(shares[line.move_id], line.uom_id)
                    if line.move_id in moves
                    else 0
                )
            self.return_ids |= wizard._create_return()
        return self.return_ids[:1]
