from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .journey_common import JourneyCase


@tagged("post_install", "-at_install")
class TestForgedCalls(JourneyCase):
    """Calls that no button makes, by a portal user, an employee, another company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(cls.env, "forged_portal", "base.group_portal")
        cls.employee = new_test_user(
            cls.env,
            "forged_employee",
            "base.group_user",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.stranger = cls._make_user(
            "forged_stranger",
            "group_campaign_manager",
            company_id=elsewhere.id,
            company_ids=[(6, 0, elsewhere.ids)],
        )
        cls.outsiders = (cls.portal, cls.employee, cls.stranger)
        cls.journey = cls._make_journey(
            ("channel", {"channel": "email", "mailing_id": cls._make_mailing().id}),
            ("exit", {}),
        )

    def _as(self, record, user):
        self.env.invalidate_all()
        return record.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        )

    def test_version_of_another_journey(self):
        """A test run takes its steps from its own journey."""
        other = self._make_journey(("exit", {"name": "Other"}))
        wizard = self.env["crm.journey.try"].with_user(self.marketer)
        wizard = wizard.create(
            {"journey_id": self.journey.id, "partner_id": self.partners[0].id}
        )
        wizard.version_id = other.draft_version_id
        with self.assertRaises(UserError):
            wizard.action_run()
        self.assertFalse(self.journey.participant_ids)

    def test_rights_of_the_owner_are_not_lent(self):
        """A marketer whose journey would see, and do, what an administrator may."""
        journey = self.journey
        journey.user_id = self.manager
        mine = self._as(journey, self.marketer)
        with self.assertRaises(AccessError):
            mine.action_publish()
        self.assertEqual(journey.state, "draft")
        mine.user_id = self.marketer
        mine.action_publish()
        self.assertEqual(journey.state, "running")
        for state in ("running", "paused", "closed"):
            journey.sudo().state = state
            with self.subTest(state=state), self.assertRaises(AccessError):
                mine.user_id = self.env.ref("base.user_admin")
        self.assertEqual(journey.user_id, self.marketer)
        # somebody else takes it over, and a new version is theirs to publish
        journey.sudo().state = "running"
        theirs = self._as(journey, self.manager)
        theirs.action_new_version()
        with self.assertRaises(AccessError):
            theirs.action_publish()
        theirs.user_id = self.manager
        theirs.action_publish()
        self.assertEqual(journey.version_id.number, 2)

    def test_test_run_asks_with_the_rights_of_who_tests(self):
        """A condition in a draft tells nobody what they may not read."""
        lead = self.env["crm.lead"].create(
            {"name": "Of another", "partner_id": self.partners[0].id}
        )
        lead.user_id = self.manager
        self.marketer.group_ids -= self.env.ref(
            "sales_team.group_sale_salesman_all_leads"
        )
        journey = self._make_journey(
            ("condition", {"domain": "[('name', '=', 'Of another')]"}),
            ("exit", {"name": "Told"}),
            start={"trigger": "rule", "domain": "[('name', '=', 'Of another')]"},
            model="crm.lead",
            user_id=self.manager.id,
        )
        version = journey.draft_version_id
        silent = self._add(version, "exit", name="Silent")
        self._tie(version.node_ids[1], silent, "no")
        for user, expected in ((self.marketer, "Silent"), (self.manager, "Told")):
            participant = self.env["crm.journey.participant"].sudo().with_user(user)
            participant = participant.sudo().create(
                {
                    "journey_id": journey.id,
                    "version_id": version.id,
                    "company_id": self.company.id,
                    "model": "crm.lead",
                    "res_id": lead.id,
                    "partner_id": self.partners[0].id,
                    "rotation": -user.id,
                    "is_test": True,
                    "enrolled_on": self.env.cr.now(),
                }
            )
            task = self.env["crm.journey.task"].create(
                {
                    "participant_id": participant.id,
                    "journey_id": journey.id,
                    "company_id": self.company.id,
                    "node_id": version.node_ids[1].id,
                    "due_at": self.env.cr.now(),
                }
            )
            outcome = task._do_condition(version.node_ids[1])[task.id][1]
            name = {"yes": "Told", "no": "Silent"}[outcome]
            self.assertEqual(name, expected, user.login)

    def test_winner_is_chosen_by_who_may_write(self):
        mailing = self._make_mailing(
            ab_testing_enabled=True,
            ab_testing_pc=10,
            ab_testing_winner_selection="manual",
        )
        for user in (self.portal, self.employee):
            for name in ("action_select_as_winner", "action_send_winner_mailing"):
                with self.subTest(user=user.login, name=name):
                    with self.assertRaises(AccessError):
                        getattr(self._as(mailing, user), name)()
        with self.assertRaises(AccessError):
            self._as(mailing, self.stranger).action_select_as_winner()
        self.assertFalse(mailing.campaign_id.crm_ab_decision)

    def test_nothing_is_read(self):
        """No model of campaigns answers who is none of them, nor counts for them."""
        self.journey.action_publish()
        self._run(self.journey)
        self.env["crm.suppression"].create(
            {"value": "secret@example.com", "company_id": self.company.id}
        )
        self.env["crm.consent"].sudo().create(
            {
                "partner_id": self.partners[0].id,
                "email_normalized": self.partners[0].email_normalized,
                "state": "given",
                "source": "phone",
                "company_id": self.company.id,
            }
        )
        for name in (
            "crm.journey",
            "crm.journey.participant",
            "crm.journey.task",
            "crm.suppression",
            "crm.consent",
            "crm.contact.preference",
            "crm.campaign.spending",
            "crm.campaign.revenue",
            "crm.campaign.touch",
        ):
            for user in self.outsiders:
                with self.subTest(model=name, user=user.login):
                    self._assert_nothing(self._as(self.env[name], user))

    def _assert_nothing(self, Model):
        domain = [("company_id", "=", self.company.id)]
        if Model.has_access("read"):
            self.assertEqual(Model.env.user, self.stranger)
            self.assertFalse(Model.search(domain))
            self.assertFalse(Model.search_count(domain))
            self.assertFalse(Model._read_group(domain, [], ["__count"])[0][0])
        else:
            with self.assertRaises(AccessError):
                Model.search(domain)
            with self.assertRaises(AccessError):
                Model.search_count(domain)

    def test_secret_of_webhooks_is_not_found_by_guessing(self):
        """A field that may not be read is no filter either, and no order."""
        self.journey.sudo().webhook_secret = "s3cret"
        self.marketer.group_ids |= self.env.ref("base.group_allow_export")
        journeys = self._as(self.env["crm.journey"], self.marketer)
        for call in (
            lambda: journeys.search([("webhook_secret", "=like", "s%")]),
            lambda: journeys.search([], order="webhook_secret"),
            lambda: journeys._read_group([], ["webhook_secret"], ["__count"]),
            lambda: self._as(self.journey, self.marketer).export_data(
                ["webhook_secret"]
            ),
        ):
            with self.assertRaises(AccessError):
                call()
