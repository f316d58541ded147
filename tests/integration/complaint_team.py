"""A company where people act on the same complaints at the same time.

Run inside Odoo's shell.
"""

from datetime import datetime, timedelta

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
category = make("crm.complaint.category", name="Late", team_id=team.id)
promise = make(
    "crm.promise",
    name="Soon",
    code_id=make("crm.promise.code", name="Our promise").id,
    category_id=category.id,
)
make(
    "crm.promise.version",
    promise_id=promise.id,
    valid_from="2020-01-01",
    text="Soon",
    state="approved",
    compensation_kind="fixed",
    compensation_amount=20,
)
for what in ("to compensate", "to complain of"):
    breach = make(
        "crm.promise.breach",
        promise_id=promise.id,
        res_name=what,
        partner_id=customer.id,
    )
    if what == "to compensate":
        breach.complaint_id = make(
            "crm.complaint",
            name=what,
            partner_id=customer.id,
            team_id=team.id,
            user_id=agents[0].id,
        )
now = datetime.now()
for name in ("Answered", "Bad"):
    programme = make("crm.satisfaction.programme", name=name, state="running")
    invitation = make(
        "crm.satisfaction.invitation",
        programme_id=programme.id,
        partner_id=customer.id,
        res_model="res.partner",
        res_id=customer.id,
        moment_date=now,
        send_date=now,
        sent_date=now,
        expiry_date=now + timedelta(days=30),
        state="sent",
    )
    if name == "Bad":
        invitation._answer({"score": 1})
make(
    "res.users",
    name="eve",
    login="eve",
    group_ids=[(6, 0, [env.ref("crm_complaints.group_complaint_approver").id])],  # noqa: F821
)
env.cr.commit()  # noqa: F821
