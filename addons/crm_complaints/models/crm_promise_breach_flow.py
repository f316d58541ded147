from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

OPEN_STATES = ("new", "communicated")


class CrmPromiseBreachFlow(models.Model):
    """What is done about a breach: somebody is told, the customer is, and gets it."""

    _inherit = "crm.promise.breach"

    def _follow_up(self):
        """Say what the customers get, and tell whoever answers for the promises."""
        self._set_compensation()
        self.env.flush_all()
        self.promise_id._tell_of_breaches()

    @api.model
    def _waive_cancelled(self, versions):
        """Let go of what was never done because the order or the like was cancelled."""
        ongoing = self.search(
            [
                ("version_id", "in", versions.ids),
                ("res_id", "!=", False),
                ("happened_date", "=", False),
                ("state", "=", "new"),
                ("remedy_id", "=", False),
            ]
        )
        for promise, breaches in ongoing.grouped("promise_id").items():
            alive = versions._find_alive(promise, breaches.mapped("res_id"))
            gone = breaches.filtered(lambda b, alive=alive: b.res_id not in alive)
            lang = promise.company_id.partner_id.lang
            gone._end(
                "waived",
                waive_reason=gone.with_context(lang=lang).env._(
                    "It was cancelled before it was done."
                ),
            )

    def _end(self, state, **values):
        self.sudo().write(
            {"state": state, "ended_date": fields.Datetime.now(), **values}
        )
        self.sudo().activity_ids.action_done()
        self.promise_id._end_told()

    def _check_open(self):
        self.check_access("write")
        for breach in self:
            if breach.state not in OPEN_STATES:
                raise UserError(
                    self.env._(
                        "“%s” has been settled already.",
                        breach.display_name,
                    )
                )

    def action_tell_customer(self):
        """Write to the customer that the promise was not kept, in their language."""
        self._check_open()
        template = self.env.ref(
            "crm_complaints.mail_template_promise_breach", raise_if_not_found=False
        )
        if not template:
            raise UserError(
                self.env._("The mail template is missing. Write a message instead.")
            )
        for breach in self:
            if not breach.partner_id.email:
                raise UserError(
                    self.env._(
                        "Whoever was promised “%s” has no e-mail address. Enter one, "
                        "or tell them otherwise and go on.",
                        breach.display_name,
                    )
                )
            breach.message_post_with_source(
                template,
                subtype_xmlid="mail.mt_comment",
                email_layout_xmlid="mail.mail_notification_light",
            )
            breach.sudo().write(
                {"state": "communicated", "told_date": fields.Datetime.now()}
            )
        self.promise_id._end_told()

    def action_complain(self):
        """Open the complaint of the breach; make it when there is none yet."""
        self._require_one()
        self.check_access("write")
        self._wait_for_others()
        if not self.complaint_id:
            self._check_open()
            # whoever records it may own it, as with any other complaint
            self.complaint_id = self.env["crm.complaint"].create(
                self._prepare_complaint_vals()
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.complaint",
            "res_id": self.complaint_id.id,
            "views": [(False, "form")],
        }

    def _prepare_complaint_vals(self):
        """Return the values of the complaint in which the breach is made good."""
        self.ensure_one()
        return {
            # auditors read it: without the number of the order
            "name": self.env._("Promise not kept: %s", self.promise_id.display_name),
            "company_id": self.company_id.id,
            "category_id": self.category_id.id,
            "partner_id": self.partner_id.id,
            "request_id": self.request_id.id,
            "promise_version_id": self.version_id.id,
            "occurred_date": self.due_date or self.started_date,
        }

    def action_waive(self):
        """Give nothing for the breach, with the reason written on it."""
        self._check_open()
        if not self.env.user.has_group("crm_complaints.group_complaint_manager"):
            raise AccessError(
                self.env._("Only a manager of complaints can waive a compensation.")
            )
        self._check_no_remedy()
        for breach in self:
            if not (breach.waive_reason or "").strip():
                raise UserError(
                    self.env._(
                        "Write under “%(field)s” why nothing is given for "
                        "“%(breach)s”.",
                        field=self._fields["waive_reason"]._description_string(
                            self.env
                        ),
                        breach=breach.display_name,
                    )
                )
        self._end("waived")

    def action_open_document(self):
        """Open the order or the request, for those who may."""
        self.ensure_one()
        self.check_access("read")
        if not self.res_id:
            raise UserError(self.env._("The breach was recorded without a document."))
        document = self.env[self.res_model].browse(self.res_id)
        document.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("A breach stays in the records. Waive it, with the reason.")
        )
