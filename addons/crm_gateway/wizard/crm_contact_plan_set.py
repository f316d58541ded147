from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class CrmContactPlanSet(models.TransientModel):
    """Gives many customers a contact plan, or another one than they had."""

    _name = "crm.contact.plan.set"
    _description = "Set Contact Plans"

    partner_ids = fields.Many2many("res.partner", string="Customers", required=True)
    interval_days = fields.Integer("Every (days)", default=30, required=True)
    start_date = fields.Date(
        "First Contact From", default=fields.Date.context_today, required=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        domain="[('share', '=', False)]",
        help="Empty: the salesperson of each customer.",
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        default=lambda self: self.env.ref(
            "mail.mail_activity_data_call", raise_if_not_found=False
        ),
        domain="[('res_model', 'in', [False, 'res.partner'])]",
    )
    summary = fields.Char("What About")

    @api.model
    def default_get(self, fields):
        result = super().default_get(fields)
        if "partner_ids" in fields and self.env.context.get("active_ids"):
            result["partner_ids"] = [Command.set(self.env.context["active_ids"])]
        return result

    def action_apply(self):
        """Set the plans in the current company and open them."""
        self.ensure_one()
        if not self.partner_ids:
            raise UserError(self.env._("Choose the customers first."))
        company = self.env.company
        customers = self.partner_ids.commercial_partner_id
        values = {
            "interval_days": self.interval_days,
            "start_date": self.start_date,
            "user_id": self.user_id.id,
            "activity_type_id": self.activity_type_id.id,
            "summary": self.summary,
            "active": True,
        }
        Plan = self.env["crm.contact.plan"].with_context(active_test=False)
        plans = Plan.search(
            [("partner_id", "in", customers.ids), ("company_id", "=", company.id)]
        )
        plans.write(values)
        plans |= Plan.create(
            [
                {**values, "partner_id": customer.id, "company_id": company.id}
                for customer in customers - plans.partner_id
            ]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_gateway.crm_contact_plan_action"
        )
        action["domain"] = [("id", "in", plans.ids)]
        return action
