from odoo import fields, models


class CrmLead(models.Model):
    """Whom we meet on an opportunity, at what price, and in what trade."""

    _inherit = "crm.lead"

    business_line_id = fields.Many2one(
        "crm.business.line",
        "Line of Business",
        check_company=True,
        index="btree_not_null",
    )
    competitor_ids = fields.One2many("crm.lead.competitor", "lead_id", "Competitors")
    offer_amount = fields.Monetary(
        "Our Price",
        currency_field="company_currency",
        help="What we asked, to compare with the others. Empty: the expected revenue "
        "is taken.",
    )
    tender_ids = fields.One2many("crm.tender", "lead_id", "Tenders")

    request_ids = fields.One2many(
        "crm.request", "lead_id", groups="crm_gateway.group_request_user"
    )
    request_count = fields.Integer(
        compute="_compute_request_count", groups="crm_gateway.group_request_user"
    )

    _offer_not_negative = models.Constraint(
        "CHECK (offer_amount >= 0)", "Our price cannot be negative."
    )

    def _compute_request_count(self):
        counts = dict(
            self.env["crm.request"]._read_group(
                [("lead_id", "in", self.ids)], ["lead_id"], ["__count"]
            )
        )
        for lead in self:
            lead.request_count = counts.get(lead, 0)

    def action_open_requests(self):
        """Open the requests of this opportunity, or a new one from it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_gateway.crm_request_action"
        )
        action["domain"] = [("lead_id", "=", self.id)]
        action["context"] = {
            "default_lead_id": self.id,
            "default_name": self.name,
            "default_channel": "lead",
            "default_partner_id": self.partner_id.id,
            "default_partner_name": self.contact_name or self.partner_name,
            "default_email_from": self.email_from,
            "default_phone": self.phone,
            "default_company_id": (self.company_id or self.env.company).id,
        }
        if not self.request_count:
            action["views"] = [(False, "form")]
        return action

    def action_open_tender(self):
        """Open the tender of the opportunity, or a new one."""
        self.ensure_one()
        self.check_access("read")
        tender = self.tender_ids[:1]
        tender.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.tender",
            "res_id": tender.id,
            "views": [(False, "form")],
            "context": {
                "default_lead_id": self.id,
                "default_organizer_id": self.partner_id.commercial_partner_id.id,
            },
        }

    def _merge_get_fields(self):
        return [*super()._merge_get_fields(), "business_line_id", "offer_amount"]

    def _merge_dependences(self, opportunities):
        """Merged opportunities leave their competitors and tender behind."""
        result = super()._merge_dependences(opportunities)
        known = self.competitor_ids.competitor_id
        for line in opportunities.competitor_ids:
            if line.competitor_id not in known:
                known |= line.competitor_id
                line.winner = line.winner and not any(
                    self.competitor_ids.mapped("winner")
                )
                line.lead_id = self
        if not self.tender_ids:
            opportunities.tender_ids[:1].lead_id = self
        return result
