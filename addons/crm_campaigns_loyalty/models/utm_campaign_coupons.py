from odoo import fields, models
from odoo.tools import SQL

from .loyalty_card import IS_OPEN
from .utm_campaign import MARKETER


class UtmCampaign(models.Model):
    """Opening coupons, withdrawing what is not used yet, and giving it back."""

    _inherit = "utm.campaign"

    def action_open_coupons(self):
        """Open the coupons of the campaign, withdrawn ones too."""
        self._check_is_marketer()
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id(
            "crm_campaigns_loyalty.loyalty_card_action"
        )
        action["domain"] = [("crm_campaign_id", "in", self.ids)]
        return action

    def action_archive(self):
        """Ask whoever archives a campaign what becomes of its open coupons."""
        result = super().action_archive()
        if self.env.user.has_group(MARKETER) and self._find_open_coupons():
            return self.action_withdraw_coupons()
        return result

    def action_withdraw_coupons(self):
        """Ask whether to withdraw the open coupons."""
        self._check_is_marketer()
        self.check_access("write")
        action = self.env["ir.actions.actions"]._for_xml_id(
            "crm_campaigns_loyalty.crm_coupon_withdraw_action"
        )
        action["context"] = {"default_campaign_ids": self.ids}
        return action

    def action_give_back_coupons(self):
        """Make the coupons that were withdrawn valid again."""
        self._check_is_marketer()
        self.check_access("write")
        cards = (
            self.env["loyalty.card"]
            .sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("crm_campaign_id", "in", self.ids),
                    ("crm_withdrawn_on", "!=", False),
                    ("company_id", "in", [*self.env.companies.ids, False]),
                ]
            )
        )
        self._note_coupons(
            cards,
            lambda count: self.env._("%s coupons were given back.", count),
        )
        return self._change_coupons(cards, {"active": True, "crm_withdrawn_on": False})

    def _withdraw_coupons(self):
        """Withdraw the open coupons; return how many."""
        cards = self._find_open_coupons()
        self._note_coupons(
            cards,
            lambda count: self.env._("%s coupons were withdrawn.", count),
        )
        self._change_coupons(
            cards, {"active": False, "crm_withdrawn_on": fields.Datetime.now()}
        )
        return len(cards)

    def _find_open_coupons(self):
        """Return the coupons that can be withdrawn, of the user's companies."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT card.id FROM loyalty_card card
                    WHERE %s AND %s
                    ORDER BY card.id""",
                self._get_coupons_condition(),
                IS_OPEN,
            )
        )
        return self.env["loyalty.card"].sudo().browse(id_ for (id_,) in rows)

    def _change_coupons(self, cards, vals):
        result = cards.with_context(tracking_disable=True).write(vals)
        self.invalidate_recordset()
        return result

    def _note_coupons(self, cards, tell):
        for campaign, found in cards.grouped("crm_campaign_id").items():
            campaign.with_env(self.env)._message_log(body=tell(len(found)))
