"""Complaints that were answered, and some that were closed then.

Run inside Odoo's shell, after complaint_team.py.
"""

ann = env["res.users"].search([("login", "=", "ann")])  # noqa: F821
team = env["crm.complaint.team"].search([("name", "=", "Care")])  # noqa: F821
cause = env["crm.complaint.cause"].create({"name": "Forgotten"})  # noqa: F821
for what in ("to accept", "to close", "to reopen", "to take up"):
    complaint = env["crm.complaint"].create(  # noqa: F821
        {
            "name": what,
            "partner_id": env["res.partner"]  # noqa: F821
            .create({"name": f"Customer {what}"})
            .id,
            "team_id": team.id,
            "category_id": env["crm.complaint.category"]  # noqa: F821
            .search([("name", "=", "Late")], limit=1)
            .id,
            "user_id": ann.id,
            "severity": "2",
            "impact": "2",
        }
    )
    complaint.action_assess()
    complaint.with_user(ann)._respond(
        "upheld", "<p>We forgot it.</p>", cause, "Write to us again."
    )
    # moved at once, what was met must not stand in the way of what begins anew
    env.flush_all()  # noqa: F821
    if what in ("to reopen", "to take up"):
        complaint.action_accept()
        env.flush_all()  # noqa: F821
env.cr.commit()  # noqa: F821
