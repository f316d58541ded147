from odoo import api, fields, models
from odoo.fields import Domain

SALES_GROUP = "sales_team.group_sale_salesman"
# What decides to whom a purchase belongs, and whether it counts
OWNER_FIELDS = {"parent_id", "is_company", "category_id"}


class ResPartner(models.Model):
    """The contact shows the value of its company; nothing of it is stored here.

    All fields look at the current company and at the commercial partner, so
    that every contact of a customer shows the same figures.
    """

    _inherit = "res.partner"

    known_wallet = fields.Float(
        company_dependent=True,
        groups=SALES_GROUP,
        help="What the customer buys from all suppliers in a year, if you know it; "
        "in the company's currency. It goes before the estimate from peers.",
    )
    customer_value_ids = fields.One2many(
        "crm.customer.value",
        "partner_id",
        "Values by Company",
        groups=SALES_GROUP,
    )
    customer_value_id = fields.Many2one(
        "crm.customer.value",
        compute="_compute_customer_value_id",
        search="_search_customer_value_id",
        compute_sudo=False,
        groups=SALES_GROUP,
    )
    value_currency_id = fields.Many2one(
        "res.currency", compute="_compute_value_currency_id"
    )
    customer_segment_id = fields.Many2one(
        related="customer_value_id.segment_id",
        related_sudo=False,
        search="_search_customer_segment_id",
        string="Segment",
        groups=SALES_GROUP,
    )
    customer_next_action = fields.Char(
        related="customer_value_id.segment_id.next_action",
        related_sudo=False,
        string="Next Best Action",
        groups=SALES_GROUP,
    )
    customer_cltv = fields.Monetary(
        related="customer_value_id.cltv",
        related_sudo=False,
        search="_search_customer_cltv",
        currency_field="value_currency_id",
        string="Lifetime Value",
        groups=SALES_GROUP,
    )
    customer_net_revenue = fields.Monetary(
        related="customer_value_id.net_revenue",
        related_sudo=False,
        currency_field="value_currency_id",
        string="Net Sales",
        groups=SALES_GROUP,
    )
    customer_margin = fields.Monetary(
        related="customer_value_id.margin",
        related_sudo=False,
        currency_field="value_currency_id",
        string="Margin",
        groups="crm_gateway.group_margin_viewer",
    )
    customer_order_days = fields.Integer(
        related="customer_value_id.order_days",
        related_sudo=False,
        string="Purchases",
        groups=SALES_GROUP,
    )
    customer_last_order_date = fields.Date(
        related="customer_value_id.last_order_date",
        related_sudo=False,
        string="Last Purchase",
        groups=SALES_GROUP,
    )
    customer_next_order_date = fields.Date(
        related="customer_value_id.next_order_date",
        related_sudo=False,
        string="Next Purchase Due",
        groups=SALES_GROUP,
    )
    customer_churn_risk = fields.Float(
        related="customer_value_id.churn_risk",
        related_sudo=False,
        string="Churn Risk",
        groups=SALES_GROUP,
    )
    customer_churn_level = fields.Selection(
        related="customer_value_id.churn_level",
        related_sudo=False,
        search="_search_customer_churn_level",
        string="Churn Level",
        groups=SALES_GROUP,
    )
    customer_expected_orders = fields.Float(
        related="customer_value_id.expected_orders",
        related_sudo=False,
        string="Expected Orders",
        groups=SALES_GROUP,
    )
    customer_wallet = fields.Monetary(
        related="customer_value_id.wallet",
        related_sudo=False,
        currency_field="value_currency_id",
        string="Wallet",
        groups=SALES_GROUP,
    )
    customer_wallet_share = fields.Float(
        related="customer_value_id.wallet_share",
        related_sudo=False,
        string="Share of Wallet",
        groups=SALES_GROUP,
    )
    customer_prediction_source = fields.Selection(
        related="customer_value_id.prediction_source",
        related_sudo=False,
        string="Predicted By",
        groups=SALES_GROUP,
    )
    customer_value_as_of = fields.Date(
        related="customer_value_id.as_of_date",
        related_sudo=False,
        string="Value As Of",
        groups=SALES_GROUP,
    )

    @api.depends_context("company")
    def _compute_value_currency_id(self):
        self.value_currency_id = self.env.company.currency_id

    @api.depends("commercial_partner_id")
    @api.depends_context("company")
    def _compute_customer_value_id(self):
        values = (
            self.env["crm.customer.value"]
            .with_context(active_test=False)
            .search(
                [
                    ("company_id", "=", self.env.company.id),
                    ("partner_id", "in", self.commercial_partner_id._origin.ids),
                ]
            )
        )
        by_partner = {value.partner_id.id: value for value in values}
        for partner in self:
            partner.customer_value_id = by_partner.get(
                partner.commercial_partner_id._origin.id, False
            )

    def _search_customer_value_id(self, operator, value):
        return self._search_customer_value("id", operator, value)

    def _search_customer_segment_id(self, operator, value):
        return self._search_customer_value("segment_id", operator, value)

    def _search_customer_cltv(self, operator, value):
        return self._search_customer_value("cltv", operator, value)

    def _search_customer_churn_level(self, operator, value):
        return self._search_customer_value("churn_level", operator, value)

    @api.model
    def _search_customer_value(self, field, operator, value):
        """Search contacts by a figure of their company in the current company."""
        if operator.startswith("not "):
            return NotImplemented  # the ORM then inverts the positive search
        found = Domain(
            "commercial_partner_id.customer_value_ids",
            "any",
            Domain("company_id", "=", self.env.company.id)
            & Domain(field, operator, value),
        )
        if operator == "in" and not all(value):
            # “not set” also means: has no figures at all
            found |= Domain(
                "commercial_partner_id.customer_value_ids",
                "not any",
                Domain("company_id", "=", self.env.company.id),
            )
        return found

    def write(self, vals):
        """A contact that changes its company takes its purchases along."""
        if not OWNER_FIELDS & vals.keys():
            return super().write(vals)
        before = self.commercial_partner_id
        result = super().write(vals)
        self.env["crm.customer.change"]._mark(before | self.commercial_partner_id)
        return result

    def action_open_customer_value(self):
        """Open the value of this customer in the current company."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer_value.crm_customer_value_action"
        )
        action["domain"] = [
            ("partner_id", "=", self.commercial_partner_id.id),
            ("company_id", "=", self.env.company.id),
        ]
        action["context"] = {}
        if self.customer_value_id:
            action["views"] = [(False, "form")]
            action["res_id"] = self.customer_value_id.id
        return action
