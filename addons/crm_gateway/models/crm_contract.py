from collections import defaultdict

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

OPEN_STATES = ("running", "to_renew")


class CrmContract(models.Model):
    """A contract with a customer, and the dates that must not be missed.

    The notice deadline is the last day on which the contract can be ended or
    renegotiated; everything that reminds looks at it, not at the end date alone.
    """

    _name = "crm.contract"
    _description = "Customer Contract"
    _inherit = ["crm.customer.record", "mail.thread", "crm.reminder.mixin"]
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
    order_ids = fields.Many2many(
        "sale.order",
        "crm_contract_order_rel",
        "contract_id",
        "order_id",
        string="Sales Orders",
        check_company=True,
        copy=False,
        domain="[('partner_id', 'child_of', partner_id)]",
    )
    invoice_ids = fields.Many2many(
        "account.move",
        "crm_contract_invoice_rel",
        "contract_id",
        "invoice_id",
        string="Invoices",
        check_company=True,
        copy=False,
        domain="[('move_type', 'in', ('out_invoice', 'out_refund')), "
        "('commercial_partner_id', '=', partner_id)]",
        help="Invoices that belong here without one of the orders.",
    )
    invoiced_amount = fields.Monetary(
        "Invoiced",
        compute="_compute_invoiced_amount",
        help="Untaxed, posted invoices of the orders and those named here, less "
        "credit notes.",
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

    @api.depends("order_ids", "invoice_ids", "currency_id")
    def _compute_invoiced_amount(self):
        """Add up invoices in the contract's currency, in one statement.

        The sum is of all linked invoices, also those that the user's rules hide:
        who may read the contract may know what was invoiced on it.
        """
        self.flush_recordset(["order_ids", "invoice_ids", "currency_id"])
        self.env["account.move"].flush_model()
        self.env["account.move.line"].flush_model(["move_id", "sale_line_ids"])
        Currency = self.env["res.currency"]
        currencies = {contract._origin.id: contract.currency_id for contract in self}
        amounts = defaultdict(float)
        for contract_id, currency_id, company_id, day, amount in self.env.execute_query(
            SQL(
                """
                WITH linked AS (
                    SELECT contract_id, invoice_id AS move_id
                      FROM crm_contract_invoice_rel
                     WHERE contract_id = ANY(%(contracts)s)
                     UNION
                    SELECT ordered.contract_id, invoiced.move_id
                      FROM crm_contract_order_rel ordered
                      JOIN sale_order_line line ON line.order_id = ordered.order_id
                      JOIN sale_order_line_invoice_rel link
                        ON link.order_line_id = line.id
                      JOIN account_move_line invoiced
                        ON invoiced.id = link.invoice_line_id
                     WHERE ordered.contract_id = ANY(%(contracts)s))
                SELECT contract.id, move.currency_id, move.company_id,
                       CASE WHEN move.currency_id <> contract.currency_id
                            THEN COALESCE(move.invoice_date, move.date) END AS day,
                       SUM(move.amount_untaxed_in_currency_signed)
                  FROM linked
                  JOIN crm_contract contract ON contract.id = linked.contract_id
                  JOIN account_move move ON move.id = linked.move_id
                 WHERE move.state = 'posted'
                   AND move.move_type IN ('out_invoice', 'out_refund')
                 GROUP BY 1, 2, 3, 4
                """,
                contracts=self._origin.ids,
            )
        ):
            if day:
                amount = Currency.browse(currency_id)._convert(
                    amount,
                    currencies[contract_id],
                    self.env["res.company"].browse(company_id),
                    day,
                    round=False,
                )
            amounts[contract_id] += amount
        for contract in self:
            contract.invoiced_amount = amounts[contract._origin.id]

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

    @api.constrains("order_ids", "invoice_ids", "partner_id")
    def _check_linked_customer(self):
        for contract in self.sudo():
            owners = (
                contract.order_ids.partner_id.commercial_partner_id
                | contract.invoice_ids.commercial_partner_id
            )
            if owners - contract.partner_id:
                raise ValidationError(
                    self.env._(
                        "Contract “%(contract)s” is with %(customer)s. Orders and "
                        "invoices of another customer cannot be linked to it.",
                        contract=contract.subject,
                        customer=contract.partner_id.name,
                    )
                )

    @api.onchange("company_id")
    def _onchange_company_id(self):
        self.currency_id = self.company_id.currency_id

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("name"):
                company_id = vals.get("company_id") or self.env.company.id
                vals["name"] = (
                    self.env["ir.sequence"]
                    .with_company(company_id)
                    .next_by_code("crm.contract")
                )
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

    def action_extend(self):
        """Move the end by the agreed months; the number stays."""
        self._require(*OPEN_STATES, "expired")
        for contract in self:
            contract._extend(contract._get_extended_end())

    def action_renew(self):
        """Open the follow-up contract, made now if there is none yet."""
        self.ensure_one()
        self._require(*OPEN_STATES, "expired")
        following = self.next_ids.filtered(lambda c: c.state != "terminated")[:1]
        if not following:
            following = self._create_following()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": following.id,
            "views": [(False, "form")],
        }

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

    def _get_extended_end(self):
        self.ensure_one()
        if not self.end_date or not self.renewal_months:
            raise UserError(
                self.env._(
                    "Enter the end of “%s” and by how many months it is renewed.",
                    self.subject,
                )
            )
        # months are added to the day after the end: a year from 1 March ends on
        # the last of February, leap year or not
        return (
            self.end_date
            + relativedelta(days=1)
            + relativedelta(months=self.renewal_months)
            - relativedelta(days=1)
        )

    def _extend(self, end_date):
        self.ensure_one()
        self.write({"end_date": end_date, "state": "running"})
        self.message_post(body=self.env._("Extended to %s.", end_date))

    def _create_following(self):
        """Make the draft of the next term, with all dates moved on."""
        end_date = self._get_extended_end()
        start_date = self.end_date + relativedelta(days=1)
        following = self.copy(
            {"start_date": start_date, "end_date": end_date, "previous_id": self.id}
        )
        shift = start_date - self.start_date
        self.env["crm.contract.obligation"].create(
            [
                {
                    **obligation.copy_data()[0],
                    "contract_id": following.id,
                    "due_date": obligation.due_date + shift,
                }
                for obligation in self.obligation_ids
                if not obligation.repeat_months or obligation.state == "open"
            ]
        )
        return following

    # What the calendar does

    @api.model
    def _cron_progress(self):
        """Move contracts along their dates, then remind their owners."""
        for company in self.env["res.company"].search([("active", "=", True)]):
            today = company._get_crm_today()
            self.search(
                [
                    ("company_id", "=", company.id),
                    ("state", "in", OPEN_STATES),
                    "|",
                    ("remind_date", "<=", today),
                    ("end_date", "<", today),
                ]
            )._progress()
        self._cron_remind()

    def _progress(self):
        """Give contracts the state that their dates ask for; repeatable."""
        for contract in self.filtered(lambda c: c.state in OPEN_STATES and c.end_date):
            today = contract.company_id._get_crm_today()
            if contract.end_date < today:
                if contract.renewal == "automatic" and not contract.next_ids:
                    contract._renew_until(today)
                else:
                    contract.state = "expired"
            if (
                contract.state == "running"
                and contract.renewal != "none"
                and contract.remind_date <= today <= contract.end_date
            ):
                contract.state = "to_renew"

    def _renew_until(self, today):
        """Extend as often as the scheduler slept over it."""
        end_date = self.end_date
        while self.end_date < today:
            self.end_date = self._get_extended_end()
        if self.end_date != end_date:
            self._extend(self.end_date)

    @api.model
    def _get_reminder_domain(self, today):
        return [("state", "in", OPEN_STATES), ("remind_date", "<=", today)]

    def _get_reminders(self, today):
        self.ensure_one()
        if self.notice_days and self.notice_deadline >= today:
            yield (
                "notice",
                self.notice_deadline,
                self.env._("Notice deadline of contract %s", self.display_name),
            )
        if fields.Date.subtract(self.end_date, days=self.remind_days) <= today:
            yield (
                "end",
                self.end_date,
                self.env._("End of contract %s", self.display_name),
            )

    @api.model
    def _get_profile_data(self, partner, company):
        """Return the customer's contracts in force, for the profile."""
        contracts = self.search(
            [
                ("partner_id", "=", partner.commercial_partner_id.id),
                ("company_id", "=", company.id),
                ("state", "in", OPEN_STATES),
            ],
            order="notice_deadline, id",
        )
        return [
            {
                "id": contract.id,
                "name": contract.display_name,
                "state": contract.state,
                "end_date": contract.end_date,
                "notice_deadline": contract.notice_deadline,
                "value": contract.value,
                "invoiced_amount": contract.invoiced_amount,
                "currency_id": contract.currency_id.id,
                "open_obligations": contract.open_obligation_count,
            }
            for contract in contracts
        ]
