{
    "name": "CRM Complaints: Deliveries",
    "summary": "Customers are asked after the delivery",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Gateway contributors",
    "license": "LGPL-3",
    "depends": ["crm_complaints", "sale_stock"],
    "auto_install": True,
}
