{
    "name": "CRM Campaigns: Costs of Sales Orders",
    "summary": "Margin of campaigns from what the goods cost",
    "version": "19.0.1.0.0",
    "category": "Marketing",
    "author": "CRM Gateway contributors",
    "license": "LGPL-3",
    "depends": ["crm_campaigns", "crm_customer_value_margin"],
    "auto_install": True,
}
