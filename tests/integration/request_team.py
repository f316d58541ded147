"""A small company whose people act on the same requests at the same time.

Run inside Odoo's shell.
"""

company = env.company  # noqa: F821 - Odoo's shell gives env


def make(model, **values):
    return env[model].create(values)  # noqa: F821


def hire(name, *groups):
    """An employee who logs in by the name."""
    user = env["res.users"].with_context(no_reset_password=True)  # noqa: F821
    user = user.create(
        {
            "name": name,
            "login": name,
            "group_ids": [(6, 0, [env.ref(group).id for group in groups])],  # noqa: F821
        }
    )
    return make("hr.employee", name=name, user_id=user.id)


hire("ann", "crm_gateway.group_request_user", "sales_team.group_sale_manager")
hire("ben", "crm_gateway.group_request_user", "sales_team.group_sale_manager")
sam = hire("sam", "base.group_user")
customer = make("res.partner", name="Cyrus Trading")
product = make("product.product", name="Advice", type="service")
first, second, third = (
    {"name": name, "employee_id": sam.id, "hours": hours}
    for name, hours in (("First", 1), ("Second", 1), ("Third", 1))
)
plain = make("crm.request.type", name="Plain", step_ids=[(0, 0, first)])
join = make("crm.request.type", name="Join", step_ids=[(0, 0, first), (0, 0, second)])
make(
    "crm.request.type.step", type_id=join.id, **third
).depends_on_ids = join.step_ids.filtered(lambda step: step.name != "Third")
quote = {**first, "name": "Quote", "kind": "quotation"}
selling = make("crm.request.type", name="Selling", step_ids=[(0, 0, quote)])
make(
    "crm.request.type.step",
    type_id=selling.id,
    name="Confirm",
    kind="order",
    depends_on_ids=selling.step_ids.ids,
)
for name, request_type in (
    ("twice done", plain),
    ("given away", plain),
    ("given away late", plain),
    ("side by side", join),
    ("closed", selling),
    ("confirmed", selling),
    ("started", selling),
):
    request_type.auto_start = name != "started"
    request = make(
        "crm.request", name=name, type_id=request_type.id, partner_id=customer.id
    )
    request.order_ids.order_line = [(0, 0, {"product_id": product.id})]
selling.auto_start = True
env.cr.commit()  # noqa: F821
