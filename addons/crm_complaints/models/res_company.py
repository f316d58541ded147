from odoo import fields, models

# of what a clock is for, that which concerns complainants
TOLD_KINDS = ("acknowledge", "respond", "final", "external")


class ResCompany(models.Model):
    """How a company deals with complaints, and what it publishes of that."""

    _inherit = "res.company"

    complaint_silence_days = fields.Integer(
        "Days of Silence",
        default=14,
        help="A complaint that was answered is closed after so many days without an "
        "answer of the complainant.",
    )
    complaint_reopen_days = fields.Integer(
        "Days to Reopen",
        default=30,
        help="An answer within so many days after closing takes a complaint up again; "
        "a later one makes a new complaint that follows it.",
    )
    complaint_retention_months = fields.Integer(
        "Months Kept",
        help="So long after closing, personal data of complainants are erased. 0: "
        "they are kept until somebody erases them.",
    )
    complaint_form_published = fields.Boolean(
        "Public Complaints Page",
        default=True,
        help="Anybody can complain on the page /complaints, without an account.",
    )
    complaint_policy = fields.Html(
        "Complaints Policy",
        translate=True,
        help="Shown on the page on complaints: who handles them, by which rules.",
    )
    complaint_token_days = fields.Integer(
        "Days Links Work",
        default=365,
        help="So long after closing, the link in our mails opens a complaint; then its "
        "customer has to log in. 0: for ever.",
    )

    # Actions and disputes
    complaint_action_check_days = fields.Integer(
        "Days Until the Check of Actions",
        default=30,
        help="So long after a corrective action is done, somebody else looks whether "
        "it works.",
    )
    complaint_dispute_days = fields.Integer(
        "Days of an External Dispute",
        default=90,
        help="So long after the external body has the complete file, its outcome is "
        "expected.",
    )

    # Remedies
    crm_complaint_hour_rate = fields.Monetary(
        "Cost of an Hour of Handling",
        help="With which hours of handling count in the cost of a complaint.",
    )
    crm_complaint_approver_limit = fields.Monetary(
        "Limit of One Approver",
        help="A complaint that gets more needs two approvers. Zero: one is enough.",
    )
    crm_complaint_finance_user_id = fields.Many2one(
        "res.users",
        "Finance",
        domain="[('share', '=', False)]",
        help="Checks and posts the drafts of those who may not post themselves.",
    )
    crm_complaint_compensation_product_id = fields.Many2one(
        "product.product",
        "Product for Compensation",
        check_company=True,
        help="Its income account takes compensation without an invoice.",
    )

    _complaint_days_positive = models.Constraint(
        "CHECK (complaint_silence_days > 0 AND complaint_reopen_days >= 0"
        " AND complaint_retention_months >= 0)",
        "Days of silence are at least one; the other times are not negative.",
    )
    _complaint_token_days_positive = models.Constraint(
        "CHECK (complaint_token_days >= 0)", "The days links work are not negative."
    )
    _complaint_learning_days_positive = models.Constraint(
        "CHECK (complaint_action_check_days > 0 AND complaint_dispute_days > 0)",
        "Days until the check and of a dispute are at least one.",
    )

    def _get_complaint_terms(self):
        """Return the crm.complaint.clock.rule of an ordinary complaint, one a kind."""
        self.ensure_one()
        Rule = self.env["crm.complaint.clock.rule"].sudo()
        rules = Rule.search(
            [
                ("company_id", "in", [False, self.id]),
                ("kind", "in", TOLD_KINDS),
                ("category_id", "=", False),
                ("priority_from", "in", ("0", "1")),
                ("customer_priority_from", "=", "0"),
            ],
            order="sequence, id",
        )
        kinds = rules.grouped("kind")
        return Rule.union(*(kinds[kind][:1] for kind in TOLD_KINDS if kind in kinds))

    def _get_complaint_categories(self):
        """Return the crm.complaint.category that complainants choose from."""
        self.ensure_one()
        return (
            self.env["crm.complaint.category"]
            .sudo()
            .search(
                [("company_id", "in", [False, self.id]), ("is_published", "=", True)]
            )
        )

    def _get_complaint_providers(self):
        """Return the crm.complaint.provider to whom complainants can turn."""
        self.ensure_one()
        return (
            self.env["crm.complaint.provider"]
            .sudo()
            .search(
                [("company_id", "in", [False, self.id]), ("is_published", "=", True)]
            )
        )

    def _get_compensation_product(self):
        """Return the product of compensation, the delivered one if none is chosen."""
        self.ensure_one()
        return self.crm_complaint_compensation_product_id or self.env.ref(
            "crm_complaints.product_goodwill", raise_if_not_found=False
        )
