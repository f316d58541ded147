{
    "name": "CRM Complaints: Deliveries",
    "summary": "Promises on deliveries, kept or not as the warehouse says",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Gateway contributors",
    "license": "LGPL-3",
    "depends": ["crm_complaints", "sale_stock"],
    "demo": ["demo/crm_promise_demo.xml"],
    "auto_install": True,
}
