{
    "name": "CRM: Job Queue",
    "summary": "Long scheduled work goes through OCA's job queue, over all hosts",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Gateway contributors",
    "license": "LGPL-3",
    "depends": ["crm_gateway", "queue_job"],
    "data": [
        "data/queue_job_data.xml",
        "views/ir_cron_views.xml",
    ],
    "auto_install": True,
}
