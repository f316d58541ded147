from odoo.http import request

from odoo.addons.mail.controllers.thread import ThreadController


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
