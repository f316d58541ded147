{
    "name": "CRM Gateway: Purchases",
    "summary": "Steps of customer requests that buy what was ordered",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Gateway contributors",
    "license": "LGPL-3",
    "depends": ["crm_gateway", "sale_purchase_stock"],
    "demo": ["demo/crm_request_demo.xml"],
    "auto_install": True,
    "post_init_hook": "post_init_hook",
}
