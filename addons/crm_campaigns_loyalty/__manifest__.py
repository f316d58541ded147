{
    "name": "CRM Campaigns: Coupons",
    "summary": "A coupon of their own for each recipient of a mailing or a journey",
    "version": "19.0.1.0.0",
    "category": "Marketing",
    "author": "CRM Gateway contributors",
    "license": "LGPL-3",
    "depends": ["crm_campaigns", "sale_loyalty"],
    "data": [
        "security/ir.model.access.csv",
        "views/loyalty_card_views.xml",
        "wizard/crm_coupon_withdraw_views.xml",
        "views/mailing_mailing_views.xml",
        "views/utm_campaign_views.xml",
    ],
    "auto_install": True,
}
