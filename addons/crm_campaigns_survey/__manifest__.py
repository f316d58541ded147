{
    "name": "CRM Campaigns: Surveys",
    "summary": "Journeys ask with a survey, and start with its answers",
    "version": "19.0.1.0.0",
    "category": "Marketing",
    "author": "CRM Gateway contributors",
    "license": "LGPL-3",
    "depends": ["crm_campaigns", "survey"],
    "data": [
        "security/ir.model.access.csv",
        "views/crm_journey_node_views.xml",
    ],
    "auto_install": True,
}
