from datetime import date, datetime

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .promise_common import PromiseMixin


@tagged("post_install", "-at_install")
class TestPromiseVersion(PromiseMixin, TransactionCase):
    """What was promised stays as it was told, and two people stand behind it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare_promises()

    def test_one_version_holds_on_each_day(self):
        find = self.promise._get_version_in_force
        self.assertFalse(find(date(2025, 12, 31)))
        self.assertEqual(find(date(2026, 2, 28)), self.first)
        self.assertEqual(find(date(2026, 3, 1)), self.second)
        self.assertEqual(self.first.valid_until, date(2026, 2, 28))
        self.assertFalse(self.second.valid_until)
        # 23:00 on the 28th in UTC is the 1st in Cairo
        self.assertEqual(find(datetime(2026, 2, 28, 23)), self.second)
        self.assertEqual(find(datetime(2026, 2, 28, 21)), self.first)

    def test_drafts_do_not_count(self):
        self._make_version("2026-05-01")
        self.assertFalse(self.second.valid_until)
        self.assertEqual(
            self.promise._get_version_in_force(date(2026, 6, 1)), self.second
        )

    def test_numbers(self):
        self.assertEqual((self.first.number, self.second.number), (1, 2))
        self.assertEqual(self._make_version("2026-05-01").number, 3)

    @freeze_time("2026-04-01 08:00:00")
    def test_whoever_wrote_it_does_not_approve_it(self):
        version = self._make_version("2026-05-01")
        with self.assertRaises(UserError):
            version.with_user(self.author).action_approve()
        # whoever changed it wrote it, too
        version.with_user(self.manager).text = "Better words"
        with self.assertRaises(UserError):
            version.with_user(self.manager).action_approve()
        version.with_user(self.author).action_approve()
        self.assertEqual(version.approver_id, self.author)
        with self.assertRaises(UserError):
            version.with_user(self.author).action_approve()

    @freeze_time("2026-04-01 08:00:00")
    def test_only_managers_approve(self):
        version = self._make_version("2026-05-01")
        with self.assertRaises(AccessError):
            version.with_user(self.agent).action_approve()

    @freeze_time("2026-04-01 08:00:00")
    def test_nothing_is_promised_afterwards(self):
        for day in "2026-02-15", "2026-03-01", "2026-03-31":
            with self.subTest(day=day), self.assertRaises(UserError):
                self._approve(self._make_version(day))
        self._approve(self._make_version("2026-04-01"))
        self.assertEqual(self.second.valid_until, date(2026, 3, 31))

    def test_two_cannot_begin_on_one_day(self):
        copy = self._make_version("2026-03-01")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            copy.sudo().state = "approved"

    def test_approved_is_neither_changed_nor_deleted(self):
        version = self.second.with_user(self.author)
        for values in (
            {"limit_value": 5},
            {"valid_from": "2026-03-05"},
            {"compensation_share": 0},
            {"text": "Perhaps"},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                version.write(values)
        with self.assertRaises(AccessError):
            version.update_field_translations("text", {"en_US": "Perhaps"})
        with self.assertRaises(AccessError):
            version.unlink()
        self.assertEqual(self.second.text, "What we promise from 2026-03-01")

    def test_flow_is_not_written_by_hand(self):
        draft = self._make_version("2026-05-01")
        for values in (
            {"state": "approved"},
            {"approver_id": self.manager.id},
            {"author_id": self.manager.id},
            {"promise_id": self.promise.id},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                draft.write(values)
        with self.assertRaises(AccessError):
            self._make_version("2026-06-01", state="approved")
        draft.unlink()

    def test_what_has_not_begun_is_revised(self):
        with freeze_time("2026-02-15 08:00:00"):
            self.second.with_user(self.author).action_revise()
            self.assertEqual(self.second.status, "draft")
            self.assertFalse(self.first.valid_until)
        with freeze_time("2026-03-15 08:00:00"), self.assertRaises(UserError):
            self.first.with_user(self.author).action_revise()

    def test_status_follows_the_day(self):
        for day, states in {
            "2026-02-15": ("current", "coming"),
            "2026-03-01": ("superseded", "current"),
        }.items():
            with freeze_time(f"{day} 08:00:00"):
                versions = self.first | self.second
                versions.invalidate_recordset()
                self.assertEqual(tuple(versions.mapped("status")), states)

    def test_limits_that_cannot_be_measured(self):
        for values in (
            {"limit_unit": "amount"},
            {"limit_value": 1.5},
            {"limit_value": 5000},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self._make_version("2026-05-01", **values)
        promise = self._make_promise("request_answer")
        with self.assertRaises(ValidationError):
            self._make_version(
                "2026-05-01",
                promise,
                compensation_kind="percent",
                compensation_share=0.1,
            )

    def test_what_is_measured_stays(self):
        promise = self.promise.with_user(self.author)
        with self.assertRaises(AccessError):
            promise.kind = "request_answer"
        with self.assertRaises(AccessError):
            promise.scope_domain = "[('amount_total', '>', 10)]"
        promise.write({"name": "Sooner", "kind": self.kind})
        self.assertEqual(promise.name, "Sooner")

    def test_scope_must_make_sense(self):
        for scope in (
            "[('no_such_field', '=', 1)]",
            "[('user_id', '=', uid)]",
            "nonsense(",
            "5",
        ):
            with self.subTest(scope=scope), self.assertRaises(ValidationError):
                self._make_promise(self.kind, scope_domain=scope)

    def test_code_is_published_when_it_is_complete(self):
        code = self.code.copy().with_user(self.author)
        self.assertEqual(code.state, "draft")
        self.assertEqual(set(code.promise_ids.version_ids.mapped("state")), {"draft"})
        with self.assertRaises(UserError):
            code.action_publish()
        code.promise_ids.version_ids[0].with_user(self.manager).sudo(
            False
        ).action_approve()
        code.purpose = False
        with self.assertRaises(UserError):
            code.action_publish()
        code.purpose = "Trust"
        code.action_publish()
        self.assertEqual(code.state, "published")
        with self.assertRaises(UserError):
            code.unlink()
        with self.assertRaises(UserError):
            code.action_archive()
        code.action_withdraw()
        with self.assertRaises(UserError):
            code.action_publish()

    def test_code_changes_by_buttons(self):
        with self.assertRaises(AccessError):
            self.code.with_user(self.author).state = "withdrawn"
        with self.assertRaises(AccessError):
            self.env["crm.promise.code"].with_user(self.author).create(
                {"name": "Mine", "state": "published"}
            )

    def test_owner_is_told_of_the_review(self):
        self.code.review_date = "2026-06-10"
        for today, count in {"2026-05-20": 0, "2026-06-01": 1, "2026-06-02": 1}.items():
            with freeze_time(f"{today} 08:00:00"), self.enter_registry_test_mode():
                self.env.ref(
                    "crm_complaints.ir_cron_promise_review"
                ).method_direct_trigger()
            self.assertEqual(len(self.code.activity_ids), count, today)
        self.assertEqual(self.code.activity_ids.user_id, self.manager)
