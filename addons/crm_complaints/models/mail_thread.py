from odoo import api, models

from ..incoming_files import choose_files


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """Send answers on complaints where they belong today, with what may come in.

        What was merged is answered where it went; what was closed long ago is
        answered by a new complaint that follows it.
        """
        is_automatic = self._is_automatic_mail(message)
        moved = [
            self._move_complaint_route(route, is_automatic)
            for route in routes or ()
            if route[1] or route[0] != "crm.complaint" or not self._is_reply(message)
        ]
        if any(route[0] == "crm.complaint" for route in moved):
            files = message_dict.get("attachments") or []
            message_dict["attachments"], left = choose_files(files)
            if left:
                message_dict["body"] = self.env["crm.complaint"]._add_left_files(
                    message_dict.get("body"), left
                )
        return super()._message_route_process(message, message_dict, moved)

    @api.model
    def _is_reply(self, message):
        """Whether a machine answers a mail that it got: that is never a complaint."""
        submitted = (message["Auto-Submitted"] or "").strip().lower()
        return submitted.startswith("auto-replied") or bool(message["X-Autoreply"])

    @api.model
    def _move_complaint_route(self, route, is_automatic):
        model, thread_id, custom_values, *rest = route
        if model != "crm.complaint" or not thread_id:
            return route
        complaint = self.env[model].sudo().browse(thread_id).exists()
        if not complaint:
            return route
        master = complaint._get_master()
        if is_automatic or master.state != "closed" or master._can_reopen():
            return (model, master.id, custom_values, *rest)
        return (model, False, {**(custom_values or {}), **master._follow_vals()}, *rest)
