{
    "name": "CRM Campaigns: SMS",
    "summary": "Journeys send SMS, by the rules of sending",
    "version": "19.0.1.0.0",
    "category": "Marketing",
    "author": "CRM Gateway contributors",
    "license": "LGPL-3",
    "depends": ["crm_campaigns", "mass_mailing_sms"],
    "data": [
        "views/mailing_mailing_views.xml",
        "views/res_config_settings_views.xml",
        "views/sms_sms_views.xml",
    ],
    "auto_install": True,
}
