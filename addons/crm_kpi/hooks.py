from odoo.addons.crm_gateway.hooks import forget_models


def post_init_hook(env):
    """Let the first run of the scheduler fill the history of all figures."""
    env["crm.kpi"]._trigger_scheduler()


def uninstall_hook(env):
    """Leave nothing behind that the host's uninstall does not know of."""
    forget_models(env, "crm_kpi")
    # Its type could not go while activities, even done ones, are of it
    follow_ups = env.ref(
        "crm_kpi.mail_activity_type_follow_up", raise_if_not_found=False
    )
    if follow_ups:
        env["mail.activity"].with_context(active_test=False).search(
            [("activity_type_id", "in", follow_ups.ids)]
        ).unlink()
    env["ir.config_parameter"].search([("key", "=like", "crm_kpi.%")]).unlink()
