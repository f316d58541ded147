from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .journey_common import JourneyCase


@tagged("post_install", "-at_install")
class TestCampaignFunnel(JourneyCase):
    """From the mail to the money, each step opens what it counts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        mailing = cls._make_mailing()
        statuses = ["sent"] * 4 + ["open"] * 2 + ["reply", "bounce", "cancel", "error"]
        now = cls.env.cr.now()
        for number, (partner, status) in enumerate(
            zip(cls.partners, statuses, strict=True)
        ):
            cls.env["mailing.trace"].create(
                {
                    "trace_type": "mail",
                    "mass_mailing_id": mailing.id,
                    "model": "res.partner",
                    "res_id": partner.id,
                    "email": partner.email,
                    "trace_status": status,
                    "sent_datetime": False if status in ("cancel", "error") else now,
                    "links_click_datetime": now if number in (4, 6) else False,
                }
            )
        for partner in cls.partners[:2]:
            cls.env["crm.lead"].create(
                {
                    "name": "Asked",
                    "partner_id": partner.id,
                    "campaign_id": cls.campaign.id,
                    "company_id": cls.company.id,
                }
            )
        paid = cls._invoice(cls._sell(100, cls.campaign, cls.partners[0]))
        cls._pay(paid)
        cls._invoice(cls._sell(50, cls.campaign, cls.partners[1]))
        cls._sell(70, cls.campaign, cls.partners[2])
        quotation = cls._sell(20, cls.campaign, cls.partners[3])
        quotation._action_cancel()
        quotation.action_draft()

    def _funnel(self, user=None):
        funnel = self.env["crm.campaign.funnel"].with_user(user or self.marketer)
        return {step["name"]: step for step in funnel.get_funnel(self.campaign.id)}

    def test_counts_and_shares(self):
        steps = self._funnel()
        self.assertEqual(
            {name: step["count"] for name, step in steps.items()},
            {
                "sent": 8,
                "delivered": 7,
                "opened": 3,
                "clicked": 2,
                "leads": 2,
                "quotations": 4,
                "orders": 3,
                "invoiced": 2,
                "paid": 1,
            },
        )
        self.assertEqual(steps["delivered"]["share"], 7 / 8)
        self.assertEqual(steps["clicked"]["share"], 2 / 7)
        self.assertEqual(steps["orders"]["share"], 3 / 4)
        self.assertEqual(steps["paid"]["share"], 1 / 2)
        self.assertIsNone(steps["leads"]["share"], "people and leads are not the same")

    def test_steps_open_their_records(self):
        steps = self._funnel()
        for name in ("delivered", "opened", "clicked", "leads", "quotations", "orders"):
            action = steps[name]["action"]
            records = self.env[action["res_model"]].search_count(action["domain"])
            self.assertEqual(records, steps[name]["count"], name)

    def test_nothing_is_no_error(self):
        empty = self._make_campaign("Empty")
        funnel = self.env["crm.campaign.funnel"].with_user(self.marketer)
        steps = funnel.get_funnel(empty.id)
        self.assertEqual({step["count"] for step in steps}, {0})
        self.assertEqual({step["share"] for step in steps}, {None})
        self.assertFalse(any(step["action"] for step in steps))

    def test_refused_to_others(self):
        employee = new_test_user(self.env, "funnel_nobody", "base.group_user")
        portal = new_test_user(self.env, "funnel_portal", "base.group_portal")
        other = self._make_company("Funnel Other", "base.EUR")
        stranger = self._make_user(
            "funnel_stranger",
            "group_campaign_user",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        for user in (employee, portal, stranger):
            with self.assertRaises(AccessError):
                self._funnel(user)

    def test_few_queries(self):
        self._funnel()
        funnel = self.env["crm.campaign.funnel"].with_user(self.marketer)
        with self.assertQueryCount(10):
            funnel.get_funnel(self.campaign.id)
