"""What of our models can be called from outside, and by whom."""

import inspect
import re

from odoo.exceptions import AccessError
from odoo.models import BaseModel
from odoo.service.model import get_public_method
from odoo.tests import TransactionCase, new_test_user, tagged

# Each public method was looked at: it checks the caller's rights, or works with
# them alone. A new one belongs here only after the same look.
APPROVED = {
    "crm.customer.value": {
        "action_open_documents",
        "action_open_history",
        "action_open_partner",
        "action_schedule_activity",
    },
    "crm.customer.profile": {"get_profile"},
    "crm.customer.reorder": {"action_create_quotation", "action_schedule_activity"},
    "crm.rfm.grid": {"action_open_current", "action_restore_cells"},
    "crm.segment": {"action_apply_pricelist", "action_open_customers"},
    "crm.segment.board": {"get_board"},
    "crm.touchpoint": {"action_open_document"},
    "crm.value.refresh": {"action_request", "action_retry"},
    "res.partner": {"action_open_customer_value"},
}
ARGUMENTS = {"get_profile": [1]}
OURS = re.compile(r"odoo\.addons\.crm_(gateway|customer_value)")


@tagged("post_install", "-at_install")
class TestRpc(TransactionCase):
    def _own_public_methods(self, model):
        """Names of public methods that our add-ons bring to ``model``."""
        layers = [
            cls
            for cls in type(model).mro()
            if getattr(cls, "__module__", "").startswith("odoo.addons.")
        ]
        ours = [cls for cls in layers if OURS.match(cls.__module__)]
        host = set(dir(BaseModel)).union(
            *(vars(cls) for cls in layers if cls not in ours)
        )
        found = set()
        for cls in ours:
            for name, value in vars(cls).items():
                if not inspect.isfunction(value) or name in host:
                    continue
                try:
                    get_public_method(model, name)
                except (AccessError, AttributeError):
                    continue
                found.add(name)
        return found

    def test_public_methods_are_the_approved_ones(self):
        found = {}
        for name in self.env.registry:
            methods = self._own_public_methods(self.env[name])
            if methods:
                found[name] = methods
        self.assertEqual(found, APPROVED)

    def test_outsiders_are_refused_each_of_them(self):
        company = self.env.company
        partner = self.env["res.partner"].create({"name": "Ada"})
        product = self.env["product.product"].create({"name": "Goods"})
        shared = {"company_id": company.id, "partner_id": partner.id}
        records = {
            "crm.customer.value": self.env["crm.customer.value"].create(shared),
            "crm.customer.reorder": self.env["crm.customer.reorder"].create(
                {**shared, "product_id": product.id}
            ),
            "crm.rfm.grid": self.env["crm.rfm.grid"]._get_for_company(company),
            "crm.segment": self.env.ref("crm_customer_value.crm_segment_loyal"),
            "crm.value.refresh": self.env["crm.value.refresh"].create({}),
            "res.partner": partner,
        }
        users = [
            new_test_user(self.env, "rpc_portal", "base.group_portal"),
            new_test_user(self.env, "rpc_clerk", "base.group_user"),
        ]
        for user in users:
            for model, methods in APPROVED.items():
                for name in methods:
                    record = records.get(model, self.env[model]).with_user(user)
                    record.invalidate_recordset()
                    with (
                        self.subTest(user=user.login, call=f"{model}.{name}"),
                        self.assertRaises(AccessError),
                    ):
                        getattr(record, name)(*ARGUMENTS.get(name, []))
