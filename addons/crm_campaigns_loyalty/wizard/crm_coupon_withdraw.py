from odoo import api, fields, models


class CrmCouponWithdraw(models.TransientModel):
    """The question before coupons that customers hold become worthless."""

    _name = "crm.coupon.withdraw"
    _description = "Withdraw Coupons"

    campaign_ids = fields.Many2many(
        "utm.campaign", context={"active_test": False}, readonly=True
    )
    coupon_count = fields.Integer("Coupons", compute="_compute_coupon_count")

    @api.depends("campaign_ids")
    def _compute_coupon_count(self):
        for wizard in self:
            wizard.coupon_count = len(wizard.campaign_ids._find_open_coupons())

    def action_withdraw(self):
        """Withdraw the open coupons of the campaigns."""
        self.check_access("write")
        self.campaign_ids._check_is_marketer()
        self.campaign_ids.check_access("write")
        self.campaign_ids._withdraw_coupons()
        return {"type": "ir.actions.act_window_close"}
