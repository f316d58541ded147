{
    "name": "CRM Gateway: Website Form",
    "summary": "Visitors of the website file requests without logging in",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Gateway contributors",
    "license": "LGPL-3",
    "depends": ["crm_gateway", "website"],
    "data": [
        "data/ir_model_data.xml",
        "views/website_templates.xml",
        "data/website_page_data.xml",
    ],
    "assets": {
        "web.assets_tests": ["crm_gateway_website/static/tests/tours/**/*"],
        "website.website_builder_assets": [
            "crm_gateway_website/static/src/form/request_form_editor.js",
        ],
    },
    "demo": ["demo/crm_request_demo.xml"],
    "auto_install": True,
    "uninstall_hook": "uninstall_hook",
}
