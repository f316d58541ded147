from odoo import api, models

SHOWN = 5


class CrmCustomerProfile(models.AbstractModel):
    """What the customer complained of, and what came of it."""

    _inherit = "crm.customer.profile"

    @api.model
    def _get_sections(self):
        names = super()._get_sections()
        after = names.index("orders")
        return [*names[:after], "complaints", *names[after:]]

    @api.model
    def _prepare_complaints(self, customer):
        Complaint = self.env["crm.complaint"]
        # knows who complains only who handles complaints
        if not Complaint.has_access("write"):
            return None
        domain = self._of_customer(customer)
        complaints = Complaint.search(
            domain, limit=SHOWN, order="closed_date desc nulls first, id desc"
        )
        states = dict(Complaint._fields["state"]._description_selection(self.env))
        return {
            "title": self.env._("Complaints"),
            "icon": "fa-exclamation-circle",
            "column": "main",
            "items": [
                self._make_item(
                    f"{complaint.number} {complaint.name}",
                    complaint,
                    detail=complaint.category_id.display_name or None,
                    date=complaint.received_date,
                    badge=self.env._("Overdue")
                    if complaint.is_overdue
                    else states[complaint.state],
                    tone="danger" if complaint.is_overdue else None,
                    user=complaint.user_id,
                )
                for complaint in complaints
            ],
            "more": len(complaints) == SHOWN
            and {
                "label": self.env._("All Complaints"),
                "action": "crm_complaints.crm_complaint_action",
                "domain": [("commercial_partner_id", "=", customer.id)],
            },
            "create": {
                "label": self.env._("New Complaint"),
                "res_model": "crm.complaint",
                "context": {"default_partner_id": customer.id},
            },
            "empty": self.env._("This customer has not complained."),
        }
