{
    "name": "CRM Gateway",
    "summary": "CRM as the one door of the ERP: the base of the customer add-ons",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Gateway contributors",
    "license": "LGPL-3",
    "depends": ["sale_crm", "sale_management", "hr"],
    "external_dependencies": {"python": ["phonenumbers"]},
    "data": [
        "security/crm_gateway_groups.xml",
        "security/ir.model.access.csv",
        "security/crm_business_line_rules.xml",
        "views/res_config_settings_views.xml",
        "views/crm_business_line_views.xml",
        "views/crm_gateway_menus.xml",
    ],
}
