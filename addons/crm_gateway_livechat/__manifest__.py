{
    "name": "CRM Gateway: Live Chat",
    "summary": "Requests from live chats, by operators and chatbots",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Gateway contributors",
    "license": "LGPL-3",
    "depends": ["crm_gateway", "im_livechat"],
    "data": [
        "security/discuss_channel_rules.xml",
        "views/chatbot_script_step_views.xml",
        "views/crm_request_views.xml",
    ],
    "assets": {
        "web.assets_backend": ["crm_gateway_livechat/static/src/core/**/*"],
        "web.assets_tests": ["crm_gateway_livechat/static/tests/tours/**/*"],
    },
    "demo": ["demo/chatbot_script_demo.xml"],
    "auto_install": True,
}
