{
    "name": "CRM Complaints: SMS",
    "summary": "Complainants and customers are written to by SMS",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Gateway contributors",
    "license": "LGPL-3",
    "depends": ["crm_complaints", "sms"],
    "data": [
        "data/sms_template_data.xml",
        "views/crm_satisfaction_programme_views.xml",
    ],
    "auto_install": True,
}
