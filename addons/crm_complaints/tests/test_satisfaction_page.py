from datetime import timedelta

from odoo import Command, fields, http
from odoo.tests import HttpCase, tagged

from .satisfaction_common import SatisfactionMixin


@tagged("post_install", "-at_install")
class TestSatisfactionPage(SatisfactionMixin, HttpCase):
    """The page on which customers answer; whoever has no business there sees none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.programme = cls._make_programme(
            characteristic_ids=[Command.create({"name": "Delivered on time"})]
        )
        cls.ada = cls._make_partner("Ada")
        cls.invitation = cls._make_invitation(cls.programme, cls.ada)
        cls.url = f"/satisfaction/{cls.invitation.token}"

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)
        self.Response = self.env["crm.satisfaction.response"]

    def _answers(self, invitation=None):
        invitation = invitation or self.invitation
        return self.Response.search([("invitation_id", "=", invitation.id)])

    def _post(self, path="", url=None, **data):
        data.setdefault("csrf_token", http.Request.csrf_token(self))
        return self.url_open((url or self.url) + path, data=data)

    def test_opening_stores_nothing(self):
        tables = "response", "grade", "invitation"
        before = self._snapshot(tables)
        for query in ("", "?score=1", "?score=5&comment=bad", "?score=99", "?score=x"):
            page = self.url_open(self.url + query)
            self.assertEqual(page.status_code, 200)
        self.url_open(self.url, method="HEAD")
        self.assertEqual(self._snapshot(tables), before)

    def _snapshot(self, tables):
        self.env.flush_all()
        rows = []
        for table in tables:
            self.cr.execute(f"SELECT * FROM crm_satisfaction_{table} ORDER BY id")
            rows.append(self.cr.fetchall())
        return rows

    def test_link_of_the_mail_chooses_the_answer(self):
        text = self.url_open(f"{self.url}?score=4").text
        checked = text[text.index('id="score_4"') : text.index('for="score_4"')]
        self.assertIn("checked", checked)
        self.assertEqual(
            text.count('checked="True"') + text.count('checked="checked"'), 1
        )

    def test_answer_and_replace_it(self):
        characteristic = self.programme.characteristic_ids
        grade = {f"grade_{characteristic.id}": "2"}
        page = self._post(score="5", comment="Good <b>tea</b>\x00", **grade)
        self.assertIn("Thank you", page.text)
        answer = self._answers()
        self.assertEqual((answer.score, answer.comment), (5, "Good <b>tea</b>"))
        self.assertEqual(answer.grade_ids.grade, 2)
        self.assertEqual(answer.partner_id, self.ada)
        self.assertEqual(self.invitation.state, "answered")
        self.assertNotIn("<b>tea", page.text, "as text")
        self._post(score="3", comment="Not so good")
        answer.invalidate_recordset()
        self.assertEqual(self._answers(), answer, "replaced, and none added")
        self.assertEqual((answer.score, answer.comment), (3, "Not so good"))
        self.assertFalse(answer.grade_ids)

    def test_bad_input_is_refused(self):
        for score in ("", "0", "6", "-1", "1.5", "abc", "۵", "99999999999"):
            page = self._post(score=score, comment="kept")
            self.assertIn("Choose one of the answers", page.text)
            self.assertIn("kept", page.text)
        page = self._post(score="5", comment="x" * 2001)
        self.assertIn("longer than 2000", page.text)
        self.assertFalse(self._answers())

    def test_without_csrf_token_nothing_is_stored(self):
        page = self._post(score="5", csrf_token="wrong")
        self.assertEqual(page.status_code, 400)
        self.assertFalse(self._answers())

    def test_wrong_and_closed_links_look_alike(self):
        other = self._make_invitation(self.programme, self._make_partner("Bob"))
        pages = set()
        dead = {
            "expired": {"expiry_date": fields.Datetime.now() - timedelta(days=1)},
            "planned": {"state": "planned"},
            "suppressed": {"state": "suppressed", "reason": "void"},
        }
        urls = ["/satisfaction/" + "x" * 43, "/satisfaction/1", "/satisfaction/a-b"]
        for name, values in dead.items():
            partner = self._make_partner(f"Dead{name}")
            invitation = self._make_invitation(self.programme, partner, **values)
            urls.append(f"/satisfaction/{invitation.token}")
        ended = self._make_programme()
        of_ended = self._make_invitation(ended, self.ada)
        ended.action_end()
        urls.append(f"/satisfaction/{of_ended.token}")
        for url in urls:
            for page in (self.url_open(url), self._post(url=url, score="5")):
                self.assertEqual(page.status_code, 404, url)
                self.assertNotIn(self.programme.name, page.text)
                pages.add(page.text.count("\n"))
            for path in ("/complaint", "/opt-out"):
                self.assertEqual(self._post(path, url=url).status_code, 404)
        self.assertEqual(len(pages), 1, "one page for all")
        self.assertFalse(self.Response.search([("programme_id", "=", ended.id)]))
        self.assertFalse(self._answers(other))

    def test_token_of_one_answers_for_nobody_else(self):
        bob = self._make_invitation(self.programme, self._make_partner("Bob"))
        self._post(score="1", invitation_id=str(bob.id), partner_id="1", token="x")
        self.assertFalse(self._answers(bob))
        self.assertEqual(self._answers().partner_id, self.ada)

    def test_reading_needs_a_post_for_what_changes(self):
        for path in ("/complaint", "/opt-out"):
            self.assertNotEqual(self.url_open(self.url + path).status_code, 200)
        self.assertFalse(self.ada.satisfaction_opt_out)

    def test_opt_out(self):
        page = self._post("/opt-out")
        self.assertIn("not ask you again", page.text)
        self.ada.invalidate_recordset()
        self.assertTrue(self.ada.satisfaction_opt_out)

    def test_one_click_in_the_mail_program(self):
        url = f"{self.url}/unsubscribe"
        page = self.url_open(url)
        self.assertEqual(page.status_code, 200)
        self.url_open(url, method="HEAD")
        self.ada.invalidate_recordset()
        self.assertFalse(self.ada.satisfaction_opt_out, "programs open every link")
        self.assertIn("no-store", page.headers["Cache-Control"])
        # as RFC 8058 has it: no cookie, no token of the session
        self.opener.cookies.clear()
        page = self.url_open(url, data={"List-Unsubscribe": "One-Click"})
        self.assertEqual(page.status_code, 200)
        self.assertIn("not ask you again", page.text)
        self.ada.invalidate_recordset()
        self.assertTrue(self.ada.satisfaction_opt_out)

    def test_old_mail_still_unsubscribes_and_a_wrong_link_does_not(self):
        self.invitation.write(
            {"state": "expired", "expiry_date": fields.Datetime.now()}
        )
        self.assertEqual(self.url_open(self.url).status_code, 404)
        page = self.url_open(f"{self.url}/unsubscribe", data={"x": "1"})
        self.assertEqual(page.status_code, 200)
        self.ada.invalidate_recordset()
        self.assertTrue(self.ada.satisfaction_opt_out)
        for token in ("x" * 43, "1", "None"):
            url = f"/satisfaction/{token}/unsubscribe"
            self.assertEqual(self.url_open(url).status_code, 404)
            self.assertEqual(self.url_open(url, data={"x": "1"}).status_code, 404)

    def test_bad_answer_becomes_a_complaint_once(self):
        Complaint = self.env["crm.complaint"]
        page = self._post(score="5")
        self.assertNotIn("/complaint", page.text)
        self._post("/complaint")
        self.assertFalse(Complaint.search([("partner_id", "=", self.ada.id)]))
        page = self._post(score="1", comment="It came late")
        self.assertIn(f"{self.url}/complaint", page.text)
        for _time in range(2):
            page = self._post("/complaint")
        self.assertIn("complaint is recorded", page.text)
        complaint = Complaint.search([("partner_id", "=", self.ada.id)])
        self.assertEqual(complaint.channel, "survey")
        self.assertIn("It came late", complaint.description)
        self.assertEqual(complaint.company_id, self.company)
        self.assertEqual(complaint.satisfaction_response_id, self._answers())

    def test_who_does_not_recommend_is_asked_first(self):
        programme = self._make_programme(kind="nps")
        invitation = self._make_invitation(programme, self.ada)
        url = f"/satisfaction/{invitation.token}"
        self.assertNotIn("/complaint", self._post(url=url, score="3").text)
        page = self._post(url=url, score="3", wants_contact="1")
        self.assertIn("/complaint", page.text)

    def test_outcome_apart_from_the_handling(self):
        programme = self._make_programme(kind="process", moment="complaint")
        complaint = self._make_complaint(partner_id=self.ada.id)
        invitation = self._make_invitation(
            programme,
            self.ada,
            res_model="crm.complaint",
            res_id=complaint.id,
            complaint_id=complaint.id,
        )
        self._post(url=f"/satisfaction/{invitation.token}", score="5", outcome="1")
        answer = self._answers(invitation)
        self.assertEqual((answer.score, answer.outcome_score), (5, 1))
        self.assertEqual(answer.complaint_id, complaint)

    def test_in_persian_from_right_to_left(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.ada.lang = "fa_IR"
        self.programme.question = "How satisfied are you?"
        self.programme.with_context(lang="fa_IR").question = "راضی هستید؟"
        page = self.url_open(f"{self.url}?score=5")
        self.assertEqual(page.status_code, 200)
        self.assertIn("o_rtl", page.text)
        self.assertIn("راضی هستید؟", page.text)
        page = self._post(score="5", lang="fa_IR")
        self.assertIn("راضی هستید؟", page.text, "in the same language after the answer")
        # whoever reads another language better takes that one
        page = self.url_open(f"{self.url}?lang=en_US")
        self.assertIn("How satisfied are you", page.text)

    def test_nobody_keeps_the_address(self):
        headers = self.url_open(self.url).headers
        self.assertEqual(headers["Referrer-Policy"], "no-referrer")
        self.assertIn("no-store", headers["Cache-Control"])
