{
    "name": "CRM KPIs: Projects",
    "summary": "Initiatives of the strategy are carried out as projects",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Gateway contributors",
    "license": "LGPL-3",
    "depends": ["crm_kpi", "project"],
    "data": ["views/crm_initiative_views.xml"],
    "auto_install": True,
}
