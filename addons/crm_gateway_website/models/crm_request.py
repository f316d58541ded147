from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.crm_gateway.controllers.portal import MAX_SUBJECT, MAX_TEXT

# Of what a form sends, nothing else reaches a request, whatever the page asks for
FORM_FIELDS = ("name", "description", "partner_name", "email_from", "phone")


class CrmRequest(models.Model):
    _inherit = "crm.request"

    @api.private
    def website_form_input_filter(self, request, values):
        """Return what a visitor's form makes of a request.

        Who asks is known of whoever is logged in; an address that a visitor types
        proves nothing. The rest is the website's and the type's.

        :raise UserError: when something is missing, too long or not for visitors
        """
        company = request.website.company_id
        types = self.env["crm.request.type"]._find_published(company)
        if values.get("type_id"):
            types = types.filtered(lambda t: t.id == values["type_id"])
        if not types:
            raise UserError(
                self.env._("Such requests are not taken here. Load the page again.")
            )
        self._check_form_text(values)
        user = self.env.user
        return {
            **{name: values[name] for name in FORM_FIELDS if values.get(name)},
            "type_id": types[0].id,
            "partner_id": False if user._is_public() else user.partner_id.id,
            "company_id": company.id,
            "channel": "website",
            "user_id": types[0].user_id.id,
        }

    def _check_form_text(self, values):
        if not (values.get("name") or "").strip() or len(values["name"]) > MAX_SUBJECT:
            raise UserError(
                self.env._(
                    "Write a subject of at most %s characters.",
                    MAX_SUBJECT,
                )
            )
        if any(len(values.get(name) or "") > MAX_TEXT for name in FORM_FIELDS):
            raise UserError(
                self.env._(
                    "Your text is longer than %s characters. Attach it as a file.",
                    MAX_TEXT,
                )
            )
        if self.env.user._is_public() and not (
            values.get("email_from") or values.get("phone")
        ):
            raise UserError(
                self.env._("How do we reach you? Write an e-mail address or a phone.")
            )
