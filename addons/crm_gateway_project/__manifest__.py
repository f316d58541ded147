{
    "name": "CRM Gateway: Project Tasks",
    "summary": "Steps of customer requests as project tasks",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Gateway contributors",
    "license": "LGPL-3",
    "depends": ["crm_gateway", "project"],
    "data": [
        "data/project_project_data.xml",
        "views/crm_request_type_views.xml",
        "views/crm_request_step_views.xml",
        "views/project_task_views.xml",
    ],
    "demo": ["demo/crm_request_demo.xml"],
    "auto_install": True,
    "post_init_hook": "post_init_hook",
}
