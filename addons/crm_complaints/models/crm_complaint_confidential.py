from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from .crm_complaint_guard import MANAGER

AGENT = "crm_complaints.group_complaint_user"
# Whoever handles complaints may add to them; to take away is for managers
CONFIDENTIALITY = {"accused_employee_ids", "is_confidential"}


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
        conflicted = self.sudo().conflicted_user_ids._origin
        return super()._get_involved_users() | conflicted

    def action_declare_conflict(self):
        """Ask why the user cannot judge the complaint."""
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
        """Take everything of these complaints from users; extensible."""
        if self and users:
            self._shut_out_of_thread(users)

    def _get_barred_partners(self):
        """Return the contacts of whoever may know nothing of these complaints."""
        complaints = self.sudo()
        return (
            complaints.accused_user_ids
            | complaints.accused_employee_ids.user_id
            | complaints.conflicted_user_ids
        ).partner_id

    @api.model_create_multi
    def create(self, vals_list):
        complaints = super().create(vals_list)
        if not self.env.su:
            for complaint, vals in zip(complaints, vals_list, strict=True):
                if vals.get("user_id"):
                    complaint._check_assignable()
        complaints.sudo()._check_accused_shut_out()
        return complaints

    def write(self, vals):
        if self.env.su or not CONFIDENTIALITY & set(vals):
            result = super().write(vals)
        else:
            before = {c: c._read_confidentiality() for c in self}
            result = super().write(vals)
            for complaint, (accused, is_confidential) in before.items():
                complaint._check_no_less(accused, is_confidential)
        if "accused_employee_ids" in vals:
            self.sudo()._check_accused_shut_out()
        if not self.env.su and vals.get("user_id"):
            self._check_assignable()
        elif "team_id" in vals:
            self._hand_over()
        return result

    def _read_confidentiality(self):
        self.ensure_one()
        return self.sudo().accused_employee_ids, self.is_confidential

    def _check_no_less(self, accused, is_confidential):
        """Refuse agents to open to others what was kept from them.

        :param accused: hr.employee whom it was about before
        :param is_confidential: whether it was confidential before
        """
        self.ensure_one()
        opened = is_confidential and not self.is_confidential
        if opened or accused - self.sudo().accused_employee_ids:
            if not self.env.user.has_group(MANAGER):
                raise AccessError(
                    self.env._(
                        "Only a manager of complaints takes back whom %s is about, or "
                        "that it is confidential. Ask one of them.",
                        self.number,
                    )
                )

    def _hand_over(self):
        """Give complaints that go to a team to one of it, unless the owner is."""
        for complaint in self.sudo().filtered(lambda c: not c._is_ended()):
            if complaint.user_id not in complaint._get_able_users():
                complaint.user_id = complaint._choose_owner()

    def _check_accused_shut_out(self):
        for complaint in self.filtered("accused_user_ids"):
            complaint._replace_owner()
            complaint._shut_out(complaint.accused_user_ids)

    def _get_able_users(self):
        """Return who may own the complaint by the team's book."""
        self.ensure_one()
        team = self.team_id.sudo()
        return team._get_trained_users() | team.user_id | team.reviewer_id

    def _check_assignable(self):
        """Only trained members own complaints, or leaders, reviewers and managers."""
        for complaint in self:
            user = complaint.user_id
            if user not in complaint._get_able_users() and not user.sudo().has_group(
                MANAGER
            ):
                raise UserError(
                    self.env._(
                        "%(user)s is no member of “%(team)s” with a valid training. "
                        "Choose somebody who is, or enter the training on the team.",
                        user=user.name,
                        team=complaint.team_id.name,
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
