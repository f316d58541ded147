{
    "name": "CRM Gateway: Deliveries",
    "summary": "Deliveries and returns on the customer's timeline",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Gateway contributors",
    "license": "LGPL-3",
    "depends": ["crm_gateway", "sale_stock"],
    "auto_install": True,
}
