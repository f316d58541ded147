"""What people do with a database in the course of its life.

Run inside Odoo's shell; STEP in the environment names the step.
"""

import os
from datetime import date, datetime, time, timedelta

CUSTOMERS = 60
FIRST_DAY = date(2024, 1, 1)
# a day that stays the same: the figures of two lives are compared
LAST_DAY = date(2025, 6, 30)


def sell(env):
    """A shop that knows nothing of us yet."""
    goods = env["product.product"].create(
        {"name": "Goods", "standard_price": 60, "taxes_id": False}
    )
    customers = env["res.partner"].create(
        [{"name": f"Customer {number:02}"} for number in range(CUSTOMERS)]
    )
    orders = env["sale.order"].create(
        [
            {
                "partner_id": customer.id,
                "order_line": [
                    (0, 0, {"product_id": goods.id, "price_unit": 100 + number})
                ],
            }
            for number, customer in enumerate(customers)
            for _turn in range(1 + number % 3)
        ]
    )
    orders.action_confirm()
    for number, order in enumerate(orders):
        day = FIRST_DAY + timedelta(days=number * 37 % 540)
        order.date_order = datetime.combine(day, time(9))


def use(env):
    """Settings, own segments and grid, two nights, and a third one to come."""
    company, admin = env.company, env.ref("base.user_admin")
    tag = env["res.partner.category"].search([], limit=1)
    company.write(
        {
            "crm_timezone": "Asia/Tehran",
            "crm_group_currency_id": company.currency_id.id,
            "crm_value_basis": "order",
            "crm_value_min_buyers": 50,
            "crm_value_excluded_category_ids": [(6, 0, tag.ids)],
        }
    )
    promising = env.ref("crm_customer_value.crm_segment_promising")
    loyal = env.ref("crm_customer_value.crm_segment_loyal")
    loyal.write({"name": "Friends", "strategy": "<p>Call them by their name.</p>"})
    ours = env["crm.segment"].create(
        {
            "name": "Neighbours",
            "kind": "grid",
            "company_id": company.id,
            "team_id": env["crm.team"].search([], limit=1).id,
            "user_id": admin.id,
        }
    )
    (loyal | ours).write({"contact_interval": 30, "user_id": admin.id})
    grid = env["crm.rfm.grid"]._get_for_company(company)
    grid.axis = "frequency_monetary"
    grid.cell_ids.filtered(lambda cell: cell.recency_score == 5).segment_id = ours
    promising.cell_ids.segment_id = loyal
    promising.unlink()
    customer = env["res.partner"].search([("name", "=", "Customer 01")])
    customer.known_wallet = 5000
    admin.group_ids -= env.ref("crm_gateway.group_margin_viewer")
    env["ir.default"].set("crm.segment", "contact_daily_limit", 7)
    env["ir.filters"].create(
        {
            "name": "The worthy",
            "model_id": "crm.customer.value",
            "action_id": env.ref("crm_customer_value.crm_customer_value_action").id,
        }
    )
    env["ir.attachment"].create(
        {"name": "plan.txt", "raw": b"x", "res_model": ours._name, "res_id": ours.id}
    )
    run_nightly(env)
    assert env["mail.activity"].search_count([("automated", "=", True)])
    company.crm_value_as_of_date = LAST_DAY
    run_nightly(env)
    customer.sale_order_ids.order_line.discount = 0
    company.crm_value_horizon = 6
    refreshes = env["crm.value.refresh"].search([])
    assert refreshes.mapped("state") == ["waiting", "done", "done"], refreshes
    assert env["crm.customer.value"].search_count([]) == CUSTOMERS
    assert env["crm.customer.change"].search_count([])


def run_nightly(env):
    """Let the scheduler do it, in a transaction of its own."""
    env.cr.commit()
    done = env.ref("crm_customer_value.ir_cron_refresh").method_direct_trigger()
    assert done is True, done
    # a new transaction, which sees what the scheduler's did
    env.cr.commit()


{"sell": sell, "use": use}[os.environ["STEP"]](env)  # noqa: F821 - Odoo's shell
env.cr.commit()  # noqa: F821
