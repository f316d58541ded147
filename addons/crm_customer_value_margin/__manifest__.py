{
    "name": "Customer Value: Costs of Sales Orders",
    "summary": "Values customers by the margins of their orders",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Gateway contributors",
    "license": "LGPL-3",
    "depends": ["crm_customer_value", "sale_margin"],
    "auto_install": True,
}
