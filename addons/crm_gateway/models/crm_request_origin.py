from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .crm_request import INTERNAL

ORIGIN_MODELS = {"origin_order_id": "sale.order", "origin_invoice_id": "account.move"}


class CrmRequestOrigin(models.Model):
    """The earlier sale that a request is about: what comes back, what was wrong."""

    _inherit = "crm.request"

    origin_order_id = fields.Many2one(
        "sale.order",
        "About Order",
        index="btree_not_null",
        check_company=True,
        copy=False,
        groups=INTERNAL,
        domain="[('state', '=', 'sale'),"
        " ('partner_id.commercial_partner_id', '=?', commercial_partner_id)]",
        help="The earlier order that the customer speaks of, in a return for example.",
    )
    origin_invoice_id = fields.Many2one(
        "account.move",
        "About Invoice",
        index="btree_not_null",
        check_company=True,
        copy=False,
        groups=INTERNAL,
        domain="[('move_type', 'in', ('out_invoice', 'out_receipt')),"
        " ('state', '=', 'posted'),"
        " ('commercial_partner_id', '=?', commercial_partner_id)]",
        help="The invoice that the customer speaks of: the one that is credited.",
    )

    @api.constrains("origin_order_id", "origin_invoice_id", "partner_id")
    def _check_origin(self):
        for request in self.sudo():
            order, invoice = request.origin_order_id, request.origin_invoice_id
            customers = order.partner_id.commercial_partner_id
            customers |= invoice.commercial_partner_id
            if request.partner_id and customers - request.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "The order or invoice that %s is about is another customer's.",
                        request.display_name,
                    )
                )
            if (
                order
                and invoice
                and order.invoice_ids
                and (invoice not in order.invoice_ids)
            ):
                raise ValidationError(
                    self.env._(
                        "%(invoice)s is no invoice of %(order)s.",
                        invoice=invoice.name,
                        order=order.name,
                    )
                )

    @api.onchange("origin_invoice_id", "origin_order_id")
    def _onchange_origin(self):
        """Whoever gives the document need not look for its customer."""
        if not self.partner_id:
            self.partner_id = (
                self.origin_invoice_id.partner_id or self.origin_order_id.partner_id
            )

    @api.model_create_multi
    def create(self, vals_list):
        defaults = self.default_get(list(ORIGIN_MODELS))
        for vals in vals_list:
            self._check_origin_access({**defaults, **vals})
        return super().create(vals_list)

    def write(self, vals):
        """The step that could not find what it is to credit looks again."""
        self._check_origin_access(vals)
        result = super().write(vals)
        if not ORIGIN_MODELS.keys().isdisjoint(vals):
            self.sudo().step_ids._follow()
        return result

    @api.model
    def _check_origin_access(self, vals):
        """Let nobody credit, through a request, what they may not open."""
        for name, model in ORIGIN_MODELS.items():
            if vals.get(name):
                self.env[model].browse(vals[name]).check_access("read")
