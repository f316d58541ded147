from odoo import api, models

from .crm_customer_value import MARGIN_GROUP

TONES = {"low": "success", "medium": "warning", "high": "danger"}


class CrmCustomerProfile(models.AbstractModel):
    """What the customer is worth, what to do about it, and what is due."""

    _inherit = "crm.customer.profile"

    @api.model
    def _get_sections(self):
        sections = super()._get_sections()
        sections.insert(sections.index("coming") + 1, "value")
        return sections

    @api.model
    def _prepare_value(self, customer):
        Value = self.env["crm.customer.value"].with_context(active_test=False)
        if not Value.has_access("read"):
            return None
        value = Value.search(
            [
                ("partner_id", "=", customer.id),
                ("company_id", "=", self.env.company.id),
            ]
        )
        section = {"title": self.env._("Value"), "icon": "fa-diamond", "column": "side"}
        if not value:
            return {
                **section,
                "empty": self.env._(
                    "No value yet. It is computed in the night after the first "
                    "purchase."
                ),
            }
        only = [("id", "=", value.id)]
        figure = self._make_figure
        level = dict(value._fields["churn_level"]._description_selection(self.env))
        churn = figure(
            self.env._("Churn level"),
            level.get(value.churn_level, False),
            tone=TONES.get(value.churn_level),
        )
        facts = [
            figure(self.env._("Segment"), value.segment_id.name or False),
            churn,
            figure(self.env._("Lifetime value"), value.cltv, "monetary"),
            figure(self.env._("Net sales"), value.net_revenue, "monetary"),
            figure(self.env._("Purchases"), value.order_days, "integer"),
            figure(self.env._("Share of wallet"), value.wallet_share, "percentage"),
            figure(
                self.env._("Next purchase due"),
                value.next_order_date and value.next_order_date.isoformat(),
                "date",
            ),
        ]
        if self.env.user.has_group(MARGIN_GROUP):
            facts.insert(4, figure(self.env._("Margin"), value.margin, "monetary"))
        return {
            **section,
            "tiles": [
                figure(self.env._("Lifetime value"), value.cltv, "monetary"),
                churn,
            ],
            "facts": facts,
            "items": [
                self._make_item(value.next_action, value, badge=self.env._("Do next"))
            ]
            if value.next_action
            else [],
            "more": {
                "label": self.env._("All Figures"),
                "action": "crm_customer_value.crm_customer_value_action",
                "domain": only,
                "context": {"active_test": False},
            },
        }

    @api.model
    def _get_coming_items(self, customer):
        return super()._get_coming_items(customer) + self._get_due_reorders(customer)

    @api.model
    def _get_due_reorders(self, customer):
        """Return what the customer usually buys about now, with a quotation for it."""
        Reorder = self.env["crm.customer.reorder"]
        if not Reorder.has_access("read"):
            return []
        due = Reorder.search(
            [
                ("partner_id", "=", customer.id),
                ("company_id", "=", self.env.company.id),
                ("due_date", "<=", "today +30d"),
                # as on the list of reorders: who stays away longer buys elsewhere
                ("overdue_ratio", "<", 4),
            ],
            limit=5,
        )
        can_quote = self.env["sale.order"].has_access("create")
        today = self._get_today()
        return [
            self._make_item(
                reorder.product_id.display_name,
                reorder.product_id,
                date=reorder.due_date,
                badge=self.env._("Reorder"),
                tone="danger" if reorder.due_date < today else "info",
                user=reorder.user_id,
                button=can_quote
                and {
                    "label": self.env._("Quote"),
                    "res_model": reorder._name,
                    "res_id": reorder.id,
                    "method": "action_create_quotation",
                },
            )
            for reorder in due
        ]
