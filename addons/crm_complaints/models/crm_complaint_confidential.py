from odoo import Command, api, fields, models
from odoo.exceptions import UserError

AGENT = "crm_complaints.group_complaint_user"


class CrmComplaintConfidential(models.Model):
    """Need to know: what leaves a complaint, to whom, and who has looked at it."""

    _inherit = "crm.complaint"

    access_log_ids = fields.One2many(
        "crm.complaint.access.log",
        "complaint_id",
        "Access",
        groups="crm_complaints.group_complaint_auditor",
    )
    conflicted_user_ids = fields.Many2many(
        "res.users",
        "crm_complaint_conflicted_user_rel",
        string="Conflict of Interest",
        readonly=True,
        copy=False,
        help="Said of themselves that they cannot judge it.",
    )

    def _get_involved_users(self):
        return super()._get_involved_users() | self.sudo().conflicted_user_ids

    def action_declare_conflict(self):
        """Ask why the user cannot judge the complaint."""
        self.ensure_one()
        self.check_access("write")
        return self._open_wizard("conflict", self.env._("Conflict of Interest"))

    def _declare_conflict(self, reason):
        """Give the complaint to somebody else, for good; the reason stays with it."""
        self.ensure_one()
        self.check_access("write")
        complaint = self.sudo()
        complaint.message_post(
            body=self.env._("Conflict of interest: %s", reason),
            author_id=self.env.user.partner_id.id,
        )
        complaint.conflicted_user_ids = [Command.link(self.env.uid)]
        complaint._replace_owner()
        complaint._shut_out(self.env.user)

    # ------------------------------------------------------------------
    # Whom it is about
    # ------------------------------------------------------------------

    def _replace_owner(self):
        """Give complaints whose owner is involved to somebody who is not."""
        for complaint in self:
            if complaint.user_id in complaint._get_involved_users():
                complaint.user_id = complaint._choose_owner()

    def _shut_out(self, users):
        """Take everything of these complaints from users: mails, notes, activities."""
        partners = users.partner_id
        if not (self and users):
            return
        self.message_unsubscribe(partners.ids)
        self.activity_ids.filtered(lambda a: a.user_id in users).unlink()
        Message = self.env["mail.message"].sudo()
        messages = Message.search(
            [("model", "=", self._name), ("res_id", "in", self.ids)]
        )
        self.env["mail.notification"].sudo().search(
            [
                ("mail_message_id", "in", messages.ids),
                ("res_partner_id", "in", partners.ids),
            ]
        ).unlink()
        messages.filtered(lambda m: m.partner_ids & partners).write(
            {"partner_ids": [Command.unlink(partner.id) for partner in partners]}
        )

    def _get_barred_partners(self):
        """Return the contacts of whoever may know nothing of these complaints."""
        complaints = self.sudo()
        return (
            complaints.accused_user_ids
            | complaints.accused_employee_ids.user_id
            | complaints.conflicted_user_ids
        ).partner_id

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Have nobody follow what is about them."""
        barred = self._get_barred_partners()
        allowed = [id_ for id_ in partner_ids or [] if id_ not in barred.ids]
        return super().message_subscribe(allowed, subtype_ids)

    def message_post(self, *, partner_ids=None, **kwargs):
        """Name nobody as a recipient of what is about them: it would let them read."""
        barred = self._get_barred_partners().ids
        partner_ids = [id_ for id_ in partner_ids or [] if id_ not in barred]
        return super().message_post(partner_ids=partner_ids, **kwargs)

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Write to nobody of what is about them, whoever names them."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        barred = self._get_barred_partners().ids
        return [data for data in recipients if data["id"] not in barred]

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Show the conversation to those only who may know who complains."""
        operations = super()._mail_get_operation_for_mail_message_operation(
            message_operation
        )
        if message_operation == "read" and not self.env.user.has_group(AGENT):
            operations = dict.fromkeys(operations, "write")
        return operations

    @api.model_create_multi
    def create(self, vals_list):
        complaints = super().create(vals_list)
        complaints.sudo()._check_accused_shut_out()
        return complaints

    def write(self, vals):
        if vals.get("user_id") and not self.env.su:
            self._check_assignable(vals["user_id"])
        result = super().write(vals)
        if "accused_employee_ids" in vals:
            self.sudo()._check_accused_shut_out()
        return result

    def _check_accused_shut_out(self):
        for complaint in self.filtered("accused_user_ids"):
            complaint._replace_owner()
            complaint._shut_out(complaint.accused_user_ids)

    def _check_assignable(self, user_id):
        """Only trained members own complaints, or leaders, reviewers and managers."""
        user = self.env["res.users"].browse(user_id)
        for complaint in self:
            team = complaint.team_id.sudo()
            able = team._get_trained_users() | team.user_id | team.reviewer_id
            if user not in able and not user.sudo().has_group(
                "crm_complaints.group_complaint_manager"
            ):
                raise UserError(
                    self.env._(
                        "%(user)s is no member of “%(team)s” with a valid training. "
                        "Choose somebody who is, or enter the training on the team.",
                        user=user.name,
                        team=team.name,
                    )
                )

    # ------------------------------------------------------------------
    # Who looked
    # ------------------------------------------------------------------

    def web_read(self, specification):
        """Note who opens a complaint; a list of many is no look at one."""
        result = super().web_read(specification)
        if len(self) == 1 and not self.env.su:
            self.env["crm.complaint.access.log"]._note(self, "open")
        return result

    def export_data(self, fields_to_export):
        result = super().export_data(fields_to_export)
        self.env["crm.complaint.access.log"]._note(self, "export")
        return result
