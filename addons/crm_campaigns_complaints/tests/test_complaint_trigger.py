from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.crm_campaigns.tests.journey_common import JourneyCase


@tagged("post_install", "-at_install")
class TestComplaintTrigger(JourneyCase):
    """After a complaint is settled, something kind; before, or if refused, nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = cls._make_user("trigger_agent", "group_campaign_manager")
        cls.agent.group_ids |= cls.env.ref("crm_complaints.group_complaint_manager")
        cls.journey = cls._make_journey(
            ("goal", {"goal": "order"}),
            start={"trigger": "complaint"},
            user_id=cls.agent.id,
        )

    def _complain(self, partner, **values):
        complaint = self.env["crm.complaint"].create(
            {
                "name": "Wet boxes",
                "partner_id": partner.id,
                "company_id": self.company.id,
                **{key: values[key] for key in values if key == "is_confidential"},
            }
        )
        self.env.flush_all()
        # how a complaint comes to its end has its own tests
        self.env.cr.execute(
            """UPDATE crm_complaint
                  SET state = %s, decision = %s,
                      closed_date = now() AT TIME ZONE 'UTC' + interval '1 minute'
                WHERE id = %s""",
            (
                values.get("state", "closed"),
                values.get("decision", "upheld"),
                complaint.id,
            ),
        )
        self.env.invalidate_all()
        return complaint

    def test_who_was_right_starts(self):
        self.journey.with_user(self.agent).action_publish()
        right, partly, refused, waiting, secret = self.partners[:5]
        self._complain(right)
        self._complain(partly, decision="partly")
        self._complain(refused, decision="rejected")
        self._complain(waiting, state="investigating")
        self._complain(secret, is_confidential=True)
        self._run(self.journey.with_user(self.agent))
        started = self.journey.participant_ids.partner_id
        self.assertEqual(started, right | partly)

    def test_owner_has_to_handle_complaints(self):
        self.journey.user_id = self.marketer
        with self.assertRaisesRegex(UserError, "may not know who complains"):
            self.journey.with_user(self.marketer).action_publish()
