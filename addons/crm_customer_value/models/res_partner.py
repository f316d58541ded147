from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

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
    # Not Monetary: rounding again what is rounded would read the currency for
    # every contact that is opened.
    customer_cltv = fields.Float(
        "Lifetime Value",
        compute="_compute_customer_value_id",
        search="_search_customer_cltv",
        compute_sudo=False,
        groups=SALES_GROUP,
    )
    customer_churn_level = fields.Selection(
        related="customer_value_id.churn_level",
        related_sudo=False,
        search="_search_customer_churn_level",
        string="Churn Level",
        groups=SALES_GROUP,
    )

    @api.depends_context("company")
    def _compute_value_currency_id(self):
        self.value_currency_id = self.env.company.currency_id

    @api.depends("commercial_partner_id")
    @api.depends_context("company")
    def _compute_customer_value_id(self):
        customers = self.commercial_partner_id._origin
        # Whoever reads a contact may read its value.
        readable = customers & self._origin
        readable |= (customers - readable)._filtered_access("read")
        # One plain statement, because everybody who opens a contact pays for it;
        # refreshes alone write these columns, so that nothing waits to be flushed.
        figures = {
            partner_id: (value_id, cltv)
            for partner_id, value_id, cltv in self.env.execute_query(
                SQL(
                    "SELECT partner_id, id, cltv FROM crm_customer_value"
                    " WHERE company_id = %s AND partner_id = ANY(%s)",
                    self.env.company.id,
                    readable.ids,
                )
            )
        }
        for partner in self:
            customer = partner.commercial_partner_id._origin
            partner.customer_value_id, partner.customer_cltv = figures.get(
                customer.id, (False, 0)
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
        Value = self.env["crm.customer.value"].with_context(active_test=False)
        own = Domain("company_id", "=", self.env.company.id)
        matching = Value._search(own & Domain(field, operator, value))
        found = Domain("commercial_partner_id", "in", matching.subselect("partner_id"))
        if operator == "in" and not all(value):
            # “not set” also means: has no figures at all
            every = Value._search(own).subselect("partner_id")
            found |= Domain("commercial_partner_id", "not in", every)
        return found

    def write(self, vals):
        """A contact that changes its company takes its purchases along."""
        if not OWNER_FIELDS & vals.keys():
            return super().write(vals)
        before = self.commercial_partner_id
        result = super().write(vals)
        self.env["crm.customer.change"]._mark(before | self.commercial_partner_id)
        return result

    def _get_request_priority(self):
        """Propose more for customers worth more, and most where they may leave."""
        value = self.sudo().customer_value_id
        if not value:
            return super()._get_request_priority()
        if value.value_tier == "a":
            return "3" if value.churn_level == "high" else "2"
        return "1" if value.value_tier == "b" else "0"

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
