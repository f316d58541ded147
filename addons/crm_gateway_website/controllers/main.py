from odoo.addons.website.controllers.form import WebsiteForm


class RequestForm(WebsiteForm):
    def insert_record(self, request, model_sudo, values, custom, meta=None):
        """Acknowledge the request of whoever is logged in.

        Others see its number on the page. A mail to any address that a visitor
        types, with the visitor's words in it, would be a gift to senders of spam.
        """
        record_id = super().insert_record(
            request, model_sudo, values, custom, meta=meta
        )
        if model_sudo.model == "crm.request" and values.get("partner_id"):
            request.env["crm.request"].sudo().browse(record_id)._acknowledge()
        return record_id
