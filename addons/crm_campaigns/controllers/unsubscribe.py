from werkzeug.exceptions import NotFound, Unauthorized

from odoo import http
from odoo.http import request

from odoo.addons.mass_mailing.controllers.main import MassMailController


class CampaignUnsubscribe(MassMailController):
    """To leave takes a click on a button, not the opening of a link.

    Programs that check mail open its links; with the host each of them takes
    somebody off the list. One click in the mail program (RFC 8058) is a POST, and
    works as before.
    """

    @http.route()
    def mailing_unsubscribe(
        self, mailing_id, document_id=None, email=None, hash_token=None
    ):
        if request.httprequest.method == "POST":
            return super().mailing_unsubscribe(
                mailing_id,
                document_id=document_id,
                email=email,
                hash_token=hash_token,
            )
        email_found, token_found = self._fetch_user_information(email, hash_token)
        try:
            mailing = self._check_mailing_email_token(
                mailing_id,
                document_id,
                email_found,
                token_found,
                required_mailing_id=True,
            )
        except NotFound as unknown:
            # as the host: nobody learns which mailings there are
            raise Unauthorized() from unknown
        lists = mailing.contact_list_ids.filtered("is_public")
        Preference = request.env["crm.contact.preference"]
        has_preferences = token_found and email_found
        return request.render(
            "crm_campaigns.unsubscribe_page",
            {
                "mailing_id": mailing_id,
                "document_id": document_id,
                "email": email,
                "hash_token": hash_token,
                "list_names": ", ".join(lists.mapped("name")),
                "preference_url": has_preferences and Preference._get_url(email_found),
            },
        )

    def _mailing_unsubscribe_from_document(
        self, mailing, document_id, email, hash_token
    ):
        """Log that somebody wants no more mail; the host notes it on its blacklist."""
        result = super()._mailing_unsubscribe_from_document(
            mailing, document_id, email, hash_token
        )
        company = request.env.company.sudo()
        request.env["crm.contact.preference"].sudo()._stop(
            email,
            company,
            channels=("email",),
            ip=request.httprequest.remote_addr,
            source="mailing",
        )
        return result
