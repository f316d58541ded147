from datetime import timedelta

from odoo import Command, fields

from .common import ComplaintMixin

AUDITOR = "crm_complaints.group_complaint_auditor"


class SatisfactionMixin(ComplaintMixin):
    """Programmes, and customers who answer them."""

    @classmethod
    def _prepare(cls):
        result = super()._prepare()
        cls.company.email = "company@example.com"
        return result

    @classmethod
    def _make_programme(cls, start=True, **values):
        programme = cls.env["crm.satisfaction.programme"].create(
            {
                "name": "After the order",
                "company_id": cls.company.id,
                "purpose": "Know more",
                "scope": "All",
                "user_id": cls.manager.id,
                "kind": "csat",
                "moment": "order",
                "delay_days": 0,
                "hour_from": 0,
                "hour_to": 24,
                **values,
            }
        )
        if start:
            programme.action_start()
        return programme

    @classmethod
    def _make_partner(cls, name, **values):
        return cls.env["res.partner"].create(
            {"name": name, "email": f"{name.lower()}@example.com", **values}
        )

    @classmethod
    def _make_order(cls, partner, **values):
        """A confirmed order, a moment later than the programme's start."""
        order = cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "company_id": cls.company.id,
                "order_line": [
                    Command.create({"name": "Tea", "display_type": "line_note"})
                ],
            }
        )
        order.write(
            {
                "state": "sale",
                "date_order": fields.Datetime.now() + timedelta(seconds=1),
                **values,
            }
        )
        return order

    @classmethod
    def _make_invitation(cls, programme, partner, **values):
        """One that was sent, and is open."""
        now = fields.Datetime.now()
        return cls.env["crm.satisfaction.invitation"].create(
            {
                "programme_id": programme.id,
                "partner_id": partner.id,
                "res_model": "res.partner",
                "res_id": partner.id,
                "moment_date": now,
                "send_date": now,
                "sent_date": now,
                "expiry_date": now + timedelta(days=30),
                "state": "sent",
                "email": partner.email_normalized,
                **values,
            }
        )

    @classmethod
    def _make_answers(cls, programme, scores, **values):
        """Answers of as many customers: {score: how many}."""
        return cls.env["crm.satisfaction.response"].create(
            [
                {"programme_id": programme.id, "score": score, **values}
                for score, count in scores.items()
                for _number in range(count)
            ]
        )

    def _send(self):
        """Let the scheduler plan and send; return the mails that came of it."""
        Mail = self.env["mail.mail"]
        before = Mail.search([])
        self.env["crm.satisfaction.programme"].sudo()._cron_plan()
        self.env["crm.satisfaction.invitation"].sudo()._cron_send()
        return Mail.search([]) - before
