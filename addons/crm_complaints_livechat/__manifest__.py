{
    "name": "CRM Complaints: Live Chat",
    "summary": "Complaints from live chats, by operators and chatbots",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Gateway contributors",
    "license": "LGPL-3",
    "depends": ["crm_complaints", "crm_gateway_livechat"],
    "data": ["views/chatbot_script_step_views.xml"],
    "assets": {
        "web.assets_backend": ["crm_complaints_livechat/static/src/core/**/*"],
    },
    "auto_install": True,
}
