"""A few orders, and two people who may count figures at the same time.

Run inside Odoo's shell.
"""

company = env.company  # noqa: F821 - Odoo's shell gives env
partner = env["res.partner"].create({"name": "Cyrus Trading"})  # noqa: F821
product = env["product.product"].create({"name": "Tea", "type": "service"})  # noqa: F821
for name in ("ann", "ben"):
    env["res.users"].with_context(no_reset_password=True).create(  # noqa: F821
        {
            "name": name,
            "login": name,
            "group_ids": [(6, 0, [env.ref("crm_kpi.group_kpi_manager").id])],  # noqa: F821
        }
    )
for _number in range(3):
    order = env["sale.order"].create(  # noqa: F821
        {
            "partner_id": partner.id,
            "company_id": company.id,
            "order_line": [
                (
                    0,
                    0,
                    {"product_id": product.id, "price_unit": 100, "tax_ids": False},
                )
            ],
        }
    )
    order.action_confirm()
env.cr.commit()  # noqa: F821
