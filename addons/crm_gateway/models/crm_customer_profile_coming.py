from odoo import api, fields, models
from odoo.fields import Domain

SHOWN = 10
OF_EACH_KIND = 8


class CrmCustomerProfile(models.AbstractModel):
    """What is planned or due with a customer."""

    _inherit = "crm.customer.profile"

    @api.model
    def _prepare_coming(self, customer):
        items = self._get_coming_items(customer)
        items.sort(key=lambda item: item["date"] or "9999")
        return {
            "title": self.env._("What Comes Next"),
            "icon": "fa-calendar-check-o",
            "column": "side",
            "items": items[:SHOWN],
            "is_plan": True,
            "empty": self.env._(
                "Nothing is planned with this customer. Schedule an activity, so that "
                "somebody remembers."
            ),
        }

    @api.model
    def _get_coming_items(self, customer):
        """Return items with a date; an add-on adds its own."""
        return [
            *self._get_planned_activities(customer),
            *self._get_coming_meetings(customer),
            *self._get_expiring_quotations(customer),
        ]

    @api.model
    def _get_planned_activities(self, customer):
        domain = Domain.FALSE
        Touchpoint = self.env["crm.touchpoint"]
        for model, (contact, _user) in Touchpoint._get_thread_models().items():
            Model = self.env[model]
            if not Model.has_access("read"):
                continue
            theirs = (
                Domain("commercial_partner_id", "=", customer.id)
                if contact == "id"
                else self._of_customer(customer, contact)
            )
            documents = Model._search(theirs & Touchpoint._get_thread_domain(model))
            domain |= Domain("res_model", "=", model) & Domain(
                "res_id", "in", documents.subselect()
            )
        # The host looks after the rights: who is assigned, or may read the document.
        activities = self.env["mail.activity"].search(
            domain, limit=OF_EACH_KIND, order="date_deadline, id"
        )
        today = self._get_today()
        items = []
        for activity in activities:
            item = self._make_item(
                activity.summary or activity.activity_type_id.name,
                detail=activity.res_name
                if activity.res_model != "res.partner"
                else False,
                date=activity.date_deadline,
                badge=activity.activity_type_id.name,
                tone="danger" if activity.date_deadline < today else None,
                user=activity.user_id,
            )
            item.update(res_model=activity.res_model, res_id=activity.res_id)
            items.append(item)
        return items

    @api.model
    def _get_coming_meetings(self, customer):
        Event = self.env["calendar.event"]
        if not Event.has_access("read"):
            return []
        with_them = Domain("partner_ids.commercial_partner_id", "=", customer.id)
        if self.env["crm.lead"].has_access("read"):
            with_them |= Domain(
                "opportunity_id.partner_id.commercial_partner_id", "=", customer.id
            )
        events = Event.search(
            with_them & Domain("start", ">=", fields.Datetime.now()),
            limit=OF_EACH_KIND,
            order="start, id",
        )
        return [
            self._make_item(
                event.name,
                event,
                date=event.start,
                badge=self.env._("Meeting"),
                user=event.user_id,
            )
            for event in events
        ]

    @api.model
    def _get_expiring_quotations(self, customer):
        Order = self.env["sale.order"]
        if not Order.has_access("read"):
            return []
        today = self._get_today()
        orders = Order.search(
            self._of_customer(customer)
            & Domain("state", "in", ("draft", "sent"))
            & Domain("validity_date", "!=", False),
            limit=OF_EACH_KIND,
            order="validity_date, id",
        )
        return [
            self._make_item(
                self.env._("Quotation %s", order.name),
                order,
                date=order.validity_date,
                badge=self.env._("Expired")
                if order.validity_date < today
                else self.env._("Expires"),
                tone="danger" if order.validity_date < today else "warning",
                value=order.amount_total,
                kind="monetary",
                currency_id=order.currency_id.id,
                user=order.user_id,
            )
            for order in orders
        ]
