{
    "name": "CRM Complaints: Surveys",
    "summary": "Satisfaction programmes ask with a survey of Odoo",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Gateway contributors",
    "license": "LGPL-3",
    "depends": ["crm_complaints", "survey"],
    "data": ["views/crm_satisfaction_programme_views.xml"],
    "auto_install": True,
}
