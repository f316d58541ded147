from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .crm_complaint import IDENTITY

KINDS = [
    ("credit_note", "Credit Note"),
    ("refund", "Money Back"),
    ("replacement", "Replacement"),
    ("return", "Return"),
    ("repair", "Repair"),
    ("discount", "Discount"),
    ("compensation", "Compensation"),
    ("apology", "Apology"),
    ("other", "Other"),
]
STATES = [
    ("draft", "Draft"),
    ("pending", "To Approve"),
    ("approved", "Approved"),
    ("done", "Done"),
    ("refused", "Refused"),
    ("cancelled", "Cancelled"),
]
# What is nothing without an amount, and what without goods
MONEY_KINDS = ("credit_note", "refund", "discount", "compensation")
GOODS_KINDS = ("replacement", "return", "repair")
# What has a value, though nobody may have said which
VALUED_KINDS = ("replacement", "repair", "other")
# Given, or promised already
GRANTED_STATES = ("approved", "done")
# Documents tell whose they are: for who may know it, or finds it there anyway
DOCUMENT_READERS = ",".join(
    (
        IDENTITY,
        "sales_team.group_sale_salesman",
        "account.group_account_readonly",
        "account.group_account_invoice",
    )
)


class CrmComplaintRemedy(models.Model):
    """What a customer gets because a complaint is right, or for the sake of peace.

    Asked for by whoever handles the complaint, granted within a limit or by an
    approver, and made through the host's own documents.  Those bear neutral words
    only: nobody who reads an invoice learns that somebody complained.  Its files:
    what it is (this one), the flow, the approval, what may not be written, and one
    for each way in which it is made.
    """

    _name = "crm.complaint.remedy"
    _description = "Remedy"
    _inherit = ["crm.company.bound", "crm.dependent.record", "crm.single.record"]
    _owner_field = "complaint_id"
    _order = "id desc"
    _check_company_auto = True

    complaint_id = fields.Many2one(
        "crm.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, index=True
    )
    team_id = fields.Many2one(related="complaint_id.team_id", store=True)
    category_id = fields.Many2one(related="complaint_id.category_id", store=True)
    cause_id = fields.Many2one(related="complaint_id.cause_id", store=True)
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    kind = fields.Selection(KINDS, required=True, default="credit_note", index=True)
    state = fields.Selection(
        STATES, required=True, default="draft", copy=False, index=True, readonly=True
    )

    # What of
    invoice_id = fields.Many2one(
        "account.move",
        index="btree_not_null",
        check_company=True,
        domain="[('move_type', 'in', ('out_invoice', 'out_receipt')),"
        " ('state', '=', 'posted'), ('company_id', '=', company_id)]",
        groups=DOCUMENT_READERS,
    )
    invoice_number = fields.Char(
        compute="_compute_invoice_number",
        inverse="_inverse_invoice_number",
        compute_sudo=True,
        help="As printed on the invoice, for those who cannot look into invoices.",
    )
    order_id = fields.Many2one(
        "sale.order",
        index="btree_not_null",
        check_company=True,
        groups=DOCUMENT_READERS,
    )
    product_id = fields.Many2one("product.product", check_company=True)
    quantity = fields.Float(digits="Product Unit", default=1)

    # How much
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        store=True,
        precompute=True,
        compute_sudo=True,
        required=True,
    )
    amount = fields.Monetary(
        help="With taxes, in the currency of the invoice. Of a repair, and of other "
        "things, what they will cost us; without such an estimate an approver decides."
    )
    left_to_credit = fields.Monetary(
        compute="_compute_left_to_credit",
        compute_sudo=True,
        help="What the invoice's credit notes, drafts too, and other open remedies "
        "leave of it.",
    )
    granted_amount = fields.Monetary(
        "Value",
        compute="_compute_granted_amount",
        store=True,
        compute_sudo=True,
        currency_field="company_currency_id",
        help="What counts against the limits, with freight, in the currency of the "
        "company.",
    )
    freight = fields.Monetary(
        currency_field="company_currency_id",
        help="What sending the goods to and fro costs us. Counts against the limits.",
    )

    # Why, and who says so
    reason = fields.Char(
        required=True,
        default=lambda self: self.env._("Goodwill"),
        help="Printed on the customer's documents. Everybody who reads invoices reads "
        "it: do not write of the complaint here.",
    )
    note = fields.Text("Why This Remedy", help="For those who decide; not printed.")
    requester_id = fields.Many2one("res.users", "Requested by", copy=False)
    approver_id = fields.Many2one(
        "res.users", "Approved by", copy=False, index="btree_not_null"
    )
    second_approver_id = fields.Many2one("res.users", copy=False)
    approved_date = fields.Datetime("Granted On", copy=False)
    refuse_reason = fields.Char("Refused Because", copy=False)

    _amount_positive = models.Constraint(
        "CHECK (amount >= 0 AND freight >= 0 AND quantity > 0)",
        "Amounts of remedies are not negative, and quantities more than zero.",
    )

    @api.model
    def default_get(self, fields):
        """Begin with what the complaint is about, where that is one thing."""
        values = super().default_get(fields)
        complaint = self.env["crm.complaint"].browse(values.get("complaint_id"))
        if not complaint.has_access("write"):
            return values
        links = complaint.sudo().link_ids
        invoices = links.invoice_id.filtered_domain(self._get_credited_domain())
        about = {
            "invoice_id": invoices,
            "order_id": links.order_id,
            "product_id": links.product_id,
        }
        for name, found in about.items():
            if name in fields and len(found) == 1:
                values.setdefault(name, found.id)
        if "quantity" in fields and len(links) == 1 and links.quantity > 0:
            values["quantity"] = links.quantity
        return values

    @api.model
    def _get_credited_domain(self):
        return [
            ("move_type", "in", ("out_invoice", "out_receipt")),
            ("state", "=", "posted"),
        ]

    @api.depends("kind", "complaint_id.number")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for remedy in self:
            number = remedy.complaint_id.number or ""
            remedy.display_name = f"{number} {labels.get(remedy.kind, '')}".strip()

    @api.depends("invoice_id", "credit_note_id", "complaint_id", "kind")
    def _compute_currency_id(self):
        for remedy in self:
            source = remedy.invoice_id if remedy.kind == "credit_note" else None
            if remedy.kind == "refund":
                source = remedy.credit_note_id
            company = remedy.complaint_id.company_id or self.env.company
            remedy.currency_id = source.currency_id if source else company.currency_id

    @api.depends("invoice_id")
    def _compute_invoice_number(self):
        for remedy in self:
            remedy.invoice_number = remedy.invoice_id.name

    def _inverse_invoice_number(self):
        """Find an invoice of the complainant by its number, and no other's."""
        for remedy in self:
            number = (remedy.invoice_number or "").strip()
            found = self.env["account.move"].sudo()
            if number:
                domain = remedy.sudo()._get_invoice_domain()
                found = found.search([*domain, ("name", "=ilike", number)], limit=1)
                if not found:
                    raise UserError(
                        self.env._(
                            "The customer has no posted invoice %s. Write the number "
                            "as it is printed on the invoice.",
                            number,
                        )
                    )
            remedy.invoice_id = found.sudo(False)

    def _get_invoice_domain(self):
        self.ensure_one()
        return [
            *self._get_credited_domain(),
            ("company_id", "=", self.complaint_id.company_id.id),
            (
                "commercial_partner_id",
                "=",
                self.complaint_id.commercial_partner_id.id or 0,
            ),
        ]

    @api.depends(
        "kind",
        "amount",
        "currency_id",
        "product_id",
        "quantity",
        "freight",
        "approved_date",
        "credit_note_id",
        "complaint_id.remedy_ids.is_given",
        "complaint_id.remedy_ids.credit_note_id",
        "complaint_id.merged_into_id",
        "complaint_id.merged_ids",
    )
    def _compute_granted_amount(self):
        for remedy in self:
            remedy.granted_amount = remedy._get_granted_amount()

    def _get_granted_amount(self):
        """Return what is given away, and what sending it costs."""
        self.ensure_one()
        return self._get_gift_value() + self.freight

    def _get_gift_value(self):
        """Return what is given away, in the company's currency at the day of granting.

        Goods count with their sales price at least, or their cost if that is more.
        Paying out what a remedy of the same complaint has credited, or of one that
        was merged with it, gives nothing more.
        """
        self.ensure_one()
        company = self.complaint_id.company_id
        if self.kind in ("apology", "return") or not company:
            return 0
        if self.kind == "refund" and self._is_credited_by_other():
            return 0
        day = fields.Date.context_today(self, self.approved_date)
        value = self.currency_id._convert(
            self.amount, company.currency_id, company, day
        )
        if self.kind == "replacement":
            product = self.product_id.with_company(company)
            price = product.currency_id._convert(
                product.lst_price * self.quantity, company.currency_id, company, day
            )
            value = max(value, price, product.standard_price * self.quantity)
        return value

    @api.constrains("complaint_id", "order_id")
    def _check_order(self):
        for remedy in self.sudo().filtered("order_id"):
            customer = remedy.complaint_id.commercial_partner_id
            if remedy.order_id.partner_id.commercial_partner_id != customer:
                raise ValidationError(
                    self.env._("Choose an order of the customer who complains.")
                )
