from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class CrmSegment(models.Model):
    """A group of customers that the company treats alike, and how.

    Every valued customer is in exactly one segment: the first rule segment (by
    sequence) whose conditions hold, or else the one that owns the customer's
    cell of the RFM grid.  The strategy fields say what follows from it.
    """

    _name = "crm.segment"
    _description = "Customer Segment"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    description = fields.Text(
        translate=True, help="Who is in this segment, in plain words."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: shared by all companies."
    )
    kind = fields.Selection(
        [("grid", "Cells of the RFM grid"), ("rule", "Own rule")],
        default="rule",
        required=True,
        help="A rule goes before the grid: who meets it is taken out of the grid.",
    )
    domain = fields.Char(
        "Rule", default="[]", help="Conditions on the customer's value."
    )
    cell_ids = fields.One2many("crm.rfm.cell", "segment_id", string="Grid Cells")
    customer_count = fields.Integer(compute="_compute_customer_figures")
    net_revenue = fields.Monetary(
        "Net Sales",
        compute="_compute_customer_figures",
        currency_field="currency_id",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")

    # Strategy
    contact_interval = fields.Integer(
        "Contact Every (days)",
        help="Each customer of the segment is contacted at least this often: "
        "an activity is planned for the salesperson when nobody was in touch "
        "for that long. 0: no planned contact.",
    )
    contact_daily_limit = fields.Integer(
        "Planned per Day",
        default=20,
        help="At most this many contacts are planned on one day, the most "
        "valuable customers first, so that nobody is flooded.",
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        default=lambda self: self.env.ref(
            "mail.mail_activity_data_call", raise_if_not_found=False
        ),
        domain="[('res_model', 'in', [False, 'res.partner'])]",
    )
    next_action = fields.Char(
        "Next Best Action",
        translate=True,
        help="What the salesperson should do next with such a customer.",
    )
    strategy = fields.Html(translate=True, help="How the company treats them.")
    user_id = fields.Many2one(
        "res.users",
        "Fallback Salesperson",
        domain="[('share', '=', False)]",
        help="Gets the planned contacts of customers without a salesperson. "
        "Empty: the leader of the sales team.",
    )
    # Each company has its own in a segment that all share
    team_id = fields.Many2one(
        "crm.team",
        "Sales Team",
        company_dependent=True,
        check_company=True,
        help="Its leader gets the planned contacts that nobody else gets.",
    )
    pricelist_id = fields.Many2one(
        "product.pricelist", "Price List", company_dependent=True, check_company=True
    )

    _contact_interval_positive = models.Constraint(
        "CHECK (contact_interval >= 0 AND contact_daily_limit >= 0)",
        "The contact interval and the daily limit cannot be negative.",
    )

    @api.constrains("domain", "kind")
    def _check_domain(self):
        for segment in self.filtered(lambda s: s.kind == "rule"):
            try:
                domain = segment._get_rule_domain()
                self.env["crm.customer.value"].search(domain, limit=1)
            except Exception as error:
                raise ValidationError(
                    self.env._(
                        "The rule of segment “%(segment)s” cannot be applied: "
                        "%(error)s. Open the rule and choose its fields again.",
                        segment=segment.name,
                        error=error,
                    )
                ) from error

    @api.constrains("kind", "active", "company_id")
    def _check_grid_use(self):
        """A segment that owns cells cannot leave the grid and so tear a hole."""
        for segment in self.filtered("cell_ids"):
            foreign = segment.cell_ids.grid_id.company_id - (
                segment.company_id or segment.cell_ids.grid_id.company_id
            )
            if segment.kind != "grid" or not segment.active or foreign:
                raise ValidationError(
                    self.env._(
                        "Segment “%s” owns cells of the RFM grid. Give these cells "
                        "to another segment first.",
                        segment.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_grid(self):
        owners = self.filtered("cell_ids")
        if owners:
            raise UserError(
                self.env._(
                    "These segments own cells of the RFM grid: %s. Give the cells to "
                    "another segment first.",
                    ", ".join(owners.mapped("name")),
                )
            )

    @api.depends_context("company")
    def _compute_currency_id(self):
        self.currency_id = self.env.company.currency_id

    @api.depends_context("company")
    def _compute_customer_figures(self):
        figures = {
            segment: (count, revenue)
            for segment, count, revenue in self.env["crm.customer.value"]._read_group(
                [
                    ("segment_id", "in", self.ids),
                    ("company_id", "=", self.env.company.id),
                ],
                ["segment_id"],
                ["__count", "net_revenue:sum"],
            )
        }
        for segment in self:
            segment.customer_count, segment.net_revenue = figures.get(segment, (0, 0))

    def _get_rule_domain(self):
        """Return the segment's rule as a Domain on crm.customer.value.

        :raise ValueError: the stored text is no domain
        """
        self.ensure_one()
        return Domain(literal_eval(self.domain or "[]"))

    def action_open_customers(self):
        """Open the customers of this segment in the current company."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer_value.crm_customer_value_action"
        )
        action["domain"] = [
            ("segment_id", "=", self.id),
            ("company_id", "=", self.env.company.id),
        ]
        action["display_name"] = self.name
        action["context"] = {}
        return action

    def action_apply_pricelist(self):
        """Give the segment's price list to its customers, and say so to each.

        The chatter of each customer keeps the list that was there before, so
        that the change can be taken back.
        """
        self.ensure_one()
        self.check_access("write")
        if not self.pricelist_id:
            raise UserError(
                self.env._("Choose the price list of segment “%s” first.", self.name)
            )
        partners = (
            self.env["crm.customer.value"]
            .search(
                [
                    ("segment_id", "=", self.id),
                    ("company_id", "=", self.env.company.id),
                ]
            )
            .partner_id
        )
        changed = partners.filtered(
            lambda p: p.property_product_pricelist != self.pricelist_id
        )
        for partner in changed:
            partner.message_post(
                body=self.env._(
                    "Price list of segment “%(segment)s” applied: %(new)s "
                    "(before: %(old)s).",
                    segment=self.name,
                    new=self.pricelist_id.display_name,
                    old=partner.property_product_pricelist.display_name or "-",
                )
            )
        changed.property_product_pricelist = self.pricelist_id
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(changed)s of %(all)s customers have a new price list.",
                    changed=len(changed),
                    all=len(partners),
                ),
            },
        }
