from datetime import timedelta

from odoo import Command, fields
from odoo.tests import TransactionCase, new_test_user


class KeyInfoCase(TransactionCase):
    """A company of its own with a salesperson, a manager and outsiders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create(
            {"name": "Key Info", "currency_id": cls.env.ref("base.USD").id}
        )
        cls.company.crm_timezone = "UTC"
        cls.other_company = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.env.user.company_ids |= cls.company | cls.other_company
        cls.env = cls.env(
            context={
                **cls.env.context,
                "tracking_disable": True,
                "mail_create_nolog": True,
                "allowed_company_ids": cls.company.ids,
            }
        )
        cls.seller = cls._user("key_seller", "sales_team.group_sale_salesman")
        cls.manager = cls._user("key_manager", "sales_team.group_sale_manager")
        cls.clerk = cls._user("key_clerk", "base.group_user")
        cls.portal = cls._user("key_portal", "base.group_portal")
        cls.stranger = cls._user(
            "key_stranger", "sales_team.group_sale_manager", cls.other_company
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Ada Trading", "is_company": True, "user_id": cls.seller.id}
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "Ada", "parent_id": cls.customer.id, "function": "Buyer"}
        )
        cls.today = fields.Date.today()

    @classmethod
    def _user(cls, login, groups, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login,
            groups,
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    def _as(self, user, record):
        """The record as ``user`` sees it after logging in."""
        return record.with_env(self.env(user=user, context={}))

    def _day(self, days):
        return self.today + timedelta(days=days)

    def _activities(self, record):
        return (
            self.env["mail.activity"]
            .with_context(active_test=False)
            .search([("res_model", "=", record._name), ("res_id", "in", record.ids)])
        )

    def _run_cron(self, name):
        """Run a scheduled action of ours as the scheduler does."""
        cron = self.env.ref(f"crm_gateway.{name}")
        with self.enter_registry_test_mode():
            self.assertTrue(cron.method_direct_trigger())
        self.env.invalidate_all()

    def _assert_closed_to_outsiders(self, record):
        """Employees without sales rights, customers, other companies: nothing."""
        for user in self.clerk, self.portal, self.stranger:
            mine = self._as(user, record)
            for operation in ("read", "write", "unlink"):
                self.assertFalse(
                    mine.has_access(operation), f"{user.login} {operation}"
                )
        self.assertFalse(self._as(self.stranger, record).search([]) & record)
        for user in self.clerk, self.portal:
            self.assertFalse(self._as(user, record).has_access("create"), user.login)
