def post_init_hook(env):
    """Let the first run of the scheduler fill the history of all figures."""
    env["crm.kpi"]._trigger_scheduler()


def uninstall_hook(env):
    """Leave nothing behind that the host's uninstall does not know of."""
    env["ir.config_parameter"].search([("key", "=like", "crm_kpi.%")]).unlink()
