from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestRegister(TransactionCase):
    """Whatever belongs to a complaint is guarded, also what will be added later."""

    def _get_own(self):
        """Return the stored models of ours that lead to complaints."""
        for name, model in sorted(self.env.registry.items()):
            if model._auto and not (model._abstract or model._transient):
                if (model._module or "").startswith("crm_complaints"):
                    yield self.env[name]

    def _leads(self, model, *types):
        return any(
            field.type in types and field.comodel_name == "crm.complaint"
            for field in model._fields.values()
            if field.store
        )

    def test_conversations(self):
        discreet = self.env["crm.complaint.discreet"]._get_discreet_models()
        talked_of = {
            model._name
            for model in self._get_own()
            if self._leads(model, "many2one", "many2many")
            if "message_ids" in model._fields or "activity_ids" in model._fields
        }
        self.assertIn("crm.promise.breach", talked_of)
        self.assertEqual(talked_of, set(discreet))

    def test_paths_lead_to_users(self):
        for name in self.env["crm.complaint.discreet"]._get_discreet_models():
            model = self.env[name]
            self.assertEqual(model._get_about_users()._name, "res.users", name)
            self.assertTrue(model._about_paths)
            self.assertFalse(model._get_complaints(), name)

    def test_what_belongs_to_a_complaint_is_as_open(self):
        # auditors read who looked at what, by a rule of its own
        others = ("crm.complaint", "crm.complaint.access.log")
        for model in self._get_own():
            if model._name not in others and self._leads(model, "many2one"):
                with self.subTest(model=model._name):
                    self.assertTrue(getattr(model, "_owner_field", None))

    def test_files(self):
        """Who may read only without the name reads no files."""
        nameless = self.env["crm.nameless.record"]._get_nameless_models()
        self.assertEqual(
            nameless,
            {"crm.complaint", "crm.complaint.investigation", "crm.promise.breach"},
        )
