from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

from .common import ComplaintMixin


@tagged("post_install", "-at_install")
class TestExperience(ComplaintMixin, TransactionCase):
    """What was learnt is shown where it helps."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.Experience = cls.env["crm.complaint.experience"]
        cls.Experience.search([]).active = False

    def _learn(self, name, user=None, publish=True, **values):
        experience = self.Experience.with_user(user or self.manager).create(
            {"name": name, "problem": "<p>x</p>", "solution": "<p>y</p>", **values}
        )
        if publish:
            experience.with_user(self.manager).action_publish()
        return experience

    def test_the_most_alike_comes_first(self):
        child = self.env["crm.complaint.category"].create(
            {"name": "By a day", "parent_id": self.category.id}
        )
        words = self._learn("Tea that came late was sent again")
        above = self._learn("Carriers", category_ids=self.category.ids)
        same = self._learn("Drivers", category_ids=child.ids)
        self._learn("Invoices")
        self._learn("Tea, unpublished", publish=False)
        complaint = self._make_complaint(category_id=child.id)
        found = complaint.with_user(self.manager).proposed_experience_ids
        self.assertEqual(found[0].name, same.name)
        self.assertEqual(set(found.ids), {words.id, above.id, same.id})

    def test_words_that_mean_something_to_sql(self):
        self._learn("Tea & coffee | (late)")
        complaint = self._make_complaint(name="tea' & | ! :* ((", category_id=False)
        self.assertTrue(complaint.proposed_experience_ids)
        complaint = self._make_complaint(name="&|!", category_id=False)
        self.assertFalse(complaint.proposed_experience_ids)

    def test_managers_publish_and_changes_are_looked_at_again(self):
        experience = self._learn("Late", user=self.agent, publish=False)
        mine = experience.with_user(self.agent)
        with self.assertRaises(AccessError):
            mine.action_publish()
        with self.assertRaises(AccessError):
            mine.state = "published"
        with self.assertRaises(AccessError):
            self._learn("At once", user=self.agent, publish=False, state="published")
        employee = self._make_user("cmp_employee", "base.group_user")
        seen = self.Experience.with_user(employee)
        self.assertFalse(seen.search([]))
        experience.with_user(self.manager).action_publish()
        self.assertEqual(seen.search([]).id, experience.id)
        with self.assertRaises(AccessError):
            seen.search([]).name = "Other"
        mine.lesson = "<p>Call first</p>"
        self.assertEqual(experience.state, "draft")

    def test_what_is_used_is_counted(self):
        experience = self._learn("Late")
        complaint = self._make_complaint(user_id=self.agent.id)
        mine = complaint.with_user(self.agent)
        mine.experience_ids = [Command.link(experience.id)]
        mine.name = "Later"
        self.assertEqual(experience.use_count, 1)
        self.assertNotIn(experience, mine.proposed_experience_ids)

    def test_a_new_one_begins_without_names(self):
        complaint = self._make_complaint(user_id=self.agent.id)
        action = complaint.with_user(self.agent).action_make_experience()
        self.assertNotIn("Cyrus", str(action))
        self.assertNotIn(complaint.number, str(action))
