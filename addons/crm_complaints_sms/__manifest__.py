{
    "name": "CRM Complaints: SMS",
    "summary": "Complainants without e-mail hear by SMS",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Gateway contributors",
    "license": "LGPL-3",
    "depends": ["crm_complaints", "sms"],
    "auto_install": True,
}
