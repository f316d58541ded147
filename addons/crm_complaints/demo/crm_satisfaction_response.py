"""A year of answers, made through the ORM: they depend on today and on each other."""

import random
from datetime import timedelta

from odoo import Command, api, fields, models

MONTHS = 12
# how well each characteristic is graded, and how much the whole depends on it
CHARACTERISTICS = {
    "time": (3.3, 0.9),
    "quality": (4.4, 0.8),
    "advice": (4.3, 0.2),
    "invoice": (3.4, 0.1),
    "packing": (4.5, 0.1),
}
COMMENTS = {
    "bad": [
        "The delivery came a week late and nobody told us.",
        "Two chairs arrived damaged, and the carrier did not wait.",
        "I called three times to reach anybody.",
        "سفارش خیلی دیر رسید و کسی پاسخ تلفن را نداد.",
        "The invoice did not match the order.",
    ],
    "neutral": [
        "Fine, but the price has gone up again.",
        "Good quality, the delivery could be faster.",
        "کیفیت خوب است ولی قیمت گران شده.",
    ],
    "good": [
        "Friendly staff, good advice.",
        "Everything as ordered, on time.",
        "برخورد کارکنان عالی بود.",
        "The quality is what we hoped for.",
    ],
}


class CrmSatisfactionResponse(models.Model):
    _inherit = "crm.satisfaction.response"

    @api.model
    def _load_demo_answers(self):
        """Start the demo programmes a year ago, and let customers answer."""
        draw = random.Random(10004)
        partners = self.env["res.partner"].search(
            [
                ("email_normalized", "!=", False),
                ("user_ids", "=", False),
                ("company_id", "in", (False, self.env.ref("base.main_company").id)),
            ],
            order="id",
            limit=40,
        )
        for name, monthly in (("order", 9), ("nps", 7), ("ces", 5)):
            programme = self.env.ref(
                f"crm_complaints.crm_satisfaction_programme_{name}_demo"
            )
            programme.action_start()
            self._answer_demo(draw, programme, partners, monthly)

    def _answer_demo(self, draw, programme, partners, monthly):
        now = fields.Datetime.now()
        answers = []
        for month in range(MONTHS):
            for partner in draw.sample(partners, min(monthly, len(partners))):
                date = now - timedelta(days=30 * (MONTHS - month) - draw.randrange(28))
                answers.append((partner, month + 1, date))
        invitations = self.env["crm.satisfaction.invitation"].create(
            [
                {
                    "programme_id": programme.id,
                    "partner_id": partner.id,
                    "res_model": "res.partner",
                    "res_id": partner.id,
                    "round_number": month,
                    "moment_date": date,
                    "send_date": date,
                    "sent_date": date,
                    "expiry_date": date + timedelta(days=30),
                    "state": "expired",
                    "email": partner.email_normalized,
                }
                for partner, month, date in answers
            ]
        )
        for invitation in invitations:
            if draw.random() < 0.65:
                self._answer_demo_invitation(draw, invitation)

    def _answer_demo_invitation(self, draw, invitation):
        programme = invitation.programme_id
        # the new carrier of the last months delivers better
        better = 0.35 if invitation.round_number > MONTHS - 4 else 0
        grades, whole = [], draw.gauss(0, 0.4)
        for name, (level, pull) in CHARACTERISTICS.items():
            if programme.kind != "csat":
                break
            level += better if name == "time" else 0
            grade = min(5, max(1, round(draw.gauss(level, 0.9))))
            whole += pull * (grade - level)
            characteristic = self.env.ref(
                f"crm_complaints.crm_satisfaction_characteristic_{name}_demo"
            )
            grades.append(
                Command.create({"characteristic_id": characteristic.id, "grade": grade})
            )
        middle, spread, scores = {
            "csat": (3.9 + better, 1, (1, 5)),
            "nps": (8.0 + better, 2.2, (0, 10)),
            "ces": (5.2 + better, 1.2, (1, 7)),
        }[programme.kind]
        if not grades:
            whole = draw.gauss(0, spread)
        score = min(scores[1], max(scores[0], round(middle + whole)))
        date = invitation.sent_date + timedelta(hours=draw.randrange(1, 60))
        response = self.create(
            {
                "invitation_id": invitation.id,
                "programme_id": programme.id,
                "partner_id": invitation.partner_id.id,
                "res_model": invitation.res_model,
                "res_id": invitation.res_id,
                "round_number": invitation.round_number,
                "channel": "web",
                "answered_date": min(date, fields.Datetime.now()),
                "score": score,
                "grade_ids": grades,
            }
        )
        if draw.random() < 0.5:
            response.comment = draw.choice(COMMENTS[response.tone])
        invitation.write({"state": "answered", "answered_date": date})
