"""What add-ons gave to complaints, and what is left of it without them.

Run inside Odoo's shell; STEP in the environment names the step.
"""

import os

PARTS = {
    "crm_complaints_stock": "return",
    "crm_complaints_repair": "repair",
    "crm_complaints_loyalty": "discount",
}
WAYS = ("crm_complaints_livechat", "crm_complaints_sms", "crm_complaints_survey")
REMEDY = "crm.complaint.remedy"


def give(env):
    """A return, an exchange, a repair and a discount, each with its document."""
    company = env.company
    program = env["loyalty.program"].create(
        {"name": "Gifts", "program_type": "gift_card", "company_id": company.id}
    )
    company.crm_complaint_loyalty_program_id = program
    customer = env["res.partner"].create({"name": "Cyrus Trading"})
    goods = env["product.product"].create(
        {"name": "Tea", "is_storable": True, "standard_price": 4}
    )
    line = {"product_id": goods.id, "product_uom_qty": 9}
    order = env["sale.order"].create(
        {"partner_id": customer.id, "order_line": [(0, 0, line)]}
    )
    order.action_confirm()
    delivery = order.picking_ids
    delivery.move_ids.write({"quantity": 9, "picked": True})
    delivery._action_done()
    team = env["crm.complaint.team"].create(
        {"name": "Parts", "remedy_limit": 1000, "user_id": env.uid}
    )
    complaint = env["crm.complaint"].create(
        {
            "name": "In parts",
            "partner_id": customer.id,
            "team_id": team.id,
            "user_id": env.ref("base.user_admin").id,
            "link_ids": [(0, 0, {"picking_id": delivery.id, "note": "Wet"})],
        }
    )
    wanted = {"complaint_id": complaint.id, "product_id": goods.id, "amount": 10}
    remedies = env[REMEDY].create(
        [
            {**wanted, "kind": "replacement", "takes_back": True},
            *({**wanted, "kind": kind} for kind in PARTS.values()),
        ]
    )
    remedies.action_submit()
    assert set(remedies.mapped("state")) == {"done"}, remedies.mapped("state")
    back = remedies.return_ids[:1]
    back.move_ids.write({"quantity": 1, "picked": True})
    back._action_done()
    assert complaint.cost, complaint.cost_table
    ask(env)


def ask(env):
    """A complaint of a chat, and a customer who is asked by SMS and in a survey."""
    customer = env["res.partner"].create(
        {"name": "Darius", "phone": "+98 912 345 6789"}
    )
    chat = env["discuss.channel"].create({"name": "Visitor"})
    env["crm.complaint"].create(
        {"name": "In a chat", "channel": "chat", "chat_id": chat.id}
    )
    question = {"title": "How was it?", "question_type": "scale"}
    survey = env["survey.survey"].create(
        {
            "title": "How was it?",
            "question_and_page_ids": [
                (0, 0, {**question, "scale_min": 1, "scale_max": 5})
            ],
        }
    )
    programme = env["crm.satisfaction.programme"].create(
        {
            "name": "In many ways",
            "kind": "csat",
            "channel": "sms",
            "survey_id": survey.id,
            "score_question_id": survey.question_and_page_ids.id,
            "state": "running",
        }
    )
    now = env.cr.now()
    invitation = env["crm.satisfaction.invitation"].create(
        {
            "programme_id": programme.id,
            "partner_id": customer.id,
            "res_model": "res.partner",
            "res_id": customer.id,
            "moment_date": now,
            "send_date": now,
        }
    )
    invitation._deliver(env["mail.template"])
    invitation.write({"state": "sent", "sent_date": now})
    assert invitation.user_input_id
    invitation._answer({"score": 4, "channel": "survey"})
    assert env["sms.sms"].search([("partner_id", "=", customer.id)])


def look(env):
    """What was given is on record; what is given now is reported by hand."""
    gone = env["ir.module.module"].search([("name", "in", [*PARTS, *WAYS])])
    assert set(gone.mapped("state")) == {"uninstalled"}, gone.mapped("state")
    complaint = env["crm.complaint"].search([("name", "=", "In parts")])
    assert complaint.link_ids.display_name == "Wet", complaint.link_ids.display_name
    remedies = complaint.remedy_ids
    assert len(remedies) == 4
    assert set(remedies.mapped("state")) == {"done"}, remedies.mapped("state")
    assert sum(remedies.mapped("recovered_value")) == 4, remedies.read()
    for remedy in remedies:
        document = remedy._get_document()
        assert document, remedy.display_name
        assert remedy.action_open_document()["res_id"] == document.id
    for record in complaint, remedies[:1]:
        record.get_views([(False, "form"), (False, "list"), (False, "search")])
        record.web_read({name: {} for name in record.fields_get()})
    for remedy in remedies:
        again = remedy.copy()
        again.action_submit()
        if again.kind in PARTS.values():
            assert again.state == "approved", (again.kind, again.state)
            again.action_done()
        assert again.state == "done", (again.kind, again.state)
    complaint._compute_cost()
    assert complaint.cost, complaint.cost_table
    look_at_the_asked(env)


def look_at_the_asked(env):
    """What came by chat came somehow, and the answer stays; the mail asks from now."""
    complaint = env["crm.complaint"].search([("name", "=", "In a chat")])
    assert complaint.channel == "api", complaint.channel
    programme = env["crm.satisfaction.programme"].search(
        [("name", "=", "In many ways")]
    )
    assert programme.channel == "email", programme.channel
    invitation = env["crm.satisfaction.invitation"].search(
        [("programme_id", "=", programme.id)]
    )
    assert "/satisfaction/" in invitation._get_url()
    answer = invitation._get_response()
    assert (answer.score, answer.channel) == (4, "survey"), answer.read()
    for record in complaint, programme, invitation, answer:
        record.get_views([(False, "form"), (False, "list"), (False, "search")])
        record.web_read({name: {} for name in record.fields_get()})


{"give": give, "look": look}[os.environ["STEP"]](env)  # noqa: F821 - Odoo's shell
env.cr.commit()  # noqa: F821
