from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# kind -> table whose rows of the customer and company are counted, and which count
COUNTED = {
    "need": ("crm_need", SQL("fact.active")),
    "account": ("crm_business_line_account", SQL("fact.active")),
    "contract": ("crm_contract", SQL("fact.state IN ('running', 'to_renew')")),
    "plan": ("crm_contact_plan", SQL("fact.active")),
}
TEXTUAL = {"char", "text"}
CHECKED_TYPES = TEXTUAL | {
    "date",
    "datetime",
    "float",
    "integer",
    "many2many",
    "many2one",
    "monetary",
    "selection",
}


class CrmKeyItem(models.Model):
    """Something that the company wants to know of each customer.

    The items of a company make the score of its customers: the weights of what
    is known, as a part of all weights. Nothing of it is stored on contacts, so
    that a new list holds at once and nobody waits for a lock on a customer.
    """

    _name = "crm.key.item"
    _description = "Key Data to Know"
    _order = "sequence, id"

    name = fields.Char("What to Know", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_ids = fields.Many2many(
        "res.company", string="Companies", help="Empty: asked for in all companies."
    )
    kind = fields.Selection(
        [
            ("field", "A field of the contact"),
            ("decision_maker", "A contact who decides"),
            ("need", "Needs and expectations"),
            ("account", "Accounts in lines of business"),
            ("contract", "Contracts in force"),
            ("plan", "A contact plan"),
            ("valid_email", "Email address that takes mail"),
            ("valid_phone", "Phone number that can be dialled"),
            ("valid_identity", "Right check digit of an Iranian national ID"),
            ("no_duplicate", "No possible duplicate"),
            ("fresh", "Changed within two years"),
        ],
        default="field",
        required=True,
    )
    field_name = fields.Selection("_get_field_selection", "Field")
    any_contact = fields.Boolean(
        "Or of a Contact", help="It is enough when one of the firm's contacts has it."
    )
    min_count = fields.Integer("At Least", default=1)
    scope = fields.Selection(
        [
            ("all", "Firms and persons"),
            ("firm", "Firms"),
            ("person", "Persons"),
        ],
        "Asked Of",
        default="all",
        required=True,
    )
    weight = fields.Integer(default=1, required=True)

    _weight_positive = models.Constraint(
        "CHECK (weight > 0)",
        "The weight must be positive. Archive what is not asked for any more.",
    )
    _count_positive = models.Constraint(
        "CHECK (min_count > 0)", "Ask for one at least, or archive the item."
    )
    _field_named = models.Constraint(
        "CHECK (kind <> 'field' OR field_name IS NOT NULL)",
        "Choose the field of the contact that has to be filled in.",
    )

    @api.model
    def _get_field_selection(self):
        """Return the stored fields of contacts that can be empty."""
        Partner = self.env["res.partner"]
        return sorted(
            (
                (name, field._description_string(self.env))
                for name, field in Partner._fields.items()
                if field.store
                and field.type in CHECKED_TYPES
                and not field.required
                and not name.startswith(("message_", "activity_", "create_", "write_"))
            ),
            key=lambda choice: choice[1],
        )

    @api.model
    def _get_for_company(self, company):
        """Return what is asked for in a company, and can be."""
        items = self.sudo().search([("company_ids", "in", [False, company.id])])
        known = self.env["res.partner"]._fields
        # a field may have gone with its module
        return items.filtered(lambda i: i.kind != "field" or i.field_name in known)

    def _is_asked_of(self, partner):
        self.ensure_one()
        return self.scope == "all" or (self.scope == "firm") == partner.is_company

    def _get_asked_domain(self):
        """Return the same as a domain of commercial partners."""
        self.ensure_one()
        if self.scope == "all":
            return Domain.TRUE
        return Domain("is_company", "=", self.scope == "firm")

    def _get_complete_domain(self, company):
        """Return the domain of commercial partners of whom this is known."""
        self.ensure_one()
        if self.kind == "field":
            return self._get_filled_domain()
        if self.kind == "decision_maker":
            decides = Domain("decision_role", "=", "decision")
            return decides | Domain("child_ids", "any", decides)
        table, counts = COUNTED[self.kind]
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                """(SELECT COUNT(*) FROM %s fact
                     WHERE fact.partner_id = %s AND fact.company_id = %s
                       AND %s) >= %s""",
                SQL.identifier(table),
                SQL.identifier(alias, "id"),
                company.id,
                counts,
                self.min_count if self.kind != "plan" else 1,
            )
        )

    def _get_filled_domain(self):
        field = self.env["res.partner"]._fields[self.field_name]
        filled = Domain(self.field_name, "!=", False)
        if field.type in TEXTUAL:
            filled &= Domain(self.field_name, "!=", "")
        if self.any_contact:
            filled |= Domain("child_ids", "any", filled)
        return filled

    def _get_missing_domain(self, company):
        """Return the domain of contacts of whose firm this is not known."""
        Partner = self.env["res.partner"].sudo().with_company(company)
        known = Partner._search(self._get_complete_domain(company), active_test=False)
        missing = Domain("commercial_partner_id", "not in", known)
        if self.scope != "all":
            missing &= Domain(
                "commercial_partner_id.is_company", "=", self.scope == "firm"
            )
        return missing

    def _flush_facts(self):
        """Write out what statements of items read without the ORM's knowledge."""
        for table, _counts in COUNTED.values():
            self.env[table.replace("_", ".")].flush_model()
        self.env["crm.duplicate"].flush_model()
        self.env["res.partner"].flush_model(["company_registry", "vat"])

    @api.model
    def _get_known(self, partners, company):
        """Return {partner id: set of item ids} of what is known, in one statement.

        :param partners: commercial partners
        """
        items = self._get_for_company(company)
        known = {partner_id: set() for partner_id in partners.ids}
        if not items or not known:
            return known
        self._flush_facts()
        Partner = self.env["res.partner"].sudo().with_company(company)
        own = Domain("id", "in", partners.ids)
        queries = []
        for item in items:
            query = Partner._search(
                own & item._get_complete_domain(company), active_test=False
            )
            queries.append(query.select("id", SQL("%s::int", item.id)))
        for partner_id, item_id in self.env.execute_query(
            SQL(" UNION ALL ").join(SQL("(%s)", query) for query in queries)
        ):
            known[partner_id].add(item_id)
        return known

    @api.model
    def _get_score_sql(self, company):
        """Return SQL of (id, score) of all commercial partners, in percent."""
        self._flush_facts()
        Partner = self.env["res.partner"].sudo().with_company(company)
        rows = [SQL("SELECT 0 AS id, 0 AS asked, 0 AS known")]
        for item in self._get_for_company(company):
            asked = item._get_asked_domain()
            known = asked & item._get_complete_domain(company)
            for domain, weights in (
                (asked, SQL("%s::int, 0", item.weight)),
                (known, SQL("0, %s::int", item.weight)),
            ):
                query = Partner._search(domain, active_test=False)
                rows.append(query.subselect("id", weights))
        return SQL(
            """
            SELECT customer.id,
                   COALESCE(100.0 * SUM(item.known) / NULLIF(SUM(item.asked), 0), 100)
                       AS score
              FROM res_partner customer
              LEFT JOIN (%s) item ON item.id = customer.id
             WHERE customer.commercial_partner_id = customer.id
             GROUP BY customer.id
            """,
            SQL(" UNION ALL ").join(rows),
        )
