from datetime import date, datetime

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, TransactionCase, freeze_time, tagged
from odoo.tools import mute_logger

from .review_common import INPUTS, NOW, ReviewMixin

REPORT = "crm_complaints.crm_complaint_review_report"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestReview(ReviewMixin, TransactionCase):
    """What top management reviewed can be read again as it was."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(NOW):
            cls._prepare()
        for day in (3, 4):
            cls._make_complaint(received_date=datetime(2025, 6, day, 8))

    def test_figures_are_those_of_the_dashboard(self):
        review = self._make_review()
        dashboard = self.env["crm.complaint.dashboard"].with_user(self.manager)
        expected = dashboard.get_dashboard("2025-01-01", "2025-12-31")
        data = review._read_figures()
        told = {figure["name"]: figure for figure in data["sections"][0]["figures"]}
        self.assertEqual(
            {figure["name"]: figure["value"] for figure in expected["figures"]},
            {name: figure["value"] for name, figure in told.items()},
        )
        self.assertEqual(told["received"]["value"], 2)
        self.assertEqual(data["paretos"][0]["rows"][0]["count"], 2)
        shown = self._shown(review)
        self.assertEqual(shown["process", "received"]["text"], "2")
        found = self.env["crm.complaint"].search(told["received"]["domain"])
        self.assertEqual(len(found), 2)

    def test_every_figure_can_be_opened(self):
        data = self._make_review()._read_figures()
        opened = 0
        for section in data["sections"]:
            for figure in section["figures"]:
                if figure.get("domain"):
                    model = self.env[figure["res_model"]].with_user(self.manager)
                    model.search(figure["domain"])
                    opened += 1
        self.assertGreater(opened, 15)

    def test_what_was_reviewed_stays(self):
        review = self._hold()
        self.assertEqual(self._shown(review)["process", "received"]["text"], "2")
        self._make_complaint(received_date=datetime(2025, 7, 1, 8))
        self.assertEqual(self._shown(review)["process", "received"]["text"], "2")
        self.assertIn("10:00", review.shown_figures["frozen"], "in Cairo")
        draft = self._make_review()
        self.assertEqual(self._shown(draft)["process", "received"]["text"], "3")
        rules = review.figures["by_language"]["en_US"]["rules"]
        self.assertTrue(rules["version"])
        self.assertEqual(rules["timezone"], "Africa/Cairo")
        self.assertTrue(any(term["values"] for term in rules["terms"]))
        self.assertEqual(review.figures["taken"], "2026-01-14 08:00:00")

    def test_frozen_in_every_language(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.env.ref("base.lang_fr").active = True
        self.category.with_context(lang="fr_FR").name = "Retard"
        review = self._hold()
        self.assertEqual(set(review.figures["by_language"]) & {"fa_IR"}, {"fa_IR"})
        french = review.with_context(lang="fr_FR")
        row = french.shown_figures["paretos"][0]["rows"][0]
        self.assertEqual((row["label"], row["text"]), ("Retard", "2"))
        # of a language that came later, the words are those of another
        by_language = dict(review.figures["by_language"])
        del by_language["fr_FR"]
        review.sudo().figures = {**review.figures, "by_language": by_language}
        row = french._get_shown()["paretos"][0]["rows"][0]
        self.assertEqual(row["text"], "2")

    def test_figures_of_the_review_before_stand_beside(self):
        first = self._hold(date_from="2024-01-01", date_to="2024-12-31")
        review = self._make_review()
        figure = self._shown(review)["process", "received"]
        self.assertEqual((figure["before"], figure["text"]), ("0", "2"))
        self.assertEqual(review.shown_figures["previous"], first.number)

    def test_known_inputs_come_from_the_records(self):
        actions = self.env["crm.complaint.action"]
        for state, checked in (
            ("planned", False),
            ("verified", "2025-05-01 08:00:00"),
            ("verified", "2025-05-02 08:00:00"),
            ("ineffective", "2025-05-03 08:00:00"),
            ("verified", "2024-05-03 08:00:00"),
        ):
            actions.create(
                {
                    "name": "Tape",
                    "company_id": self.company.id,
                    "user_id": self.worker.id,
                    "date_deadline": "2025-12-01",
                    "state": state,
                    "checked_date": checked,
                }
            )
        shown = self._shown(self._make_review())
        self.assertEqual(shown["actions", "actions"]["text"], "1")
        self.assertEqual(shown["actions", "actions_overdue"]["tone"], "danger")
        self.assertEqual(shown["actions", "actions_effective"]["text"], "66.7%")
        self.assertEqual(shown["satisfaction", "satisfaction_process"]["text"], "–")
        self.assertEqual(shown["promises", "promises"]["text"], "–")
        self.assertEqual(shown["promises", "breaches"]["text"], "0")

    def test_promises_and_satisfaction(self):
        code = self.env["crm.promise.code"].create(
            {"name": "Code", "company_id": self.company.id}
        )
        promise = self.env["crm.promise"].create({"name": "Soon", "code_id": code.id})
        version = self.env["crm.promise.version"].create(
            {
                "promise_id": promise.id,
                "valid_from": "2020-01-01",
                "text": "Soon",
                "state": "approved",
            }
        )
        self.env["crm.promise.measure"].create(
            [
                {
                    "version_id": version.id,
                    "month": month,
                    "measured_count": 10,
                    "breach_count": broken,
                }
                for month, broken in (("2025-03-01", 1), ("2025-04-01", 3))
            ]
        )
        self.env["crm.promise.breach"].create(
            {"promise_id": promise.id, "started_date": "2025-03-05 08:00:00"}
        )
        programme = self.env["crm.satisfaction.programme"].create(
            {
                "name": "Handling",
                "kind": "process",
                "moment": "complaint",
                "company_id": self.company.id,
            }
        )
        self.env["crm.satisfaction.response"].create(
            [
                {
                    "programme_id": programme.id,
                    "score": score,
                    "answered_date": "2025-03-05 08:00:00",
                }
                for score in (5, 4, 2, 5)
            ]
        )
        review = self._make_review()
        shown = self._shown(review)
        self.assertEqual(shown["promises", "promises"]["text"], "80.0%")
        self.assertEqual(shown["promises", "breaches"]["text"], "1")
        self.assertEqual(shown["promises", "breaches_open"]["tone"], "danger")
        self.assertEqual(shown["satisfaction", "satisfaction_process"]["text"], "75.0%")
        terms = review.shown_figures["rules"]["terms"]
        self.assertIn(version.display_name, sum((t["values"] for t in terms), []))

    def test_held_only_when_complete(self):
        for name in INPUTS:
            review = self._make_review(**{name: False})
            label = review._fields[name]._description_string(self.env)
            with self.subTest(name), self.assertRaisesRegex(UserError, label):
                review.action_hold()
        with self.assertRaisesRegex(UserError, "Participants"):
            self._make_review(participant_ids=False).action_hold()
        with self.assertRaisesRegex(UserError, "not over yet"):
            self._make_review(date_to="2026-01-15").action_hold()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self._make_review(date_to="2024-01-15")

    def test_people_of_another_company(self):
        with self.assertRaisesRegex(ValidationError, "does not work in"):
            self._make_review(chair_id=self._make_elsewhere().id)
        with self.assertRaisesRegex(ValidationError, "does not work in"):
            self._make_review(participant_ids=self.portal.ids)

    def test_nobody_writes_what_was_reviewed(self):
        review = self._make_review()
        for values in (
            {"state": "closed"},
            {"figures": {}},
            {"held_date": "2026-01-01"},
            {"number": "X"},
            {"company_id": self.env.ref("base.main_company").id},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                review.write(values)
        with self.assertRaises(AccessError):
            self._make_review(state="held")
        self.assertNotEqual(self._make_review(number="X").number, "X")
        review.action_hold()
        for values in ({"performance": "Fine"}, {"date_to": "2025-06-30"}):
            with self.subTest(values), self.assertRaisesRegex(UserError, "any more"):
                review.write(values)
        review.conclusions = "Go on"
        with self.assertRaisesRegex(UserError, "record"):
            review.unlink()
        with self.assertRaises(UserError):
            review.action_hold()

    def test_closed_with_decisions_or_a_reason(self):
        review = self._hold()
        with self.assertRaisesRegex(UserError, "no decision is needed"):
            review.action_close()
        review.no_decision_reason = "  "
        with self.assertRaisesRegex(UserError, "no decision is needed"):
            review.action_close()
        review.no_decision_reason = "All objectives were reached"
        review.action_close()
        self.assertEqual(review.state, "closed")
        with self.assertRaises(UserError):
            review.conclusions = "Other"
        review = self._hold(date_from="2025-12-01")
        self._decide(review)
        review.action_close()
        self.assertEqual((review.decision_count, review.open_decision_count), (1, 1))

    def test_outsiders(self):
        review = self._hold()
        draft = self._make_review()
        users = (self.agent, self.leader, self.worker, self.portal)
        for user in (*users, self._make_elsewhere()):
            theirs, preparing = (self._see(record, user) for record in (review, draft))
            with self.subTest(user.login):
                for name in ("number", "figures", "shown_figures"):
                    with self.assertRaises(AccessError):
                        theirs.read([name])
                with self.assertRaises(AccessError):
                    theirs.conclusions = "I"
                with self.assertRaises(AccessError):
                    theirs.action_close()
                with self.assertRaises(AccessError):
                    preparing.action_hold()
                with self.assertRaises(AccessError):
                    theirs.action_open_decisions()
                with self.assertRaises(AccessError):
                    preparing.unlink()
                report = self.env["ir.actions.report"].with_user(user)
                with self.assertRaises(AccessError):
                    report._render_qweb_html(REPORT, review.ids)
                if user in users:
                    with self.assertRaises(AccessError):
                        self._make_review(user=user)
                else:
                    self.assertFalse(theirs.search([]))

    def test_auditors_read(self):
        review, draft = self._hold(), self._make_review()
        for record in (review, draft):
            figure = self._shown(record, self.auditor)["process", "received"]
            self.assertEqual(figure["text"], "2")
            theirs = record.with_user(self.auditor)
            with self.assertRaises(AccessError):
                theirs.conclusions = "I"
        with self.assertRaises(AccessError):
            draft.with_user(self.auditor).action_hold()
        with self.assertRaises(AccessError):
            review.with_user(self.auditor).action_close()
        with self.assertRaises(AccessError):
            self._make_review(user=self.auditor)

    def test_forms(self):
        with Form(self.env["crm.complaint.review"].with_user(self.manager)) as form:
            self.assertEqual(form.date_to, date(2025, 12, 31))
            self.assertEqual(form.date_from, date(2025, 1, 1))
            self.assertTrue(form.shown_figures["sections"])
        review = form.save()
        self.assertEqual(review.user_id, self.manager)
        self._hold()
        with Form(self.env["crm.complaint.review"].with_user(self.manager)) as form:
            self.assertEqual(form.date_from, date(2025, 1, 1), "no day after the end")
        self.assertIn("2025", review.display_name)

    def test_printed(self):
        clerk = self._make_employee("Clerk Accused", self.colleague)
        self.env["crm.complaint"].search([])[:1].accused_employee_ids = clerk
        review = self._hold()
        self._decide(review, name="Seal every box")
        report = self.env["ir.actions.report"].with_user(self.manager)
        html = report._render_qweb_html(REPORT, review.ids)[0].decode()
        for text in (
            review.number,
            "Complaint Test",
            "A new tape",
            "Seal every box",
            "cmp_worker",
            "Received",
            "Late",
            'dir="ltr"',
        ):
            self.assertIn(text, html)
        for text in ("Cyrus Trading", "cyrus@example.com", "Clerk Accused", "CMP"):
            self.assertNotIn(text, html)
            self.assertNotIn(text, str(review.figures))
        self.env["res.lang"]._activate_lang("fa_IR")
        persian = report.with_context(lang="fa_IR")._render_qweb_html(
            REPORT, review.ids
        )
        self.assertIn('dir="rtl"', persian[0].decode())

    def test_chart_is_drawn(self):
        row = {"value": 2.0, "upper": 4.0, "centre": 2.0, "lower": 0.0, "signals": []}
        rows = [
            {**row, "month": "2025-01-01"},
            {**row, "month": "2025-02-01", "value": None},
            {**row, "month": "2025-03-01", "value": 5.0, "signals": ["beyond"]},
        ]
        review = self.env["crm.complaint.review"]
        chart = review._draw_chart({"rows": rows, "is_ready": True})
        values = [line for line in chart["lines"] if line["name"] == "value"]
        self.assertEqual([len(line["points"].split()) for line in values], [1, 1])
        self.assertEqual(chart["signals"], [{"x": 592.0, "y": 8.0}])
        self.assertEqual(chart["top"], "5.0")
        nothing = [{**row, "month": "2025-01-01", "value": None}]
        self.assertFalse(review._draw_chart({"rows": nothing, "is_ready": False}))

    def test_queries_do_not_grow_with_complaints(self):
        def count(review):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            review._read_figures()
            return self.env.cr.sql_log_count - before

        review = self._make_review()
        count(review)
        few = count(review)
        for day in range(1, 9):
            self._make_complaint(received_date=datetime(2025, 6, day, 8))
        self.assertLessEqual(count(review), few)


@tagged("post_install", "-at_install")
class TestReviewCron(ReviewMixin, TransactionCase):
    """The next review is prepared when it is time, once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(NOW):
            cls._prepare()
        # nobody else's turn
        cls.env["res.company"].search([("id", "!=", cls.company.id)]).write(
            {"complaint_review_months": 0}
        )

    def _run(self, moment):
        cron = self.env.ref("crm_complaints.ir_cron_complaint_review_prepare")
        with freeze_time(moment), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        return self.env["crm.complaint.review"].search(
            [("company_id", "=", self.company.id), ("state", "=", "draft")]
        )

    def test_a_year_after_the_last(self):
        with freeze_time(NOW):
            held = self._hold(chair_id=self.leader.id)
        self.assertFalse(self._run("2026-12-31 12:00:00"))
        draft = self._run("2027-01-01 12:00:00")
        self.assertEqual(
            (draft.date_from, draft.date_to), (date(2026, 1, 1), date(2026, 12, 31))
        )
        self.assertEqual(draft.user_id, held.user_id)
        self.assertEqual(draft.chair_id, self.leader)
        self.assertEqual(draft.participant_ids, self.leader)
        self.assertEqual(draft.activity_ids.user_id, self.manager)
        self.assertEqual(self._run("2027-01-02 12:00:00"), draft, "once")
        self.assertEqual(len(draft.activity_ids), 1)
        draft.write(INPUTS)
        with freeze_time("2027-01-02 12:00:00"):
            draft.with_user(self.manager).action_hold()
        self.assertFalse(self._run("2027-01-03 12:00:00"))

    def test_the_first_a_year_after_the_first_complaint(self):
        self.assertFalse(self._run("2027-01-01 12:00:00"), "nothing to review")
        self._make_complaint(received_date="2026-03-02 08:00:00")
        self.assertFalse(self._run("2027-03-01 08:00:00"))
        draft = self._run("2027-03-02 08:00:00")
        self.assertEqual(
            (draft.date_from, draft.date_to), (date(2026, 3, 2), date(2027, 3, 1))
        )
        self.assertEqual(draft.user_id, self.manager)

    def test_switched_off_or_with_nobody(self):
        self._make_complaint(received_date="2026-03-02 08:00:00")
        self.company.complaint_review_months = 0
        self.assertFalse(self._run("2028-01-01 12:00:00"))
        self.company.complaint_review_months = 6
        self.manager.active = False
        self.assertFalse(self._run("2028-01-01 12:00:00"))
        self.manager.active = True
        self.assertTrue(self._run("2028-01-01 12:00:00"))

    def test_who_left_is_not_asked(self):
        with freeze_time(NOW):
            self._hold(chair_id=self.leader.id)
        self.manager.active = self.leader.active = False
        other = self._make_user("cmp_next", "crm_complaints.group_complaint_manager")
        draft = self._run("2027-01-01 12:00:00")
        self.assertIn(draft.user_id, other | self.env.user)
        self.assertEqual(draft.chair_id, draft.user_id)
