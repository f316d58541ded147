"""Every model of ours says who may use it, and keeps companies apart."""

import re
from pathlib import Path

from odoo.tests import TransactionCase, tagged

ADDONS = Path(__file__).resolve().parents[2] / "addons"


@tagged("post_install", "-at_install")
class TestAccess(TransactionCase):
    def our_models(self):
        """Models that an add-on of ours brought, not those it only extends."""
        ours = [path.parent.name for path in ADDONS.glob("*/__manifest__.py")]
        for name, model in self.env.items():
            if model._original_module in ours and not model._abstract:
                yield name, model

    def test_every_model_has_an_access_line(self):
        granted = self.env["ir.model.access"].search([]).model_id.mapped("model")
        self.assertFalse({name for name, _model in self.our_models()} - set(granted))

    def test_every_model_with_a_company_has_a_company_rule(self):
        rules = self.env["ir.rule"].search([("domain_force", "like", "company")])
        ruled = {
            rule.model_id.model
            for rule in rules
            if re.search(r"company_ids?\b", rule.domain_force)
        }
        companies = {
            name
            for name, model in self.our_models()
            if "company_id" in model._fields and not model._transient
        }
        self.assertFalse(companies - ruled)
