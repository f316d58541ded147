import psycopg2

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .common import ComplaintMixin

# Only show something of one record, as the host's own buttons do
SHOWS = ("action_open_", "action_preview_", "action_make_experience")


@tagged("post_install", "-at_install")
class TestOneAtATime(ComplaintMixin, TransactionCase):
    """Programs may press a button for several records, which people cannot."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()

    def _find_buttons(self):
        """Return (model, button) of all that move something of this add-on."""
        for name, model in self.registry.items():
            if not name.startswith(("crm.complaint", "crm.promise", "crm.satisf")):
                continue
            for attribute in dir(model):
                if not attribute.startswith("action_") or attribute.startswith(SHOWS):
                    continue
                module = getattr(model, attribute).__module__
                is_asked = model._transient
                if module.startswith("odoo.addons.crm_complaints") and not is_asked:
                    yield name, attribute

    def test_none_breaks_on_several(self):
        buttons = list(self._find_buttons())
        self.assertGreater(len(buttons), 40)
        complaint = self._make_complaint()
        for model, button in buttons:
            Model = self.env[model]
            values = {}
            if "complaint_id" in Model._fields:
                values["complaint_id"] = complaint.id
            two = Model.new(values) + Model.new(values)
            with self.subTest(model=model, button=button):
                try:
                    with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                        getattr(two, button)()
                except (UserError, psycopg2.Error):
                    # refused, or begun on records that are not stored
                    continue

    def test_told_clearly_and_nothing_is_done(self):
        two = self._make_complaint() | self._make_complaint()
        with self.assertRaisesRegex(UserError, "one at a time"):
            two.with_user(self.manager).action_acknowledge()
        self.assertEqual(set(two.mapped("state")), {"received"})
        remedies = self.env["crm.complaint.remedy"].create(
            [{"complaint_id": complaint.id, "kind": "apology"} for complaint in two]
        )
        with self.assertRaisesRegex(UserError, "one at a time"):
            remedies.action_refuse()
