def post_init_hook(env):
    """Compute the first values soon after the installation, not next night."""
    env.ref("crm_customer_value.ir_cron_refresh")._trigger()


def uninstall_hook(env):
    """Give up the grids first: their cells hold on to the segments."""
    env["crm.rfm.grid"].search([("company_id", "!=", False)]).unlink()
