from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

SALES_GROUP = "sales_team.group_sale_salesman"


class ResPartner(models.Model):
    """The contact shows what is known of its firm, and what is missing.

    All of it looks at the current company and the commercial partner.
    """

    _inherit = "res.partner"

    decision_role = fields.Selection(
        [
            ("decision", "Decides"),
            ("influence", "Has influence"),
            ("user", "Uses what is bought"),
            ("buyer", "Buys on behalf of others"),
            ("gate", "Keeps the gate"),
        ],
        help="The part that the contact has when their firm buys.",
    )
    key_completeness = fields.Float(
        "Key Data",
        compute="_compute_key_completeness",
        search="_search_key_completeness",
        groups=SALES_GROUP,
        help="How much is known of what the company wants to know, in percent.",
    )
    missing_key_item_ids = fields.Many2many(
        "crm.key.item",
        string="Missing Key Data",
        compute="_compute_key_completeness",
        search="_search_missing_key_item_ids",
        groups=SALES_GROUP,
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("company")
    def _compute_key_completeness(self):
        company = self.env.company
        items = self.env["crm.key.item"]._get_for_company(company)
        known = self.env["crm.key.item"]._get_known(
            self.commercial_partner_id._origin, company
        )
        for partner in self:
            customer = partner.commercial_partner_id._origin
            asked = items.filtered(lambda item, c=customer: item._is_asked_of(c))
            found = known.get(customer.id, set())
            missing = asked.filtered(lambda item, f=found: item.id not in f)
            total = sum(asked.mapped("weight"))
            partner.missing_key_item_ids = missing
            partner.key_completeness = (
                100 - 100 * sum(missing.mapped("weight")) / total if total else 100
            )

    @api.model
    def _search_key_completeness(self, operator, value):
        if operator not in ("<", "<=", ">", ">="):
            return NotImplemented
        return Domain(
            "commercial_partner_id",
            "in",
            SQL(
                "(SELECT id FROM (%s) scores WHERE score %s %s)",
                self.env["crm.key.item"]._get_score_sql(self.env.company),
                SQL(operator),
                float(value),
            ),
        )

    @api.model
    def _search_missing_key_item_ids(self, operator, value):
        company = self.env.company
        items = self.env["crm.key.item"]._get_for_company(company)
        if operator == "any":
            wanted = items & items.search(value)
        elif operator == "in":
            wanted = items.filtered(lambda item: item.id in value)
        else:
            return NotImplemented
        found = Domain.OR(item._get_missing_domain(company) for item in wanted)
        if operator == "in" and False in value:
            found |= ~Domain.OR(item._get_missing_domain(company) for item in items)
        return found

    def action_open_needs(self):
        """Open what matters to this customer."""
        return self._open_key_info("crm_gateway.crm_need_action")

    def action_open_business_accounts(self):
        """Open the accounts of this customer."""
        return self._open_key_info("crm_gateway.crm_business_line_account_action")

    def action_open_contracts(self):
        """Open the contracts with this customer."""
        return self._open_key_info("crm_gateway.crm_contract_action")

    def _open_key_info(self, xmlid):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        self.env[action["res_model"]].check_access("read")
        customer = self.commercial_partner_id
        action["domain"] = [
            ("partner_id", "=", customer.id),
            ("company_id", "=", self.env.company.id),
        ]
        action["context"] = {"default_partner_id": customer.id}
        return action

    def _get_request_priority(self):
        """Return the priority that a request of this customer is proposed.

        :return: "0" to "3"; add-ons that know the customer's value say more
        """
        return "0"

    def action_open_requests(self):
        """Open the requests of this customer and all its contacts."""
        self.ensure_one()
        self.env["crm.request"].check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_gateway.crm_request_action"
        )
        customer = self.commercial_partner_id
        action["domain"] = [("commercial_partner_id", "=", customer.id)]
        action["context"] = {"default_partner_id": self.id}
        return action
