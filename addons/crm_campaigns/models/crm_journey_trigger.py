from calendar import isleap
from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

# Contracts that end within so many days start the journey
CONTRACT_DAYS = 60


class CrmJourney(models.Model):
    """Who starts: what happened to them since the journey began, as a domain.

    Each trigger is a method ``_get_<trigger>_domain``; an add-on with a trigger of
    its own adds one.
    """

    _inherit = "crm.journey"

    def _get_enrolment_domain(self):
        """Return the Domain on the journey's model of whoever starts now."""
        self.ensure_one()
        node = self.version_id.node_ids.filtered(lambda node: node.kind == "trigger")
        found = getattr(self, f"_get_{node.trigger}_domain")(node)
        if found.is_false():
            return found
        company = Domain("company_id", "in", [self.company_id.id, False])
        return found & node._get_domain() & company

    def _get_manual_domain(self, node):
        return Domain.FALSE

    def _get_audience_domain(self, node):
        return self.campaign_id._get_audience_domain()

    def _get_rule_domain(self, node):
        return Domain.TRUE

    def _get_segment_domain(self, node):
        """Customers whom a refresh has moved into the segment since the start."""
        values = self.env["crm.customer.value"]._search(
            [
                ("company_id", "=", self.company_id.id),
                ("segment_id", "=", node.segment_id.id),
                ("segment_since", ">=", self._get_started_day()),
            ]
        )
        return Domain("id", "in", values.subselect("partner_id"))

    def _get_churn_domain(self, node):
        values = self.env["crm.customer.value"]._search(
            [("company_id", "=", self.company_id.id), ("churn_level", "=", "high")]
        )
        return Domain("id", "in", values.subselect("partner_id"))

    def _get_reorder_domain(self, node):
        due = self.env["crm.customer.reorder"]._search(
            [("company_id", "=", self.company_id.id), ("due_date", "<=", "today")]
        )
        return Domain("id", "in", due.subselect("partner_id"))

    def _get_order_domain(self, node):
        orders = self.env["sale.order"]._search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "sale"),
                ("date_order", ">=", self.started_on),
            ]
        )
        return Domain("id", "in", orders.subselect("partner_id"))

    def _get_invoice_domain(self, node):
        return self._get_moves_domain([("invoice_date", ">=", self._get_started_day())])

    def _get_overdue_domain(self, node):
        return self._get_moves_domain(
            [
                ("invoice_date_due", "<", "today"),
                ("payment_state", "in", ("not_paid", "partial")),
            ]
        )

    def _get_moves_domain(self, domain):
        # that there is such an invoice is all that is used of it
        moves = (
            self.env["account.move"]
            .sudo()
            ._search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("state", "=", "posted"),
                    ("move_type", "=", "out_invoice"),
                    *domain,
                ]
            )
        )
        return Domain("id", "in", moves.subselect("partner_id"))

    def _get_request_domain(self, node):
        requests = (
            self.env["crm.request"]
            .sudo()
            ._search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("create_date", ">=", self.started_on),
                    ("partner_id", "!=", False),
                ]
            )
        )
        return Domain("id", "in", requests.subselect("partner_id"))

    def _get_lead_domain(self, node):
        """Leads that came in since the start, by form, mail or hand; or their contacts.

        Of contacts, the step's rule is on the contact; of leads, on the lead, so
        that one form can be told from another by its campaign, source or team.
        """
        since = [("create_date", ">=", self.started_on)]
        if self.model == "crm.lead":
            return Domain(since)
        leads = self.env["crm.lead"]._search(
            [
                *since,
                ("company_id", "in", [self.company_id.id, False]),
                ("partner_id", "!=", False),
            ]
        )
        return Domain("id", "in", leads.subselect("partner_id"))

    def _get_contract_domain(self, node):
        today = fields.Date.context_today(self)
        contracts = (
            self.env["crm.contract"]
            .sudo()
            ._search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("state", "in", ("running", "to_renew")),
                    ("end_date", ">=", today),
                    ("end_date", "<=", today + timedelta(days=CONTRACT_DAYS)),
                ]
            )
        )
        return Domain("id", "in", contracts.subselect("partner_id"))

    def _get_date_domain(self, node):
        """Whose date comes in so many days; each year, or only once."""
        name = node.date_field_id.name
        day = fields.Date.context_today(self) + timedelta(days=node.days_before)
        if not node.is_yearly:
            return Domain(name, ">=", day) & Domain(name, "<", day + timedelta(1))
        domain = Domain(f"{name}.month_number", "=", day.month) & Domain(
            f"{name}.day_of_month", "=", day.day
        )
        if (day.month, day.day) == (2, 28) and not isleap(day.year):
            # who was born on the 29th has a birthday every year all the same
            domain |= Domain(f"{name}.month_number", "=", 2) & Domain(
                f"{name}.day_of_month", "=", 29
            )
        return domain

    def _get_started_day(self):
        return fields.Datetime.context_timestamp(self, self.started_on).date()
