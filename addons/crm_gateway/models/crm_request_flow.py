from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .crm_request import OPEN_STATES


class CrmRequestFlow(models.Model):
    """From recorded to ended: how a request starts, waits, ends and comes back."""

    _inherit = "crm.request"

    def _wait_for_others(self):
        """Come after whoever acts on these requests at this moment.

        The host's own lock refuses the second at once, though both may act on steps
        of their own. Waiting, the second is called again by the server as soon as the
        first has changed the request, and sees what has become of it.
        """
        if self.ids:
            self.env.execute_query(
                SQL(
                    "SELECT id FROM crm_request WHERE id IN %s"
                    " ORDER BY id FOR NO KEY UPDATE",
                    tuple(self.ids),
                )
            )

    def action_start(self):
        """Start the plan of the request's type."""
        self.check_access("write")
        self._wait_for_others()
        started = self.filtered(lambda request: request.state == "new")
        if not started:
            raise UserError(self.env._("This request has been started already."))
        started._start()

    def _start(self):
        """Copy the plan of each type and set its first steps going."""
        Step = self.env["crm.request.step"].sudo()
        for request in self.filtered(lambda r: r.state == "new"):
            templates = request.type_id.sudo().step_ids
            steps = Step.create(
                [
                    {
                        **template._prepare_step_vals(request.company_id),
                        "request_id": request.id,
                    }
                    for template in templates
                ]
            )
            steps._take_translations()
            twins = dict(zip(templates, steps, strict=True))
            for template, step in twins.items():
                before = template.depends_on_ids & templates
                step.depends_on_ids = [Command.link(twins[t].id) for t in before]
            request.write({"state": "open", "start_date": fields.Datetime.now()})
            steps._plan_deadlines()
            request._advance()

    def _advance(self):
        """Make ready every step whose predecessors are done; end what is finished.

        Runs until nothing moves: a step may be done as soon as it is ready, because
        what it follows has happened already.
        """
        for request in self:
            while request.state in ("open", "waiting"):
                steps = request.sudo().step_ids
                ready = steps.filtered(
                    lambda s: s.state == "blocked" and s._is_free_to_start()
                )
                if not ready:
                    break
                ready._make_ready()
            still_open = request.sudo().step_ids.filtered("is_open")
            if request.step_ids and not still_open and request.state in OPEN_STATES:
                request._end("done")

    def _end(self, state):
        now = fields.Datetime.now()
        for request in self:
            passed = now - request.create_date
            request.write(
                {
                    "state": state,
                    "done_date": now,
                    "duration_hours": passed.total_seconds() / 3600,
                }
            )

    def action_wait(self):
        """Wait for the customer: an answer takes the request up again."""
        self._check_open()
        self.state = "waiting"

    def action_resume(self):
        """Go on, with or without the customer's answer."""
        self.check_access("write")
        for request in self.filtered(lambda request: request.state == "waiting"):
            # what was not started yet still can be
            request.state = "open" if request.start_date else "new"
        self._advance()

    def action_done(self):
        """End the request; its steps must have ended."""
        self._check_open()
        for request in self:
            left = request.step_ids.filtered("is_open")
            if left:
                raise UserError(
                    self.env._(
                        "These steps are still open: %s. Finish them, skip them, or "
                        "cancel the request.",
                        ", ".join(left.mapped("name")),
                    )
                )
        self._end("done")

    def action_cancel(self):
        """Cancel the request and every step that has not ended.

        Orders and invoices that came of it stay as they are: cancelling them is a
        decision of its own.
        """
        self._check_open()
        self.sudo().step_ids.filtered("is_open")._close("cancelled")
        self._end("cancelled")

    def action_reopen(self):
        """Take an ended request up again; its cancelled steps come back."""
        self.check_access("write")
        closed = self.filtered(lambda request: request.state in ("done", "cancelled"))
        for request in closed:
            steps = request.sudo().step_ids.filtered(lambda s: s.state == "cancelled")
            steps.write({"state": "blocked", "done_date": False})
            request.write(
                {
                    "state": "open" if request.step_ids else "new",
                    "done_date": False,
                    "duration_hours": 0,
                }
            )
            steps._plan_deadlines()
            request._advance_reopened()

    def _advance_reopened(self):
        """A request whose steps had all been done stays open until somebody ends it."""
        self.ensure_one()
        if self.step_ids.filtered("is_open"):
            self._advance()
        elif self.user_id:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Reopened: decide what is still to be done"),
                user_id=self.user_id.id,
            )

    def _check_open(self):
        self.check_access("write")
        self._wait_for_others()
        if any(request.state not in OPEN_STATES for request in self):
            raise UserError(
                self.env._("This request has ended. Reopen it first, if need be.")
            )

    def action_open_orders(self):
        """Open the quotations and orders of this request."""
        return self._open_documents("sale.action_orders", self.order_ids)

    def action_open_invoices(self):
        """Open the invoices and credit notes of this request."""
        return self._open_documents(
            "account.action_move_out_invoice_type", self.invoice_ids
        )

    def _open_documents(self, xmlid, documents):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action["domain"] = [("id", "in", documents.ids)]
        action["context"] = {
            "default_partner_id": self.partner_id.id,
            "default_request_id": self.id,
        }
        if len(documents) == 1:
            action["views"] = [(False, "form")]
            action["res_id"] = documents.id
        return action

    def action_preview_portal(self):
        """Show the page that the customer sees."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "target": "self",
            "url": self.get_portal_url(),
        }
