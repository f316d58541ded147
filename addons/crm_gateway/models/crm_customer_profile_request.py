from odoo import api, fields, models

SHOWN = 5


class CrmCustomerProfile(models.AbstractModel):
    """What the customer asked for, and where it stands."""

    _inherit = "crm.customer.profile"

    @api.model
    def _get_sections(self):
        names = super()._get_sections()
        after = names.index("orders")
        return [*names[:after], "requests", *names[after:]]

    @api.model
    def _prepare_actions(self, customer):
        actions = super()._prepare_actions(customer)
        if self.env["crm.request"].has_access("create"):
            actions.insert(0, self._make_request(customer))
        return actions

    @api.model
    def _make_request(self, customer):
        return {
            "label": self.env._("New Request"),
            "res_model": "crm.request",
            "context": {"default_partner_id": customer.id},
        }

    @api.model
    def _prepare_requests(self, customer):
        Request = self.env["crm.request"]
        if not Request.has_access("read"):
            return None
        domain = self._of_customer(customer) & fields.Domain("is_open", "=", True)
        requests = Request.search(domain, limit=SHOWN, order="priority desc, id desc")
        states = dict(Request._fields["state"]._description_selection(self.env))
        return {
            "title": self.env._("Open Requests"),
            "icon": "fa-inbox",
            "column": "main",
            "items": [
                self._make_item(
                    f"{request.number} {request.name}",
                    request,
                    detail=request.current_step_id.name,
                    date=request.expected_date or request.promised_date,
                    badge=self.env._("Overdue")
                    if request.is_overdue
                    else states[request.state],
                    tone="danger" if request.is_overdue else None,
                    user=request.user_id,
                )
                for request in requests
            ],
            "more": len(requests) == SHOWN
            and {
                "label": self.env._("All Requests"),
                "action": "crm_gateway.crm_request_action",
                "domain": [("commercial_partner_id", "=", customer.id)],
            },
            "create": self._make_request(customer),
            "empty": self.env._(
                "No request is open. Record what the customer asks for, and its plan "
                "starts."
            ),
        }
