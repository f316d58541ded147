from odoo import api, fields, models

from odoo.addons.crm_complaints.models.crm_complaint import IDENTITY


class CrmComplaintLink(models.Model):
    """A complaint about a delivery, or about goods of a lot."""

    _inherit = "crm.complaint.link"

    picking_id = fields.Many2one(
        "stock.picking",
        "Delivery",
        index="btree_not_null",
        check_company=True,
        domain="[('company_id', '=', company_id)]",
        groups=IDENTITY,
    )
    lot_id = fields.Many2one(
        "stock.lot",
        "Lot/Serial Number",
        index="btree_not_null",
        check_company=True,
        domain="[('company_id', 'in', (company_id, False)),"
        " ('product_id', '=?', product_id)]",
    )

    @api.onchange("lot_id")
    def _onchange_lot_id(self):
        self.product_id = self.lot_id.product_id or self.product_id

    @api.depends("picking_id", "lot_id")
    def _compute_display_name(self):
        return super()._compute_display_name()

    @api.model
    def _get_document_fields(self):
        return [*super()._get_document_fields(), "picking_id"]

    @api.model
    def _get_goods_fields(self):
        return [*super()._get_goods_fields(), "lot_id"]

    @api.model
    def _prepare_erased_vals(self):
        # a serial number was sold to somebody
        return {**super()._prepare_erased_vals(), "picking_id": False, "lot_id": False}
