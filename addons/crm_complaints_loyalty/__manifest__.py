{
    "name": "CRM Complaints: Discounts",
    "summary": "Gift cards and eWallets as remedies of complaints",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Gateway contributors",
    "license": "LGPL-3",
    "depends": ["crm_complaints", "sale_loyalty"],
    "data": [
        "views/res_config_settings_views.xml",
    ],
    "auto_install": True,
}
