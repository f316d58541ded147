{
    "name": "CRM Campaigns: Events",
    "summary": "Exhibitions, conferences and seminars in campaigns and journeys",
    "version": "19.0.1.0.0",
    "category": "Marketing",
    "author": "CRM Gateway contributors",
    "license": "LGPL-3",
    "depends": ["crm_campaigns", "event_crm"],
    "data": [
        "security/ir.model.access.csv",
        "views/event_event_views.xml",
        "views/crm_campaign_cost_views.xml",
        "views/crm_journey_node_views.xml",
        "views/utm_campaign_views.xml",
    ],
    "auto_install": True,
}
