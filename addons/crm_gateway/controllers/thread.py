from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.mail.controllers.attachment import AttachmentController
from odoo.addons.mail.controllers.thread import ThreadController

from .files import check_files


class RequestThread(ThreadController):
    """The conversation on a request's page, opened by the link in a mail."""

    @classmethod
    def _get_thread_with_access_for_post(cls, thread_model, thread_id, **kwargs):
        """Make a contact of whoever holds the link and is none yet.

        The host's chatter shows and takes messages of contacts only. A mail was
        read at that address, or somebody of us gave the link away.
        """
        thread = super()._get_thread_with_access_for_post(
            thread_model, thread_id, **kwargs
        )
        if thread and thread_model == "crm.request" and request.env.user._is_public():
            thread.sudo()._get_link_author()
        return thread


class RequestAttachment(AttachmentController):
    @http.route()
    def mail_attachment_upload(
        self, ufile, thread_id, thread_model, is_pending=False, **kwargs
    ):
        """Take no larger files in the conversation than in the form of a request."""
        if thread_model == "crm.request" and not request.env.user._is_internal():
            try:
                check_files(request.env, [ufile])
            except UserError as refused:
                return request.make_json_response({"error": str(refused)})
        return super().mail_attachment_upload(
            ufile, thread_id, thread_model, is_pending=is_pending, **kwargs
        )
