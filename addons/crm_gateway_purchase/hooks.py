def post_init_hook(env):
    """Let the standard plan of what is made to order follow what is bought for it.

    A plan that somebody has changed, or that follows manufacturing, stays as it is.
    """
    make = env.ref("crm_gateway.crm_request_type_made_to_order_make", False)
    if make and make.kind == "free":
        make.kind = "purchase"
