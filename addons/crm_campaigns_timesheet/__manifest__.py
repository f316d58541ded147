{
    "name": "CRM Campaigns: Timesheets",
    "summary": "Hours of colleagues are costs of the campaign",
    "version": "19.0.1.0.0",
    "category": "Marketing",
    "author": "CRM Gateway contributors",
    "license": "LGPL-3",
    "depends": ["crm_campaigns", "hr_timesheet"],
    "data": [
        "views/project_project_views.xml",
    ],
    "auto_install": True,
}
