from odoo import fields, models

# of what a clock is for, that which concerns complainants
TOLD_KINDS = ("acknowledge", "respond", "final", "external")


class ResCompanyPage(models.Model):
    """What a company publishes on complaints: how to, how long, and who else helps."""

    _inherit = "res.company"

    complaint_token_days = fields.Integer(
        "Days Links Work",
        default=365,
        help="So long after closing, the link in our mails opens a complaint; then its "
        "customer has to log in. 0: for ever.",
    )

    _complaint_token_days_positive = models.Constraint(
        "CHECK (complaint_token_days >= 0)", "The days links work are not negative."
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
