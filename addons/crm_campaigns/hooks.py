from odoo.addons.crm_gateway.hooks import forget_models


def uninstall_hook(env):
    forget_models(env, "crm_campaigns")
