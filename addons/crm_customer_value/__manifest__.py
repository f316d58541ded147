{
    "name": "Customer Value",
    "summary": "RFM, customer lifetime value, churn risk and segments from real sales",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Gateway contributors",
    "license": "LGPL-3",
    "depends": ["crm_gateway"],
    "external_dependencies": {"python": ["numpy", "scipy"]},
    "data": [],
    "application": True,
}
