from odoo import api, fields, models
from odoo.fields import Domain

from .crm_complaint import IDENTITY


class CrmComplaintLink(models.Model):
    """What a complaint is about: an order, an invoice, a product.

    The documents know nothing of it: whoever reads an order reads no complaint.
    """

    _name = "crm.complaint.link"
    _description = "What a Complaint Is About"
    _inherit = ["crm.company.bound", "crm.dependent.record", "crm.erasable.record"]
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
        named = self._get_named_fields()
        for link in self:
            names = [link[name].display_name for name in named if link[name]]
            link.display_name = ", ".join(names) or link.note or ""

    @api.model
    def _search_display_name(self, operator, value):
        """Find links by the names that the user is shown, and by no others."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        found = Domain("note", operator, value) | Domain.OR(
            Domain(f"{name}.display_name", operator, value)
            for name in self._get_named_fields()
        )
        # an agent need not be able to open the order to read its number here
        return Domain("id", "in", self.sudo()._search(found))

    @api.model
    def _get_named_fields(self):
        """Return the fields whose names make the name, for the user."""
        knows = self.env.user.has_group(IDENTITY)
        documents = self._get_document_fields() if knows else []
        return [*documents, *self._get_goods_fields()]

    @api.model
    def _get_document_fields(self):
        """Return the documents it is about; who reads them knows who complains."""
        return ["order_id", "invoice_id"]

    @api.model
    def _get_goods_fields(self):
        """Return the goods it is about, thing by thing; glue adds its own."""
        return ["product_id"]

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
