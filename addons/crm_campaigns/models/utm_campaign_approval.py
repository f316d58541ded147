from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

MARKETER = "crm_campaigns.group_campaign_user"
MANAGER = "crm_campaigns.group_campaign_manager"
# Set by the buttons alone
GUARDED = {
    "approval_state",
    "approved_amount",
    "approved_by_id",
    "approved_on",
    "submitted_by_id",
}


class UtmCampaign(models.Model):
    """The budget is approved by somebody other than who asks for it.

    While it waits or is approved, the budget cannot change: who wants more resets
    the approval and asks again.
    """

    _inherit = "utm.campaign"

    approval_state = fields.Selection(
        [
            ("draft", "Not Asked"),
            ("pending", "To Approve"),
            ("approved", "Approved"),
            ("refused", "Refused"),
        ],
        "Approval",
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    approver_id = fields.Many2one(
        "res.users",
        copy=False,
        domain=lambda self: [
            ("all_group_ids", "in", self.env.ref(MANAGER).id),
            ("share", "=", False),
        ],
        help="Is asked to approve the budget; any other manager may answer as well.",
    )
    submitted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_on = fields.Datetime(readonly=True, copy=False)
    approved_amount = fields.Monetary(
        currency_field="report_currency_id", readonly=True, copy=False
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_guarded(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_guarded(vals)
        if "company_id" in vals:
            self._check_budget_open()
        return super().write(vals)

    def _check_guarded(self, vals):
        if not self.env.su and GUARDED & set(vals):
            raise AccessError(
                self.env._("Approval is given by its buttons, it cannot be written.")
            )

    def _check_budget_open(self):
        """Raise where the budget waits for approval or has it."""
        for campaign in self:
            if campaign.approval_state in ("pending", "approved"):
                raise UserError(
                    self.env._(
                        "The budget of “%s” is approved or waits for it. Reset the "
                        "approval to change it, then ask again.",
                        campaign.title,
                    )
                )

    def _check_is_marketer(self):
        """Any employee may write the host's campaigns; ours are for marketers."""
        if not self.env.user.has_group(MARKETER) and not self.env.su:
            raise AccessError(self.env._("Only marketers may do this."))

    def _check_is_manager(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only managers of campaigns may do this."))

    def action_submit(self):
        """Ask the approver for the budget."""
        self._check_is_marketer()
        self.check_access("write")
        for campaign in self:
            if campaign.approval_state not in ("draft", "refused"):
                raise UserError(
                    self.env._("“%s” has been submitted already.", campaign.title)
                )
            if not campaign.budget_ids:
                raise UserError(
                    self.env._("Plan the budget of “%s” first.", campaign.title)
                )
            if not campaign.approver_id or campaign.approver_id == self.env.user:
                raise UserError(
                    self.env._(
                        "Choose who approves “%s”: a manager other than you.",
                        campaign.title,
                    )
                )
            campaign.sudo().write(
                {"approval_state": "pending", "submitted_by_id": self.env.uid}
            )
            campaign.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Approve the budget"),
                user_id=campaign.approver_id.id,
            )

    def action_approve(self):
        """Approve the budget as it stands; never one's own."""
        self._check_is_marketer()
        self.check_access("write")
        self._check_is_manager()
        # two answers at once: one wins, the other is told
        self.lock_for_update()
        for campaign in self:
            campaign._check_pending()
            if campaign.submitted_by_id == self.env.user:
                raise UserError(
                    self.env._(
                        "You asked for this budget yourself; another manager "
                        "approves it."
                    )
                )
            campaign.sudo().write(
                {
                    "approval_state": "approved",
                    "approved_by_id": self.env.uid,
                    "approved_on": fields.Datetime.now(),
                    "approved_amount": campaign.budget_amount,
                }
            )
            campaign._end_approval_activity()

    def action_refuse(self):
        """Refuse the budget; it may be changed and asked for again."""
        self._check_is_marketer()
        self.check_access("write")
        self._check_is_manager()
        self.lock_for_update()
        for campaign in self:
            campaign._check_pending()
            campaign.sudo().approval_state = "refused"
            campaign._end_approval_activity()

    def action_reset_approval(self):
        """Take the approval, or the question, back: the budget may change."""
        self._check_is_marketer()
        self.check_access("write")
        self.lock_for_update()
        for campaign in self:
            own_question = (
                campaign.approval_state == "pending"
                and campaign.submitted_by_id == self.env.user
            )
            if not own_question:
                campaign._check_is_manager()
            campaign.sudo().write(
                {
                    "approval_state": "draft",
                    "approved_by_id": False,
                    "approved_on": False,
                    "approved_amount": 0,
                }
            )
            campaign.activity_unlink(["mail.mail_activity_data_todo"])

    def _check_pending(self):
        if self.approval_state != "pending":
            raise UserError(
                self.env._("Nobody waits for an answer on “%s”.", self.title)
            )

    def _end_approval_activity(self):
        self.activity_feedback(
            ["mail.mail_activity_data_todo"], user_id=self.approver_id.id
        )
