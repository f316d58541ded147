from pytz import timezone, utc

from odoo import api, fields, models
from odoo.exceptions import UserError

# date of the tender -> what is to be done before
DEADLINES = (
    "document_deadline",
    "question_deadline",
    "submission_deadline",
    "opening_date",
)
MAX_REMIND_DAYS = 60


class CrmTender(models.Model):
    """The formal side of an opportunity: a tender, auction or written inquiry.

    The bidders are the competitors of the opportunity. A guarantee that was
    given is money that lies elsewhere until somebody fetches it back.
    """

    _name = "crm.tender"
    _description = "Tender"
    _inherit = ["crm.lead.record", "mail.thread", "crm.reminder.mixin"]
    _order = "submission_deadline, id"
    _rec_names_search = ["name", "lead_id", "organizer_id"]

    name = fields.Char("Number", required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        compute="_compute_company_id",
        store=True,
        precompute=True,
    )
    partner_id = fields.Many2one(related="lead_id.partner_id", string="Customer")
    user_id = fields.Many2one(
        related="lead_id.user_id", string="Salesperson", store=True
    )
    kind = fields.Selection(
        [
            ("tender", "Tender"),
            ("auction", "Auction"),
            ("inquiry", "Price inquiry"),
            ("direct", "Direct award"),
        ],
        default="tender",
        required=True,
    )
    organizer_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        help="Who calls for bids, where it is not the customer.",
    )
    document_deadline = fields.Date("Buy Documents Until")
    question_deadline = fields.Date("Ask Questions Until")
    submission_deadline = fields.Datetime("Submit Until", tracking=True, index=True)
    opening_date = fields.Datetime("Opening of Bids", tracking=True)
    remind_days = fields.Integer("Remind Before (days)", default=3)
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    guarantee_kind = fields.Selection(
        [
            ("bank", "Bank guarantee"),
            ("deposit", "Deposit"),
            ("note", "Cheque or promissory note"),
            ("other", "Other"),
        ],
        "Guarantee",
        help="Empty: none was asked for.",
    )
    guarantee_amount = fields.Monetary()
    guarantee_expiry_date = fields.Date("Guarantee Expires")
    guarantee_returned_date = fields.Date("Returned On", tracking=True)
    guarantee_pending = fields.Boolean(
        "Guarantee to Fetch Back",
        compute="_compute_guarantee_pending",
        store=True,
        help="The matter is decided and the guarantee is still with the organizer.",
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    our_price = fields.Monetary(
        related="lead_id.offer_amount",
        readonly=False,
        string="Our Price",
        currency_field="company_currency_id",
    )
    our_rank = fields.Integer(help="Our place among all bidders; 0 while not known.")
    bidder_ids = fields.One2many(
        related="lead_id.competitor_ids", readonly=False, string="Other Bidders"
    )
    result = fields.Selection(
        [
            ("open", "Open"),
            ("won", "Won"),
            ("lost", "Lost"),
            ("cancelled", "Cancelled"),
        ],
        default="open",
        required=True,
        tracking=True,
        group_expand=True,
    )
    note = fields.Html()

    _one_a_lead = models.Constraint(
        "UNIQUE (lead_id)", "This opportunity has its tender already."
    )
    _opening_after_submission = models.Constraint(
        "CHECK (opening_date >= submission_deadline)",
        "Bids are opened after the last day to submit them, not before.",
    )
    _documents_before_submission = models.Constraint(
        "CHECK (GREATEST(document_deadline, question_deadline)"
        " <= submission_deadline::date + 1)",
        "Documents are bought and questions asked before the bid is submitted.",
    )
    _numbers_not_negative = models.Constraint(
        "CHECK (guarantee_amount >= 0 AND our_rank >= 0)",
        "The guarantee and our rank cannot be negative.",
    )
    _remind_days_in_range = models.Constraint(
        f"CHECK (remind_days BETWEEN 0 AND {MAX_REMIND_DAYS})",
        "You can be reminded from 0 to 60 days before a deadline.",
    )

    @api.depends("lead_id.company_id")
    def _compute_company_id(self):
        for tender in self:
            tender.company_id = (
                tender.lead_id.company_id or tender.company_id or self.env.company
            )

    @api.depends("guarantee_kind", "guarantee_returned_date", "result")
    def _compute_guarantee_pending(self):
        for tender in self:
            tender.guarantee_pending = bool(
                tender.guarantee_kind
                and not tender.guarantee_returned_date
                and tender.result != "open"
            )

    @api.onchange("lead_id")
    def _onchange_lead_id(self):
        if self.lead_id and not self.organizer_id:
            self.organizer_id = self.lead_id.partner_id.commercial_partner_id

    def action_guarantee_returned(self):
        """Note that the guarantees came back today."""
        self.check_access("write")
        if self.filtered(lambda tender: not tender.guarantee_kind):
            raise UserError(
                self.env._("There is no guarantee with one of these tenders.")
            )
        for tender in self:
            tender.guarantee_returned_date = tender.company_id._get_crm_today()

    def action_open_lead(self):
        """Open the opportunity that the tender is about."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.lead",
            "res_id": self.lead_id.id,
            "views": [(False, "form")],
        }

    @api.model
    def _get_reminder_domain(self, today):
        until = fields.Date.add(today, days=MAX_REMIND_DAYS + 1)
        soon = ["|"] * len(DEADLINES) + [(name, "<=", until) for name in DEADLINES]
        return [
            *soon,
            ("guarantee_expiry_date", "<=", until),
            "|",
            ("result", "=", "open"),
            ("guarantee_pending", "=", True),
        ]

    def _get_reminders(self, today):
        self.ensure_one()
        last_day = fields.Date.add(today, days=self.remind_days)
        summaries = {
            "document_deadline": self.env._("Buy the documents of %s", self.name),
            "question_deadline": self.env._("Last questions on %s", self.name),
            "submission_deadline": self.env._("Submit the bid for %s", self.name),
            "opening_date": self.env._("Bids are opened: %s", self.name),
        }
        for name, summary in summaries.items():
            day = self._get_local_day(self[name])
            # what is over cannot be done any more
            if day and self.result == "open" and today <= day <= last_day:
                yield name, day, summary
        expiry = self.guarantee_expiry_date
        if (
            expiry
            and expiry <= last_day
            and self.guarantee_kind
            and not self.guarantee_returned_date
        ):
            yield (
                "guarantee_expiry_date",
                expiry,
                self.env._("Guarantee expires: %s", self.name),
            )

    def _get_local_day(self, moment):
        """Return the day of a date or moment as the company counts it."""
        if not moment or not hasattr(moment, "hour"):
            return moment
        zone = timezone(self.company_id.crm_timezone)
        return utc.localize(moment).astimezone(zone).date()

    def _get_reminder_users(self):
        lead = self.lead_id
        return lead.user_id | lead.team_id.user_id | lead.partner_id.user_id
