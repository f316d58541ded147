from odoo.addons.crm_gateway.hooks import forget_models


def uninstall_hook(env):
    forget_models(env, "crm_complaints")
    _forget_product_values(env)


def _forget_product_values(env):
    """Drop the prices that the host's stock noted of our product; it would keep them.

    Without that module there are none.
    """
    product = env.ref("crm_complaints.product_goodwill", raise_if_not_found=False)
    if product and "product.value" in env:
        env["product.value"].search([("product_id", "=", product.id)]).unlink()
