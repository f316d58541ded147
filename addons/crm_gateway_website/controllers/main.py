from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.crm_gateway.controllers.files import check_files
from odoo.addons.crm_gateway.controllers.portal import MAX_TEXT
from odoo.addons.website.controllers.form import WebsiteForm


class RequestForm(WebsiteForm):
    def extract_data(self, model_sudo, values):
        """Refuse what is longer or larger than customers may send in the portal.

        Whatever fields somebody sends beside those of the form, they go below the
        wish, and their files onto the request.
        """
        data = super().extract_data(model_sudo, values)
        if model_sudo.model == "crm.request":
            if len(data["custom"]) > MAX_TEXT:
                raise UserError(
                    request.env._(
                        "Your text is longer than %s characters. Attach it as a file.",
                        MAX_TEXT,
                    )
                )
            check_files(request.env, data["attachments"])
        return data

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
