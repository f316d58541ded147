from odoo import api, fields, models

SALES = "sales_team.group_sale_salesman"


class ResPartnerOffer(models.Model):
    """The first offer for a customer, as placeholders of mailings."""

    _inherit = "res.partner"

    crm_next_offer_count = fields.Integer(
        "Next Offers",
        compute="_compute_crm_next_offer",
        compute_sudo=True,
        groups=SALES,
    )
    crm_next_offer_name = fields.Char(
        "Next Offer",
        compute="_compute_crm_next_offer",
        compute_sudo=True,
        groups=SALES,
        help="The product to offer next, in the customer's language.",
    )
    crm_next_offer_reason = fields.Char(
        "Why This Offer",
        compute="_compute_crm_next_offer",
        compute_sudo=True,
        groups=SALES,
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("company", "lang")
    def _compute_crm_next_offer(self):
        """One query for all of them; contacts have what their company has."""
        customers = self.commercial_partner_id
        offers = self.env["crm.next.offer"].search(
            [
                ("partner_id", "in", customers.ids),
                ("company_id", "=", self.env.company.id),
            ],
            order="rank, id",
        )
        found = offers.grouped("partner_id")
        for partner in self:
            own = found.get(partner.commercial_partner_id, offers.browse())
            first = own[:1].with_context(lang=partner.lang or self.env.lang)
            partner.crm_next_offer_count = len(own)
            partner.crm_next_offer_name = first.product_id.name
            partner.crm_next_offer_reason = first.reason

    def action_open_next_offers(self):
        """Open what to offer to these customers."""
        self.check_access("read")
        self.env["crm.next.offer"].check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_campaigns.crm_next_offer_action"
        )
        return {
            **action,
            "domain": [("partner_id", "in", self.commercial_partner_id.ids)],
        }

    @api.model
    def mail_allowed_qweb_expressions(self):
        return (
            *super().mail_allowed_qweb_expressions(),
            "object.crm_next_offer_name",
            "object.crm_next_offer_reason",
        )
