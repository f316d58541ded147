from odoo import api, fields, models
from odoo.exceptions import UserError

# What the credits were computed with; they would tell a lie if it changed
FROZEN = {
    "basis",
    "by",
    "company_id",
    "date_from",
    "date_to",
    "half_life_days",
    "look_back_days",
    "with_opens",
}
# Set by the calculation alone
GUARDED = {
    "attributed_amount",
    "calculated_on",
    "conversion_count",
    "null_count",
    "state",
    "total_amount",
    "unattributed_amount",
}


class CrmAttributionRun(models.Model):
    """One division of a period's invoices among the touches that led to them.

    Of one company.  Once calculated it stays as it is, so that a figure that was
    reported can be retraced; whoever wants another makes a new run.  Its files: what
    it is (this one), the SQL that reads, and the calculation.
    """

    _name = "crm.attribution.run"
    _description = "Attribution"
    _inherit = ["mail.thread"]
    _order = "date_to desc, id desc"

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id", store=True)
    date_from = fields.Date("From", required=True)
    date_to = fields.Date(
        "To", required=True, help="Invoices dated from the first to the last day."
    )
    basis = fields.Selection(
        [("net", "Net invoiced"), ("paid", "Net paid"), ("margin", "Margin")],
        "Money to Divide",
        required=True,
        default="net",
    )
    by = fields.Selection(
        [("campaign", "Campaign"), ("medium", "Medium")],
        "Compared",
        required=True,
        default="campaign",
        help="What the Markov chain and the Shapley value tell apart.",
    )
    look_back_days = fields.Integer(
        "Look-back (days)",
        required=True,
        default=90,
        help="Touches that are older on the day of the order do not count.",
    )
    half_life_days = fields.Float(
        "Half-life (days)",
        required=True,
        default=7,
        help="Time decay: a touch this much older counts half.",
    )
    with_opens = fields.Boolean(
        "Count Opened Mails",
        help="Mail programs open mails by themselves, so opens tell little.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("done", "Calculated")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
    )
    calculated_on = fields.Datetime(readonly=True, copy=False)
    total_amount = fields.Monetary("Total", readonly=True, copy=False)
    attributed_amount = fields.Monetary("Attributed", readonly=True, copy=False)
    unattributed_amount = fields.Monetary(
        "Unattributed",
        readonly=True,
        copy=False,
        help="Invoice lines before whose order no campaign met the customer.",
    )
    conversion_count = fields.Integer(
        "Conversions",
        readonly=True,
        copy=False,
        help="Orders, or invoices without one, that touches led to.",
    )
    null_count = fields.Integer(
        "Met, Not Bought",
        readonly=True,
        copy=False,
        help="Whom campaigns met in the period and who bought nothing in it.",
    )

    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "The period cannot end before it starts."
    )
    _days_positive = models.Constraint(
        "CHECK (look_back_days > 0 AND half_life_days > 0)",
        "The look-back and the half-life must be above 0 days.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_guarded(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_guarded(vals)
        if FROZEN & set(vals):
            self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        self._check_draft()

    def _check_guarded(self, vals):
        if not self.env.su and GUARDED & set(vals):
            raise UserError(
                self.env._("Figures come of the calculation, they cannot be written.")
            )

    def _check_draft(self):
        for run in self:
            if run.state != "draft":
                raise UserError(
                    self.env._(
                        "“%s” has been calculated and stays as it is. Duplicate it "
                        "to calculate anew.",
                        run.name,
                    )
                )

    def action_calculate(self):
        """Divide the money of the period; then the run cannot change any more."""
        self.check_access("write")
        # two at once: the second waits, then finds it done
        self.lock_for_update()
        self._check_draft()
        for run in self:
            run.sudo()._calculate()

    def action_open_credits(self):
        """Open what each touch earned of each invoice line."""
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id(
            "crm_campaigns.crm_attribution_credit_action"
        )
        action["domain"] = [("run_id", "in", self.ids)]
        action["context"] = {}
        return action
