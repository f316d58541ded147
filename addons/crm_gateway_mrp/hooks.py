def post_init_hook(env):
    """Let the standard plan of what is made to order follow its manufacturing.

    Also where it follows purchases already, which is the plan of those who make
    nothing themselves. A plan that somebody has changed stays as it is.
    """
    make = env.ref("crm_gateway.crm_request_type_made_to_order_make", False)
    if make and make.kind in ("free", "purchase"):
        make.kind = "production"
