from odoo import Command, api, models

# documents of which a complaint can be made, and the line that then names them
LINKS = {"sale.order": "order_id", "account.move": "invoice_id"}


class CrmComplaintOrigin(models.Model):
    """A complaint made from a document: about it, and of its customer."""

    _inherit = "crm.complaint"

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        context = self.env.context
        if context.get("crm_complaint_from_document"):
            model, id_ = context.get("active_model"), context.get("active_id")
            if id_ and model in (*LINKS, "crm.request"):
                document = self.env[model].browse(id_)
                document.check_access("read")
                origin = self._prepare_origin_vals(document)
                values |= {name: origin[name] for name in origin if name in fields}
        return values

    @api.model
    def _prepare_origin_vals(self, document):
        """Return the values of a complaint about a request, an order or an invoice."""
        values = {
            "partner_id": document.partner_id.id,
            "company_id": document.company_id.id or self.env.company.id,
        }
        if document._name == "crm.request":
            return {**values, "request_id": document.id, "channel": "request"}
        link = {LINKS[document._name]: document.id}
        return {**values, "link_ids": [Command.create(link)]}

    def action_preview_portal(self):
        """Show the page that the complainant sees."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_url",
            "target": "self",
            "url": self.access_url,
        }
