from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.base.tests.common import MockSmtplibCase

from .journey_common import JourneyCase

WAIT = ("wait", {"wait_number": 2, "wait_unit": "day"})
EXIT = ("exit", {})


@tagged("post_install", "-at_install")
class TestJourney(JourneyCase, MockSmtplibCase):
    """Draw, publish, enrol, move on."""

    def test_enrol_twice_is_once(self):
        journey = self._make_journey(WAIT, EXIT)
        journey.action_publish()
        self.assertEqual(journey._enrol(), 10)
        self.assertEqual(journey._enrol(), 0)
        self.assertEqual(journey.participant_count, 10)

    def test_enrolment_goes_on_in_portions(self):
        journey = self._make_journey(WAIT, EXIT)
        journey.action_publish()
        self.assertEqual(journey._enrol(limit=3), 10)

    def test_a_wait_waits(self):
        """Two days: nothing a minute before, the task at the moment."""
        journey = self._make_journey(WAIT, EXIT)
        journey.action_publish()
        self._run(journey)
        self._advance(journey, self._in(days=2, minutes=-1))
        self.assertEqual(set(self._states(journey).values()), {"running"})
        self._advance(journey, self._in(days=2))
        self.assertEqual(set(self._states(journey).values()), {"done"})

    def test_mails_with_their_traces(self):
        mailing = self._make_mailing()
        journey = self._make_journey(
            ("channel", {"channel": "email", "mailing_id": mailing.id}), EXIT
        )
        journey.action_publish()
        self._run(journey)
        self.assertEqual(len(mailing.mailing_trace_ids), 10)
        mails = self.env["mail.mail"].search([("mailing_id", "=", mailing.id)])
        self.assertEqual(len(mails), 10)
        self.assertIn("Person 0", mails.sorted("id")[0].body_html)
        tasks = journey.participant_ids.task_ids.filtered("trace_id")
        self.assertEqual(tasks.mapped("state"), ["done"] * 10)
        self._run(journey)
        self.assertEqual(len(mailing.mailing_trace_ids), 10)

    def test_whoever_may_not_be_written_to_is_skipped(self):
        """Of 1,000, 100 are blacklisted and 50 opted out: 850 mails, 150 reasons."""
        people = self._make_partners(1000, "many")
        for partner in people[:100]:
            self.env["mail.blacklist"]._add(partner.email)
        self.env["crm.consent"].sudo().create(
            [
                {
                    "partner_id": partner.id,
                    "email_normalized": partner.email_normalized,
                    "state": "withdrawn",
                    "source": "phone",
                }
                for partner in people[100:150]
            ]
        )
        mailing = self._make_mailing()
        journey = self._make_journey(
            ("channel", {"channel": "email", "mailing_id": mailing.id}),
            EXIT,
            ref="many",
        )
        journey.action_publish()
        self._run(journey)
        self.assertEqual(len(mailing.mailing_trace_ids), 850)
        skipped = journey.participant_ids.task_ids.filtered(
            lambda task: task.state == "skipped"
        )
        self.assertEqual(
            sorted(
                (reason, len(tasks))
                for reason, tasks in skipped.grouped("reason").items()
            ),
            [("On the blacklist", 100), ("Opted out", 50)],
        )

    def test_said_between_queue_and_smtp(self):
        """Who withdraws after the mail was made, before it goes, does not get it."""
        mailing = self._make_mailing()
        journey = self._make_journey(
            ("channel", {"channel": "email", "mailing_id": mailing.id}), EXIT
        )
        journey.action_publish()
        self._run(journey)
        self.env["crm.consent"].sudo().create(
            {
                "partner_id": self.partners[0].id,
                "email_normalized": self.partners[0].email_normalized,
                "state": "withdrawn",
                "source": "phone",
            }
        )
        mails = self.env["mail.mail"].search([("mailing_id", "=", mailing.id)])
        with self.mock_smtplib_connection():
            mails.send()
        self.assertEqual(len(self.emails), 9)
        trace = mailing.mailing_trace_ids.filtered(
            lambda trace: trace.res_id == self.partners[0].id
        )
        self.assertEqual(
            (trace.trace_status, trace.failure_type), ("cancel", "mail_optout")
        )

    def test_the_fourth_message_of_a_week(self):
        """At most three in seven days: the fourth is skipped, and why is kept."""
        self.env["crm.contact.limit"].create(
            {"name": "Week", "max_count": 3, "days": 7}
        )
        mailings = [self._make_mailing() for _number in range(4)]
        journey = self._make_journey(
            *(
                ("channel", {"channel": "email", "mailing_id": mailing.id})
                for mailing in mailings
            ),
            EXIT,
        )
        journey.action_publish()
        journey._enrol()
        for mailing in mailings:
            Task = self.env["crm.journey.task"]
            for _step in range(2 if mailing == mailings[0] else 1):
                Task._do_claimed(Task._claim())
            mailing.mailing_trace_ids.set_sent()
        fourth = journey.participant_ids.task_ids.filtered(
            lambda task: task.node_id.mailing_id == mailings[3]
        )
        self.assertEqual(fourth.mapped("state"), ["skipped"] * 10)
        self.assertEqual(set(fourth.mapped("reason")), {"Had enough messages"})
        self.assertFalse(mailings[3].mailing_trace_ids)

    def test_quiet_hours_put_it_off(self):
        """Not refused, only later: when the hours of the recipient's clock begin."""
        self.company.write({"crm_sending_hours": True})
        local = fields.Datetime.now()
        start = (local.hour + 2) % 24
        if start > 21:
            start = 1
        self.company.write({"crm_sending_from": start, "crm_sending_to": start + 1})
        self.partners.tz = "UTC"
        mailing = self._make_mailing()
        journey = self._make_journey(
            ("channel", {"channel": "email", "mailing_id": mailing.id}), EXIT
        )
        journey.action_publish()
        self._run(journey)
        tasks = journey.participant_ids.task_ids.filtered("channel")
        self.assertEqual(set(tasks.mapped("state")), {"pending"})
        self.assertEqual(set(moment.hour for moment in tasks.mapped("due_at")), {start})
        self.assertFalse(mailing.mailing_trace_ids)

    def test_reaction_in_time_and_not(self):
        mailing = self._make_mailing()
        journey = self._make_journey(
            ("channel", {"channel": "email", "mailing_id": mailing.id}),
            ("event", {"event": "open", "wait_number": 3, "wait_unit": "day"}),
            ("exit", {"name": "Opened"}),
        )
        version = journey.draft_version_id
        email, event = version.node_ids[1:3]
        event.event_node_id = email
        self._tie(event, self._add(version, "exit", name="Silent"), "no")
        journey.action_publish()
        self._run(journey)
        opened = mailing.mailing_trace_ids[0]
        opened.set_opened()
        self._advance(journey)
        ends = self._get_ends(journey)
        self.assertEqual([end.name for end in ends.values()], ["Opened"])
        self._advance(journey, self._in(days=3))
        # an open that comes after the time limit changes nothing any more
        mailing.mailing_trace_ids[1].set_opened()
        self._advance(journey)
        names = [end.name for end in self._get_ends(journey).values()]
        self.assertEqual((names.count("Opened"), names.count("Silent")), (1, 9))

    def test_reaction_before_the_question(self):
        """Who opened it during the wait need not open it again."""
        mailing = self._make_mailing()
        journey = self._make_journey(
            ("channel", {"channel": "email", "mailing_id": mailing.id}),
            WAIT,
            ("event", {"event": "open", "wait_number": 3, "wait_unit": "day"}),
            ("exit", {"name": "Opened"}),
        )
        nodes = journey.draft_version_id.node_ids
        nodes[3].event_node_id = nodes[1]
        journey.action_publish()
        self._run(journey)
        mailing.mailing_trace_ids[:4].set_opened()
        self._advance(journey, self._in(days=2))
        self.assertEqual(len(self._get_ends(journey)), 4)

    def _get_ends(self, journey):
        tasks = journey.participant_ids.task_ids.filtered(
            lambda task: task.node_id.kind == "exit"
        )
        return {task.participant_id: task.node_id for task in tasks}

    def test_condition_asks_once_for_all(self):
        journey = self._make_journey(
            ("condition", {"domain": "[('name', '=', 'Person 3')]"}),
            ("exit", {"name": "Three"}),
        )
        version = journey.draft_version_id
        other = self._add(version, "exit", name="Others")
        self._tie(version.node_ids[1], other, "no")
        journey.action_publish()
        self._run(journey)
        ends = self._get_ends(journey)
        self.assertEqual(
            [p.record_name for p, end in ends.items() if end.name == "Three"],
            ["Person 3"],
        )
        self.assertEqual(len(ends), 10)

    def test_split_by_chance_is_the_same_again(self):
        people = self._make_partners(400, "split")
        journey = self._make_journey(
            ("split", {"share_a": 25, "share_b": 75}), EXIT, ref="split"
        )
        version = journey.draft_version_id
        self._tie(version.node_ids[1], self._add(version, "exit", name="B"), "b")
        journey.action_publish()
        self._run(journey)
        tasks = journey.participant_ids.task_ids.filtered(
            lambda task: task.node_id.kind == "split"
        )
        first = {task.id: task.outcome for task in tasks}
        self.assertEqual(len(first), len(people))
        self.assertAlmostEqual(
            list(first.values()).count("a") / 400, 0.25, delta=4 * 0.0217
        )
        again = tasks._do_split(tasks.node_id)
        self.assertEqual({id_: row[1] for id_, row in again.items()}, first)

    def test_holdout_is_drawn_once_and_gets_nothing(self):
        """10 % of 10,000: 1,000, give or take three standard errors; no task."""
        like = self._make_partners(1, "like")
        self.env.flush_all()
        self.env.cr.execute(
            """INSERT INTO res_partner
               SELECT (jsonb_populate_record(person, jsonb_build_object(
                          'id', nextval('res_partner_id_seq'), 'ref', 'holdout',
                          'email_normalized', 'h' || n || '@example.com'))).*
                 FROM res_partner person, generate_series(1, 10000) n
                WHERE person.id = %s""",
            like.ids,
        )
        journey = self._make_journey(EXIT, ref="holdout", holdout_percent=10)
        journey.action_publish()
        self.assertEqual(journey._enrol(), 10000)
        held = journey.participant_ids.filtered(lambda p: p.arm == "holdout")
        self.assertAlmostEqual(len(held), 1000, delta=90)
        self.assertFalse(held.task_ids)
        arms = {p.res_id: p.arm for p in journey.participant_ids}
        self.env.cr.execute(
            "DELETE FROM crm_journey_participant WHERE journey_id = %s", (journey.id,)
        )
        self.env.invalidate_all()
        journey._enrol()
        self.assertEqual({p.res_id: p.arm for p in journey.participant_ids}, arms)

    def test_goal_ends_the_journey(self):
        """An invoice at the second of five steps: they leave, the rest is cancelled."""
        journey = self._make_journey(
            WAIT, WAIT, WAIT, ("goal", {"goal": "invoice", "goal_days": 30})
        )
        journey.action_publish()
        self._run(journey)
        buyer = self.partners[0]
        self._invoice(self._sell(100, self.campaign, buyer))
        self._run(journey)
        states = self._states(journey)
        self.assertEqual(states.pop(buyer), "goal")
        self.assertEqual(set(states.values()), {"running"})
        path = journey.participant_ids.filtered(
            lambda p: p.partner_id == buyer
        ).task_ids
        self.assertEqual(path.mapped("state"), ["done", "cancelled"])

    def test_goal_of_the_holdout_counts(self):
        journey = self._make_journey(
            WAIT, ("goal", {"goal": "order"}), holdout_percent=90
        )
        journey.action_publish()
        self._run(journey)
        for partner in self.partners:
            self._sell(10, None, partner)
        self._run(journey)
        held = journey.participant_ids.filtered(lambda p: p.arm == "holdout")
        self.assertTrue(held)
        self.assertTrue(all(held.mapped("goal_reached_on")))

    def test_versions_do_not_change_under_way(self):
        journey = self._make_journey(WAIT, EXIT)
        journey.action_publish()
        first = journey.version_id
        self._run(journey)
        with self.assertRaisesRegex(UserError, "stays as it is"):
            first.node_ids[1].wait_number = 5
        with self.assertRaises(UserError):
            first.node_ids[1].unlink()
        with self.assertRaises(UserError):
            first.edge_ids[0].unlink()
        with self.assertRaises(UserError):
            self._add(first, "exit")
        journey.action_new_version()
        draft = journey.draft_version_id
        draft.node_ids[1].wait_number = 9
        journey.action_publish()
        self._make_partners(1, "journey")[0].email = "late@example.com"
        self._run(journey)
        versions = journey.participant_ids.mapped("version_id.number")
        self.assertEqual(sorted(versions), [1, 2])
        on_first = journey.participant_ids.filtered(lambda p: p.version_id == first)
        self.assertEqual(len(on_first), 10)

    def test_what_cannot_be_published(self):
        lone = self._make_journey()
        with self.assertRaisesRegex(UserError, "at least one step"):
            lone.action_publish()
        no_mail = self._make_journey(("channel", {"channel": "email"}))
        with self.assertRaisesRegex(UserError, "choose the e-mail"):
            no_mail.action_publish()
        apart = self._make_journey(EXIT)
        self._add(apart.draft_version_id, "exit", name="Island")
        with self.assertRaisesRegex(UserError, "Island"):
            apart.action_publish()
        circle = self._make_journey(("condition", {}), ("condition", {}))
        one, two = circle.draft_version_id.node_ids[1:]
        self._tie(two, one)
        with self.assertRaisesRegex(UserError, "needs a wait"):
            circle.action_publish()

    def test_bad_rules_and_ways_are_refused(self):
        journey = self._make_journey(EXIT)
        node = journey.draft_version_id.node_ids[0]
        with self.assertRaisesRegex(ValidationError, "cannot be applied"):
            node.domain = "[('nonsense', '=', 1)]"
        with self.assertRaises(ValidationError):
            self._tie(node, journey.draft_version_id.node_ids[1], "yes")

    def test_again_after_some_days(self):
        journey = self._make_journey(EXIT, reentry_days=30)
        journey.action_publish()
        self._run(journey)
        self.assertEqual(journey._enrol(), 0)
        self.env.cr.execute(
            """UPDATE crm_journey_participant SET ended_on = ended_on - interval '31 d'
                WHERE journey_id = %s""",
            (journey.id,),
        )
        self.assertEqual(journey._enrol(), 10)
        self.assertEqual(set(journey.participant_ids.mapped("rotation")), {1, 2})

    def test_one_address_goes_once_at_a_time(self):
        self._make_partners(1, "twin")
        self.env["res.partner"].create(
            [
                {"name": "Twin", "email": "TWIN0@example.com", "ref": "twin"},
                {"name": "Twin", "email": " twin0@EXAMPLE.com ", "ref": "twin"},
            ]
        )
        journey = self._make_journey(WAIT, EXIT, ref="twin")
        journey.action_publish()
        self.assertEqual(journey._enrol(), 1)

    @mute_logger("odoo.addons.crm_campaigns.models.crm_journey_task_flow")
    def test_one_bad_record_holds_nobody_up(self):
        """A step that fails for one of them is done for the others."""
        action = self.env["ir.actions.server"].create(
            {
                "name": "Bad for one",
                "model_id": self.env.ref("base.model_res_partner").id,
                "state": "code",
                "code": "if any(r.name == 'Person 7' for r in records):\n"
                "    raise UserError('seven')\n"
                "records.write({'comment': 'done'})",
            }
        )
        journey = self._make_journey(
            ("channel", {"channel": "action", "action_id": action.id}), EXIT
        )
        journey.action_publish()
        self._run(journey)
        tasks = journey.participant_ids.task_ids.filtered(
            lambda task: task.channel == "action"
        )
        failed = tasks.filtered(lambda task: task.state == "error")
        self.assertEqual(failed.participant_id.record_name, "Person 7")
        self.assertIn("seven", failed.reason)
        self.assertEqual(len(self.partners.filtered("comment")), 9)

    def test_calls_go_on_with_their_result(self):
        journey = self._make_journey(
            (
                "channel",
                {"channel": "call", "summary": "Ask", "script": "<p>Hello!</p>"},
            ),
            ("exit", {"name": "Then"}),
        )
        version = journey.draft_version_id
        call = version.node_ids[1]
        self._tie(call, self._add(version, "exit", name="Keen"), "interested")
        journey.action_publish()
        self._run(journey)
        calls = self.env["mail.activity"].search(
            [("journey_task_id", "in", journey.participant_ids.task_ids.ids)]
        )
        self.assertEqual(
            len(calls), 10, journey.participant_ids.task_ids.mapped("reason")
        )
        self.assertIn("Hello!", calls[0].note)
        calls[0].journey_result = "interested"
        calls[:3].action_done()
        self._advance(journey)
        names = sorted(end.name for end in self._get_ends(journey).values())
        self.assertEqual(names, ["Keen", "Then", "Then"])
        # nobody called: after two weeks they go the way of "not reached"
        self._advance(journey, self._in(days=14))
        self.assertEqual(len(self._get_ends(journey)), 10)

    def test_pause_and_close(self):
        journey = self._make_journey(WAIT, EXIT)
        journey.action_publish()
        self._run(journey)
        journey.action_pause()
        self._advance(journey, self._in(days=3))
        self.assertEqual(set(self._states(journey).values()), {"running"})
        journey.action_resume()
        journey.action_close()
        self.assertEqual(set(self._states(journey).values()), {"stopped"})
        with self.assertRaises(UserError):
            journey.action_resume()

    def test_stop_one(self):
        journey = self._make_journey(WAIT, EXIT)
        journey.action_publish()
        self._run(journey)
        one = journey.participant_ids[0]
        one.with_user(self.marketer).action_stop()
        self.assertEqual(one.state, "stopped")
        self.assertIn("camp_marketer", one.end_reason)
        self.assertEqual(one.task_ids.mapped("state"), ["done", "cancelled"])

    def test_a_dead_worker_gives_its_tasks_back(self):
        journey = self._make_journey(WAIT, EXIT)
        journey.action_publish()
        journey._enrol()
        Task = self.env["crm.journey.task"]
        Task._claim()
        self.assertIsNone(Task._claim())
        self.env.cr.execute(
            """UPDATE crm_journey_task SET lease_until = now() - interval '1 h'
                WHERE journey_id = %s""",
            (journey.id,),
        )
        Task._recover_expired()
        self.assertTrue(Task._claim())

    def test_queries_do_not_grow(self):
        """Conditions, waits and ends of 300 take as many queries as those of 30."""

        def count(number, ref):
            self._make_partners(number, ref)
            journey = self._make_journey(
                ("condition", {"domain": "[('ref', '!=', False)]"}), WAIT, ref=ref
            )
            journey.action_publish()
            journey._enrol()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._advance(journey)
            return self.cr.sql_log_count - before

        count(2, "warm")
        self.assertEqual(count(30, "few"), count(300, "lots"))

    def test_others_do_not_touch_it(self):
        journey = self._make_journey(WAIT, EXIT)
        journey.action_publish()
        journey._enrol()
        mine = journey.with_user(self.marketer)
        with self.assertRaises(AccessError):
            mine.state = "draft"
        participant = mine.participant_ids[0]
        with self.assertRaises(AccessError):
            participant.state = "done"
        with self.assertRaises(AccessError):
            participant.task_ids[0].write({"state": "done"})
        employee = self._make_user("camp_employee", "group_campaign_user")
        employee.group_ids = self.env.ref("base.group_user")
        with self.assertRaises(AccessError):
            journey.with_user(employee).name  # noqa: B018
        other = self._make_company("Other", "base.USD")
        stranger = self._make_user(
            "camp_other",
            "group_campaign_user",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        for model in (
            "crm.journey",
            "crm.journey.node",
            "crm.journey.participant",
            "crm.journey.task",
        ):
            Model = self.env[model].with_user(stranger)
            found = Model.with_context(allowed_company_ids=other.ids).search([])
            self.assertFalse(found, model)

    def test_its_mailing_is_not_sent_to_everybody(self):
        mailing = self._make_mailing()
        journey = self._make_journey(
            ("channel", {"channel": "email", "mailing_id": mailing.id}), EXIT
        )
        for name in ("action_put_in_queue", "action_send_mail"):
            with self.assertRaisesRegex(UserError, "step of a journey"):
                getattr(mailing, name)()
        mailing.subject = "Better"
        journey.action_publish()
        with self.assertRaisesRegex(UserError, "Copy the mailing"):
            mailing.subject = "Changed"

    def test_form_in_the_client(self):
        form = Form(self.env["crm.journey"].with_user(self.marketer))
        form.name = "By hand"
        journey = form.save()
        self.assertEqual(journey.draft_version_id.node_ids.kind, "trigger")
        self.assertEqual(journey.holdout_percent, 10)
        copied = journey.copy()
        self.assertEqual(copied.name, "By hand (copy)")
        self.assertEqual(len(copied.version_ids), 1)

    def test_added_by_hand(self):
        journey = self._make_journey(WAIT, EXIT, start={"trigger": "manual"})
        journey.action_publish()
        self.assertEqual(journey._enrol(), 0)
        mine = journey.with_user(self.marketer)
        self.assertEqual(mine._add_by_hand(self.partners[:4]), 4)

    def test_orders_start_it(self):
        journey = self._make_journey(WAIT, EXIT, start={"trigger": "order"})
        journey.action_publish()
        self.assertEqual(journey._enrol(), 0)
        self._sell(10, None, self.partners[2])
        self.assertEqual(journey._enrol(), 1)

    def _publish_an_hour_ago(self, journey):
        # what a test creates is as old as its transaction
        journey.action_publish()
        journey.sudo().started_on = self._in(hours=-1)

    def test_leads_of_a_form_start(self):
        """Of those that came in since the start, whoever came by this campaign."""
        Lead = self.env["crm.lead"]
        old = Lead.create({"name": "Old", "company_id": self.company.id})
        domain = f"[('campaign_id', '=', {self.campaign.id})]"
        journey = self._make_journey(
            WAIT, EXIT, model="crm.lead", start={"trigger": "lead", "domain": domain}
        )
        self._publish_an_hour_ago(journey)
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = create_date - interval '1 day' "
            "WHERE id = %s",
            [old.id],
        )
        by_form, other = Lead.create(
            [
                {
                    "name": name,
                    "email_from": f"{name}@example.com",
                    "company_id": self.company.id,
                    "campaign_id": campaign,
                }
                for name, campaign in (("form", self.campaign.id), ("phone", False))
            ]
        )
        old.campaign_id = self.campaign
        self._run(journey)
        self.assertEqual(journey.participant_ids.mapped("res_id"), by_form.ids)
        self.assertNotIn(other.id, journey.participant_ids.mapped("res_id"))

    def test_contacts_of_new_leads_start(self):
        journey = self._make_journey(WAIT, EXIT, start={"trigger": "lead"})
        self._publish_an_hour_ago(journey)
        self.env["crm.lead"].create(
            {
                "name": "Form",
                "partner_id": self.partners[0].id,
                "company_id": self.company.id,
            }
        )
        self._run(journey)
        self.assertEqual(journey.participant_ids.partner_id, self.partners[0])

    def test_every_trigger_can_be_asked(self):
        """Each gives a domain that finds nobody, or somebody, and never fails."""
        segment = self.env["crm.segment"].create({"name": "S"})
        field = self.env["ir.model.fields"]._get("res.partner", "create_date")
        for trigger, _label in (
            self.env["crm.journey.node"]._fields["trigger"].selection
        ):
            journey = self._make_journey(
                EXIT,
                start={
                    "trigger": trigger,
                    "domain": "[('ref', '=', 'journey')]",
                    "segment_id": segment.id,
                    "date_field_id": field.id,
                    "is_yearly": False,
                },
            )
            journey.action_publish()
            journey._enrol()
            if trigger == "date":
                self.assertEqual(journey.participant_count, 10)

    def test_birthday_on_29_february(self):
        field = self.env["ir.model.fields"]._get("res.partner", "create_date")
        journey = self._make_journey(
            EXIT, start={"trigger": "date", "date_field_id": field.id}
        )
        journey.action_publish()
        self.env.cr.execute(
            """UPDATE res_partner SET create_date = '2024-02-29 12:00'
                WHERE ref = 'journey'"""
        )
        with self._today("2027-02-28"):
            self.assertEqual(journey._enrol(), 10)

    def _today(self, day):
        return patch.object(
            fields.Date, "context_today", lambda *_args: fields.Date.to_date(day)
        )

    def test_wait_until_an_hour_by_their_clock(self):
        self.partners.tz = "Asia/Tehran"
        journey = self._make_journey(
            ("wait", {"wait_number": 1, "wait_unit": "day", "wait_until_hour": 10.5}),
            EXIT,
        )
        journey.action_publish()
        self._run(journey)
        due = journey.participant_ids.task_ids.filtered(
            lambda task: task.kind == "wait"
        ).mapped("due_at")
        # 10:30 in Tehran is 7:00 in UTC
        self.assertEqual({moment.strftime("%H:%M") for moment in due}, {"07:00"})
        self.assertGreaterEqual(min(due), self._in(days=1) - timedelta(seconds=1))
