{
    "name": "CRM Complaints: Deliveries",
    "summary": "Returns as remedies of complaints",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Gateway contributors",
    "license": "LGPL-3",
    "depends": ["crm_complaints", "sale_stock"],
    "data": [
        "views/crm_complaint_remedy_views.xml",
    ],
    "auto_install": True,
}
