from odoo import api, fields, models


class CrmComplaintLink(models.Model):
    """What a complaint is about: an order, an invoice, a product.

    The documents know nothing of it: whoever reads an order reads no complaint.
    """

    _name = "crm.complaint.link"
    _description = "What a Complaint Is About"
    _inherit = ["crm.dependent.record", "crm.erasable.record"]
    _owner_field = "complaint_id"
    _order = "complaint_id, id"
    _check_company_auto = True

    complaint_id = fields.Many2one(
        "crm.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, index=True
    )
    commercial_partner_id = fields.Many2one(
        related="complaint_id.commercial_partner_id",
        groups="crm_complaints.group_complaint_user",
    )
    order_id = fields.Many2one("sale.order", index="btree_not_null", check_company=True)
    invoice_id = fields.Many2one(
        "account.move",
        index="btree_not_null",
        check_company=True,
        domain="[('move_type', 'in', ('out_invoice', 'out_refund', 'out_receipt'))]",
    )
    product_id = fields.Many2one(
        "product.product", index="btree_not_null", check_company=True
    )
    quantity = fields.Float(digits="Product Unit")
    note = fields.Char()

    @api.depends("order_id", "invoice_id", "product_id", "note")
    def _compute_display_name(self):
        for link in self:
            parts = (link.order_id, link.invoice_id, link.product_id)
            names = [part.display_name for part in parts if part]
            link.display_name = ", ".join(names) or link.note or ""

    def _erase(self):
        """Keep which goods it was about; whose order they were of is forgotten."""
        self._erase_written()
        goods = self.filtered("product_id")
        goods.write({"order_id": False, "invoice_id": False, "note": False})
        (self - goods).unlink()
