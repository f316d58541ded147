from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmContractObligation(models.Model):
    """Something that one side of a contract owes the other by a day.

    One that recurs makes the next of its kind when it is done, so that there is
    always exactly one open.
    """

    _name = "crm.contract.obligation"
    _description = "Contract Obligation"
    _inherit = ["mail.thread", "crm.reminder.mixin"]
    _order = "due_date, id"

    name = fields.Char("Obligation", required=True)
    active = fields.Boolean(related="contract_id.active", store=True)
    contract_id = fields.Many2one(
        "crm.contract", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, index=True
    )
    partner_id = fields.Many2one(
        related="contract_id.partner_id", store=True, index=True
    )
    side = fields.Selection(
        [("ours", "Ours"), ("theirs", "The customer's")],
        "Whose",
        default="ours",
        required=True,
    )
    due_date = fields.Date("Due", required=True, index=True, tracking=True)
    repeat_months = fields.Integer(
        "Repeat Every (months)", help="0: it is owed once only."
    )
    remind_days = fields.Integer("Remind Before (days)", default=7)
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Does it, or sees to it that the customer does. Empty: the owner of "
        "the contract.",
    )
    proof_required = fields.Boolean(help="It is done only with a file that proves it.")
    proof_ids = fields.Many2many(
        "ir.attachment",
        "crm_contract_obligation_proof_rel",
        copy=False,
    )
    state = fields.Selection(
        [("open", "Open"), ("done", "Done")],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    done_date = fields.Date("Done On", readonly=True, copy=False)
    done_user_id = fields.Many2one("res.users", "Done By", readonly=True, copy=False)

    _numbers_not_negative = models.Constraint(
        "CHECK (repeat_months >= 0 AND remind_days >= 0)",
        "Months and days of an obligation cannot be negative.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        obligations = super().create(vals_list)
        obligations._adopt_proofs()
        return obligations

    def write(self, vals):
        result = super().write(vals)
        if "proof_ids" in vals:
            self._adopt_proofs()
        return result

    def _adopt_proofs(self):
        for obligation in self:
            obligation.proof_ids.filtered(lambda file: not file.res_id).write(
                {"res_model": self._name, "res_id": obligation.id}
            )

    def action_done(self):
        """Note that they are fulfilled; plan the next of those that recur."""
        self.check_access("write")
        todo = self.filtered(lambda obligation: obligation.state == "open")
        unproved = todo.filtered(lambda o: o.proof_required and not o.proof_ids)
        if unproved:
            raise UserError(
                self.env._(
                    "Attach the proof of “%s” first: it was asked for.",
                    unproved[0].name,
                )
            )
        for obligation in todo:
            today = obligation.company_id._get_crm_today()
            obligation.write(
                {
                    "state": "done",
                    "done_date": today,
                    "done_user_id": self.env.uid,
                }
            )
            obligation.activity_feedback(
                ["mail.mail_activity_data_todo"], only_automated=True
            )
            obligation._create_next()

    def _create_next(self):
        self.ensure_one()
        if not self.repeat_months:
            return
        due_date = self.due_date + relativedelta(months=self.repeat_months)
        end_date = self.contract_id.end_date
        if not end_date or due_date <= end_date:
            self.copy({"due_date": due_date})

    def action_reopen(self):
        """Take back what was marked as done by mistake."""
        self.check_access("write")
        self.write({"state": "open", "done_date": False, "done_user_id": False})

    @api.model
    def _get_reminder_domain(self, today):
        # nobody remembers more than a year ahead
        return [
            ("state", "=", "open"),
            ("contract_id.state", "in", ("running", "to_renew")),
            ("due_date", "<=", fields.Date.add(today, years=1)),
        ]

    def _get_reminders(self, today):
        self.ensure_one()
        if fields.Date.subtract(self.due_date, days=self.remind_days) <= today:
            yield "due", self.due_date, self._get_reminder_summary()

    def _get_reminder_summary(self):
        if self.side == "ours":
            return self.env._("We owe: %s", self.name)
        return self.env._("The customer owes: %s", self.name)

    def _get_reminder_users(self):
        return self.user_id | self.contract_id.user_id | self.partner_id.user_id
