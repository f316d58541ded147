{
    "name": "CRM Campaigns",
    "summary": "Campaigns and journeys, from the segment to the paid invoice",
    "version": "19.0.1.0.0",
    "category": "Marketing",
    "author": "CRM Gateway contributors",
    "license": "LGPL-3",
    "depends": ["crm_customer_value", "mass_mailing"],
    "external_dependencies": {"python": ["numpy", "scipy"]},
    "data": [
        "security/crm_campaigns_groups.xml",
        "security/ir.model.access.csv",
        "views/utm_campaign_views.xml",
        "views/crm_campaigns_menus.xml",
    ],
    "application": True,
    "uninstall_hook": "uninstall_hook",
}
