from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.mail.controllers.attachment import AttachmentController
from odoo.addons.mail.controllers.thread import ThreadController

from ..incoming_files import MAX_FILES, MAX_TOTAL_SIZE, clean_name
from .complaint_form import MAX_TEXT, read_size

# a text comes with its marks
MAX_BODY = 3 * MAX_TEXT


class ComplaintThread(ThreadController):
    """The conversation on a complaint's page takes no more than the form."""

    def _prepare_message_data(self, post_data, *, thread, **kwargs):
        data = super()._prepare_message_data(post_data, thread=thread, **kwargs)
        if thread._name == "crm.complaint" and not request.env.user._is_internal():
            ids = data.get("attachment_ids") or []
            files = request.env["ir.attachment"].sudo().browse(ids)
            if len(data.get("body") or "") > MAX_BODY:
                raise UserError(
                    request.env._(
                        "Your text is longer than %s characters. Attach it as a file.",
                        MAX_TEXT,
                    )
                )
            if len(files) > MAX_FILES or sum(files.mapped("file_size")) > (
                MAX_TOTAL_SIZE
            ):
                raise UserError(
                    request.env._(
                        "Attach at most %(files)s files, of %(size)s MB together.",
                        files=MAX_FILES,
                        size=MAX_TOTAL_SIZE // 2**20,
                    )
                )
        return data


class ComplaintAttachment(AttachmentController):
    @route()
    def mail_attachment_upload(
        self, ufile, thread_id, thread_model, is_pending=False, **kwargs
    ):
        """Take no larger files in the conversation than in the form."""
        if thread_model == "crm.complaint" and not request.env.user._is_internal():
            ufile.filename = clean_name(ufile.filename)
            if read_size(ufile) > MAX_TOTAL_SIZE:
                return request.make_json_response(
                    {
                        "error": request.env._(
                            "“%(file)s” is larger than %(size)s MB.",
                            file=ufile.filename,
                            size=MAX_TOTAL_SIZE // 2**20,
                        )
                    }
                )
        return super().mail_attachment_upload(
            ufile, thread_id, thread_model, is_pending=is_pending, **kwargs
        )
