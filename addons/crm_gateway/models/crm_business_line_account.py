from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..sql import end_of_local_day

COMPARISONS = {
    "<": SQL("<"),
    "<=": SQL("<="),
    ">": SQL(">"),
    ">=": SQL(">="),
}


class CrmBusinessLineAccount(models.Model):
    """A customer's account in one line of business.

    The same firm may be a loyal customer for tea and a stranger for machines;
    each account has its manager, its potential and our share of it.
    """

    _name = "crm.business.line.account"
    _description = "Account in a Line of Business"
    _inherit = ["crm.customer.record", "mail.thread", "crm.reminder.mixin"]
    _order = "potential desc, id"
    _rec_names_search = ["partner_id", "business_line_id"]

    active = fields.Boolean(default=True)
    business_line_id = fields.Many2one(
        "crm.business.line",
        "Line of Business",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "Account Manager",
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        index=True,
        tracking=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    potential = fields.Monetary(
        "Yearly Potential",
        tracking=True,
        help="What the customer buys in this line in a year, from all suppliers.",
    )
    sales_amount = fields.Monetary(
        "12-Month Sales",
        compute="_compute_sales",
        help="Untaxed, from confirmed orders of the line's product categories.",
    )
    share = fields.Float(
        "Our Share",
        compute="_compute_sales",
        search="_search_share",
        help="Our sales as a part of the potential; 0 while that is not known.",
    )
    status = fields.Selection(
        [("prospect", "Prospect"), ("active", "Active"), ("lost", "Lost")],
        default="prospect",
        required=True,
        tracking=True,
        group_expand=True,
    )
    next_review_date = fields.Date(
        "Next Review", index=True, help="The manager gets an activity on this day."
    )
    note = fields.Html("Plan")

    _account_once = models.Constraint(
        "UNIQUE (company_id, partner_id, business_line_id)",
        "This customer has an account in this line of business already; look for it "
        "among the archived ones, too.",
    )
    _potential_not_negative = models.Constraint(
        "CHECK (potential >= 0)", "The potential of a customer cannot be negative."
    )

    @api.depends("partner_id", "business_line_id", "company_id", "potential")
    def _compute_sales(self):
        """Read the sales of all accounts at once.

        They are of all orders, also those that the user's rules hide: a share
        that depends on who looks would be none.
        """
        self.env.flush_all()
        amounts = dict(
            self.env.execute_query(
                SQL(
                    "SELECT * FROM (%s) sales WHERE account_id = ANY(%s)",
                    self._get_sales_sql(self.company_id),
                    self._origin.ids,
                )
            )
        )
        for account in self:
            account.sales_amount = amounts.get(account._origin.id, 0)
            account.share = (
                account.sales_amount / account.potential if account.potential > 0 else 0
            )

    @api.model
    def _search_share(self, operator, value):
        if operator not in COMPARISONS:
            return NotImplemented
        self.env.flush_all()
        return Domain(
            "id",
            "in",
            SQL(
                """(SELECT account.id
                      FROM crm_business_line_account account
                      LEFT JOIN (%s) sales ON sales.account_id = account.id
                     WHERE COALESCE(sales.amount / NULLIF(account.potential, 0), 0)
                           %s %s)""",
                self._get_sales_sql(self.env.companies),
                COMPARISONS[operator],
                value,
            ),
        )

    @api.model
    def _get_sales_sql(self, companies):
        """Return SQL of (account_id, amount) in each company's last 12 months."""
        if not companies:
            return SQL("SELECT NULL::int AS account_id, 0 AS amount WHERE FALSE")
        category = self.env["crm.business.line"]._fields["category_ids"]
        return SQL(" UNION ALL ").join(
            SQL(
                """
                SELECT account.id AS account_id,
                       SUM(line.price_subtotal / NULLIF(sale.currency_rate, 0))::float8
                           AS amount
                  FROM crm_business_line_account account
                  JOIN res_partner partner
                    ON partner.commercial_partner_id = account.partner_id
                  JOIN sale_order sale
                    ON sale.partner_id = partner.id
                   AND sale.company_id = account.company_id
                   AND sale.state = 'sale'
                   AND sale.date_order >= %(since)s
                  JOIN sale_order_line line
                    ON line.order_id = sale.id
                   AND line.display_type IS NULL
                   AND line.is_downpayment IS NOT TRUE
                  JOIN product_product product ON product.id = line.product_id
                  JOIN product_template template
                    ON template.id = product.product_tmpl_id
                  JOIN product_category category ON category.id = template.categ_id
                 WHERE account.company_id = %(company)s
                   AND EXISTS (
                       SELECT 1
                         FROM %(link)s link
                         JOIN product_category root ON root.id = link.%(category)s
                        WHERE link.%(line)s = account.business_line_id
                          AND starts_with(category.parent_path, root.parent_path))
                 GROUP BY account.id
                """,
                since=end_of_local_day(
                    fields.Date.subtract(company._get_crm_today(), years=1, days=1),
                    company.crm_timezone,
                ),
                company=company.id,
                link=SQL.identifier(category.relation),
                line=SQL.identifier(category.column1),
                category=SQL.identifier(category.column2),
            )
            for company in companies
        )

    @api.depends("partner_id", "business_line_id")
    def _compute_display_name(self):
        for account in self:
            account.display_name = " – ".join(
                filter(None, (account.partner_id.name, account.business_line_id.name))
            )

    @api.model
    def _get_reminder_domain(self, today):
        return [("next_review_date", "<=", today), ("status", "!=", "lost")]

    def _get_reminders(self, today):
        self.ensure_one()
        yield (
            "review",
            self.next_review_date,
            self.env._("Review the account: %s", self.display_name),
        )

    def action_open_orders(self):
        """Open the confirmed orders of the customer."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("sale.action_orders")
        action["domain"] = [
            ("partner_id", "child_of", self.partner_id.id),
            ("company_id", "=", self.company_id.id),
            ("state", "=", "sale"),
        ]
        action["context"] = {}
        return action
