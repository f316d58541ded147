from odoo import api, fields, models

from .crm_complaint import IDENTITY


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
        groups=IDENTITY,
    )
    order_id = fields.Many2one(
        "sale.order", index="btree_not_null", check_company=True, groups=IDENTITY
    )
    invoice_id = fields.Many2one(
        "account.move",
        index="btree_not_null",
        check_company=True,
        domain="[('move_type', 'in', ('out_invoice', 'out_refund', 'out_receipt'))]",
        groups=IDENTITY,
    )
    product_id = fields.Many2one(
        "product.product", index="btree_not_null", check_company=True
    )
    quantity = fields.Float(digits="Product Unit")
    note = fields.Char()

    @api.depends("order_id", "invoice_id", "product_id", "note")
    @api.depends_context("uid")
    def _compute_display_name(self):
        """Documents tell who complains: to others than agents, products are named."""
        knows = self.env.user.has_group(IDENTITY)
        for link in self:
            documents = link._get_documents() if knows else []
            parts = (*documents, *link._get_goods())
            names = [part.display_name for part in parts if part]
            link.display_name = ", ".join(names) or link.note or ""

    def _get_documents(self):
        """Return the documents it is about; who reads them knows who complains."""
        self.ensure_one()
        return [self.order_id, self.invoice_id]

    def _get_goods(self):
        """Return the goods it is about, thing by thing; glue adds its own."""
        self.ensure_one()
        return [self.product_id]

    def _erase(self):
        """Keep which goods it was about; whose order they were of is forgotten."""
        self._erase_written()
        goods = self.filtered("product_id")
        goods.write(self._prepare_erased_vals())
        (self - goods).unlink()

    @api.model
    def _prepare_erased_vals(self):
        """Return the values that lead to nobody; glue adds its documents."""
        return {"order_id": False, "invoice_id": False, "note": False}
