"""A company where two agents credit the same invoice at the same time.

Run inside Odoo's shell.
"""

company = env.company  # noqa: F821 - Odoo's shell gives env
env["account.chart.template"].try_loading(  # noqa: F821
    "generic_coa", company, install_demo=False
)


def make(model, **values):
    return env[model].create(values)  # noqa: F821


agents = [
    env["res.users"]  # noqa: F821
    .with_context(no_reset_password=True)
    .create(
        {
            "name": name,
            "login": name,
            "group_ids": [(6, 0, [env.ref("crm_complaints.group_complaint_user").id])],  # noqa: F821
        }
    )
    for name in ("ann", "ben")
]
team = make(
    "crm.complaint.team",
    name="Care",
    remedy_limit=100,
    member_ids=[
        (0, 0, {"user_id": agent.id, "trained_date": "2020-01-01"}) for agent in agents
    ],
)
customer = make("res.partner", name="Cyrus Trading")
invoice = make(
    "account.move",
    move_type="out_invoice",
    partner_id=customer.id,
    invoice_line_ids=[(0, 0, {"name": "Tea", "price_unit": 100, "tax_ids": []})],
)
invoice.action_post()
for what in ("same invoice", "same complaint"):
    for agent in agents:
        if what == "same invoice" or agent == agents[0]:
            complaint = make(
                "crm.complaint",
                name=f"{what} {agent.name}",
                partner_id=customer.id,
                team_id=team.id,
                user_id=agent.id,
            )
        credit = {"kind": "credit_note", "invoice_id": invoice.id}
        gift = {"kind": "other"}
        make(
            "crm.complaint.remedy",
            complaint_id=complaint.id,
            amount=60,
            note=f"{what} {agent.name}",
            **(credit if what == "same invoice" else gift),
        )
make(
    "res.users",
    name="eve",
    login="eve",
    group_ids=[(6, 0, [env.ref("crm_complaints.group_complaint_approver").id])],  # noqa: F821
)
env.cr.commit()  # noqa: F821
