from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

OPEN_STATES = ("running", "to_renew")


class CrmContract(models.Model):
    """A contract with a customer, and the dates that must not be missed.

    The notice deadline is the last day on which the contract can be ended or
    renegotiated; everything that reminds looks at it, not at the end date alone.
    """

    _name = "crm.contract"
    _description = "Customer Contract"
    _inherit = [
        "crm.numbered.record",
        "crm.customer.record",
        "mail.thread",
        "crm.reminder.mixin",
    ]
    _number_field = "name"
    _number_may_be_given = True
    _order = "start_date desc, id desc"
    _rec_names_search = ["name", "subject", "partner_id"]

    name = fields.Char("Number", readonly=True, copy=False, default="")
    subject = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    partner_id = fields.Many2one(ondelete="restrict", tracking=True)
    business_line_id = fields.Many2one(
        "crm.business.line",
        "Line of Business",
        index="btree_not_null",
        check_company=True,
    )
    kind = fields.Selection(
        [
            ("framework", "Framework agreement"),
            ("supply", "Supply"),
            ("service", "Service and maintenance"),
            ("agency", "Agency or distribution"),
            ("secrecy", "Confidentiality"),
            ("other", "Other"),
        ],
        default="framework",
        required=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        index=True,
        tracking=True,
    )
    start_date = fields.Date(
        "Start", required=True, default=fields.Date.context_today, tracking=True
    )
    end_date = fields.Date("End", tracking=True, help="Empty: until one side ends it.")
    notice_days = fields.Integer(
        "Notice Period (days)",
        help="This many days before the end, the other side must know.",
    )
    notice_deadline = fields.Date(
        compute="_compute_notice_deadline",
        store=True,
        index=True,
        help="Last day to give notice or to agree on new terms.",
    )
    remind_days = fields.Integer(
        "Remind Before (days)",
        default=30,
        help="So many days before the notice deadline and before the end, the "
        "owner gets an activity.",
    )
    remind_date = fields.Date(compute="_compute_notice_deadline", store=True)
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    value = fields.Monetary(tracking=True, help="What the whole term is worth.")
    renewal = fields.Selection(
        [
            ("none", "Ends by itself"),
            ("manual", "When both agree"),
            ("automatic", "Goes on unless notice is given"),
        ],
        default="manual",
        required=True,
        tracking=True,
    )
    renewal_months = fields.Integer("Renewed By (months)", default=12)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("running", "Running"),
            ("to_renew", "To Renew"),
            ("expired", "Expired"),
            ("terminated", "Terminated"),
        ],
        default="draft",
        required=True,
        copy=False,
        tracking=True,
        index=True,
        group_expand=True,
    )
    termination_date = fields.Date(readonly=True, copy=False, tracking=True)
    previous_id = fields.Many2one(
        "crm.contract", "Renews", readonly=True, copy=False, index="btree_not_null"
    )
    next_ids = fields.One2many("crm.contract", "previous_id", "Renewed By")
    obligation_ids = fields.One2many("crm.contract.obligation", "contract_id")
    open_obligation_count = fields.Integer(compute="_compute_open_obligation_count")
    document_ids = fields.Many2many(
        "ir.attachment",
        "crm_contract_document_rel",
        string="Documents",
        copy=False,
    )
    note = fields.Html("Terms")

    _dates_in_order = models.Constraint(
        "CHECK (end_date IS NULL OR end_date >= start_date)",
        "A contract cannot end before it starts.",
    )
    _notice_before_end = models.Constraint(
        "CHECK (notice_days >= 0)",
        "A negative notice period would put the notice after the end of the "
        "contract. Enter the days before the end.",
    )
    _numbers_not_negative = models.Constraint(
        "CHECK (remind_days >= 0 AND renewal_months >= 0 AND value >= 0)",
        "Days, months and the value of a contract cannot be negative.",
    )

    @api.depends("end_date", "notice_days", "remind_days")
    def _compute_notice_deadline(self):
        for contract in self:
            deadline = (
                fields.Date.subtract(contract.end_date, days=contract.notice_days)
                if contract.end_date
                else False
            )
            contract.notice_deadline = deadline
            contract.remind_date = (
                fields.Date.subtract(deadline, days=contract.remind_days)
                if deadline
                else False
            )

    @api.depends("obligation_ids.state")
    def _compute_open_obligation_count(self):
        counts = dict(
            self.env["crm.contract.obligation"]._read_group(
                [("contract_id", "in", self.ids), ("state", "=", "open")],
                ["contract_id"],
                ["__count"],
            )
        )
        for contract in self:
            contract.open_obligation_count = counts.get(contract._origin, 0)

    @api.depends("name", "subject")
    def _compute_display_name(self):
        for contract in self:
            contract.display_name = " ".join(
                filter(None, (contract.name, contract.subject))
            )

    @api.constrains("start_date", "end_date", "notice_days")
    def _check_notice(self):
        for contract in self:
            if contract.end_date and contract.notice_deadline < contract.start_date:
                raise ValidationError(
                    self.env._(
                        "The notice period of “%s” is longer than the contract: "
                        "notice would be due before the start.",
                        contract.subject,
                    )
                )

    @api.constrains("renewal_months", "renewal")
    def _check_renewal(self):
        for contract in self:
            if contract.renewal != "none" and contract.renewal_months < 1:
                raise ValidationError(
                    self.env._(
                        "By how many months is “%s” renewed? Enter one at least.",
                        contract.subject,
                    )
                )

    @api.onchange("company_id")
    def _onchange_company_id(self):
        self.currency_id = self.company_id.currency_id

    @api.model_create_multi
    def create(self, vals_list):
        contracts = super().create(vals_list)
        contracts._adopt_documents()
        return contracts

    def write(self, vals):
        result = super().write(vals)
        if "document_ids" in vals:
            self._adopt_documents()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if self.filtered(lambda contract: contract.state != "draft"):
            raise UserError(
                self.env._(
                    "Only drafts can be deleted. Archive a contract that is over, so "
                    "that it can be looked up."
                )
            )

    def _adopt_documents(self):
        """Tie new files to their contract: who reads it may open them."""
        for contract in self:
            contract.document_ids.filtered(lambda file: not file.res_id).write(
                {"res_model": self._name, "res_id": contract.id}
            )

    # What people do

    def action_confirm(self):
        """Put signed contracts in force."""
        self._require("draft")
        self.write({"state": "running"})
        self._progress()

    def action_terminate(self):
        """End the contracts today."""
        self._require(*OPEN_STATES)
        for contract in self:
            contract.write(
                {
                    "state": "terminated",
                    "termination_date": contract.company_id._get_crm_today(),
                }
            )
        self.activity_unlink(["mail.mail_activity_data_todo"], only_automated=True)

    def action_reset(self):
        """Take contracts back to draft, to mend what was entered wrongly."""
        self._require(*OPEN_STATES, "expired", "terminated")
        self.write({"state": "draft", "termination_date": False})

    def action_open_obligations(self):
        """Open what both sides owe under this contract."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_gateway.crm_contract_obligation_action"
        )
        action["domain"] = [("contract_id", "=", self.id)]
        action["context"] = {"default_contract_id": self.id}
        return action

    def _require(self, *states):
        self.check_access("write")
        wrong = self.filtered(lambda contract: contract.state not in states)
        if wrong:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "This cannot be done with %(contract)s, which is in the state "
                    "“%(state)s”.",
                    contract=wrong[0].display_name,
                    state=labels[wrong[0].state],
                )
            )
