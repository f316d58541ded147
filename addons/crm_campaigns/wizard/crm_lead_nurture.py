from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmLeadNurture(models.TransientModel):
    """Put leads into a mailing list until they are ready."""

    _name = "crm.lead.nurture"
    _description = "Add Leads to a Mailing List"

    lead_ids = fields.Many2many("crm.lead", string="Leads", required=True)
    list_id = fields.Many2one("mailing.list", "Mailing List", required=True)

    @api.model
    def default_get(self, fields):
        """Those that are selected in a list."""
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "crm.lead":
            values["lead_ids"] = [(6, 0, self.env.context.get("active_ids", []))]
        return values

    def action_add_to_list(self):
        """Subscribe their addresses; who has left the list stays out of it."""
        self.check_access("write")
        self.ensure_one()
        self.lead_ids.check_access("read")
        of_address = {
            lead.email_normalized: lead
            for lead in self.lead_ids
            if lead.email_normalized
        }
        if not of_address:
            raise UserError(self.env._("None of these leads has an e-mail address."))
        added = self._subscribe(of_address)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if added else "warning",
                "message": self.env._(
                    "%(added)s of %(chosen)s leads were added; others are in the "
                    "list, have left it, or have no address.",
                    added=added,
                    chosen=len(self.lead_ids),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _subscribe(self, of_address):
        """Add who is not in the list; return how many. No query for each lead.

        :param of_address: {address: lead}
        """
        Contact = self.env["mailing.contact"]
        Subscription = self.env["mailing.subscription"]
        contacts = Contact.search([("email_normalized", "in", list(of_address))])
        inside = Subscription.search(
            [("list_id", "=", self.list_id.id), ("contact_id", "in", contacts.ids)]
        )
        missing = set(of_address) - set(inside.contact_id.mapped("email_normalized"))
        known = {c.email_normalized: c for c in contacts}
        Contact.create(
            [
                {
                    "name": of_address[address].contact_name
                    or of_address[address].partner_name
                    or of_address[address].partner_id.name,
                    "company_name": of_address[address].partner_name,
                    "email": address,
                    "list_ids": [(4, self.list_id.id)],
                }
                for address in sorted(missing - set(known))
            ]
        )
        Subscription.create(
            [
                {"list_id": self.list_id.id, "contact_id": known[address].id}
                for address in sorted(missing & set(known))
            ]
        )
        return len(missing)
