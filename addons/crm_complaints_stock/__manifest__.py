{
    "name": "CRM Complaints: Deliveries",
    "summary": "Promises, returns and questions, as the warehouse says",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Gateway contributors",
    "license": "LGPL-3",
    "depends": ["crm_complaints", "sale_stock"],
    "data": [
        "views/crm_complaint_remedy_views.xml",
        "views/crm_complaint_views.xml",
    ],
    "demo": ["demo/crm_promise_demo.xml"],
    "auto_install": True,
}
