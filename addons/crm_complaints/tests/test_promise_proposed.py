from odoo import Command
from odoo.tests import Form, TransactionCase, tagged

from .promise_common import PromiseMixin


@tagged("post_install", "-at_install")
class TestPromiseProposed(PromiseMixin, TransactionCase):
    """A complaint cites the promise of the order's day, and a breach as well."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare_promises()
        cls.old_order = cls._make_order("2026-02-28 10:00:00")
        cls.order = cls._make_order("2026-03-02 10:00:00")

    def _complain(self, order, **values):
        link = Command.create({"order_id": order.id})
        return self._make_complaint(link_ids=[link], **values)

    def test_version_of_the_order_s_day(self):
        self.assertEqual(self._complain(self.old_order).promise_version_id, self.first)
        self.assertEqual(self._complain(self.order).promise_version_id, self.second)

    def test_late_evening_is_the_next_day(self):
        order = self._make_order("2026-02-28 22:30:00")
        self.assertEqual(self._complain(order).promise_version_id, self.second)

    def test_when_the_order_is_linked_later(self):
        complaint = self._make_complaint()
        self.assertFalse(complaint.promise_version_id, "nobody knows when it was")
        complaint.with_user(self.manager).link_ids = [
            Command.create({"order_id": self.old_order.id})
        ]
        self.assertEqual(complaint.promise_version_id, self.first)

    def test_what_was_chosen_stays(self):
        complaint = self._complain(self.order, promise_version_id=self.first.id)
        self.assertEqual(complaint.promise_version_id, self.first)
        complaint.link_ids = [Command.create({"order_id": self.old_order.id})]
        self.assertEqual(complaint.promise_version_id, self.first)

    def test_other_categories_propose_nothing(self):
        other = self.category.copy({"name": "Rude"})
        complaint = self._complain(self.order, category_id=other.id)
        self.assertFalse(complaint.promise_version_id)
        complaint.category_id = self.category
        self.assertEqual(complaint.promise_version_id, self.second)

    def test_in_doubt_nothing_is_proposed_unless_one_was_broken(self):
        promise = self._make_promise(self.kind, scope_domain="[]")
        version = self._make_version("2026-01-01", promise, limit_value=100)
        self._approve(version)
        self.assertFalse(self._complain(self.order).promise_version_id)
        breach = self._detect("2026-03-20 08:00:00").filtered("order_id")
        self.assertEqual(breach.order_id, self.order | self.old_order)
        self.assertEqual(self._complain(self.order).promise_version_id, self.second)

    def test_orders_that_it_is_not_about(self):
        self.promise.sudo().scope_domain = "[('amount_total', '>', 5000)]"
        self.assertFalse(self._complain(self.order).promise_version_id)

    def test_before_the_code_was_published(self):
        self.code.published_date = "2026-03-10"
        self.assertFalse(self._complain(self.order).promise_version_id)

    def test_in_the_form(self):
        form = Form(self.env["crm.complaint"].with_user(self.manager))
        form.name = "Late"
        form.category_id = self.category
        with form.link_ids.new() as link:
            link.order_id = self.order.with_user(self.manager).sudo()
        self.assertEqual(form.promise_version_id.id, self.second.id)

    def test_recorded_breach_takes_the_day_of_its_order(self):
        promise = self._make_promise("manual")
        versions = [
            self._make_version(day, promise, limit_unit="times")
            for day in ("2026-01-01", "2026-03-01")
        ]
        for version in versions:
            version.sudo().write({"state": "approved"})
        Breach = self.env["crm.promise.breach"].with_user(self.agent)
        breach = Breach.create(
            {"promise_id": promise.id, "order_id": self.old_order.id}
        )
        self.assertEqual(breach.started_date, self.old_order.date_order)
        self.assertEqual(breach.version_id, versions[0])
        breach.order_id = self.order
        self.assertEqual(breach.version_id, versions[1])
        typed = Breach.create(
            {"promise_id": promise.id, "started_date": "2026-02-03 10:00:00"}
        )
        self.assertEqual(typed.version_id, versions[0])
