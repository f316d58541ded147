from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .duplicate_common import DuplicateCase


@tagged("post_install", "-at_install")
class TestOtherCompany(DuplicateCase):
    """Who leads sales elsewhere neither reads, counts nor changes what is here."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.desk = cls._user(
            "other_desk", "crm_gateway.group_request_user", cls.other_company
        )
        # the widest rights there are in another company
        cls.stranger.group_ids = [
            Command.link(cls.env.ref("sales_team.group_sale_manager").id),
            Command.link(cls.env.ref("base.group_partner_manager").id),
            Command.link(cls.env.ref("hr.group_hr_manager").id),
        ]
        cls.own = cls._user(
            "other_own", "sales_team.group_sale_manager,base.group_partner_manager"
        )

    def _make_all(self):
        """Return a record of this company for each model."""
        env, company = self.env, self.company
        request_type = env["crm.request.type"].create(
            {
                "name": "Plan",
                "company_id": company.id,
                "step_ids": [Command.create({"name": "Clarify"})],
            }
        )
        request = env["crm.request"].create(
            {
                "name": "Two hundred boxes",
                "type_id": request_type.id,
                "partner_id": self.customer.id,
                "company_id": company.id,
            }
        )
        employee = env["hr.employee"].create({"name": "Sam", "company_id": company.id})
        lead = env["crm.lead"].create(
            {
                "name": "Warehouse",
                "type": "opportunity",
                "company_id": company.id,
                "partner_id": self.customer.id,
            }
        )
        team = env["crm.team"].create({"name": "Field", "company_id": company.id})
        twins = [
            self._firm("Twin Trading", email="t@example.com", company_id=company.id)
            for _number in range(2)
        ]
        self._find()
        return {
            "name": request,
            "sequence": request.step_ids,
            "planned_hours": env["crm.request.workload"].create(
                {
                    "employee_id": employee.id,
                    "company_id": company.id,
                    "user_id": self.own.id,
                    "week": self.today,
                }
            ),
            "subject": env["crm.contract"].create(
                {"subject": "Supply", "partner_id": self.customer.id}
            ),
            "remind_days": env["crm.tender"].create({"name": "9", "lead_id": lead.id}),
            "interval_days": env["crm.contact.plan"].create(
                {"partner_id": self.customer.id}
            ),
            "amount": env["crm.sales.target"].create(
                {"team_id": team.id, "amount": 100}
            ),
            "merged_name": self._pair(*twins),
        }

    def test_manager_of_another_company(self):
        for name, record in self._make_all().items():
            with self.subTest(record._name):
                self.assertEqual(len(record), 1)
                record.env.flush_all()
                record.invalidate_recordset()
                domain = [("id", "=", record.id)]
                ours = self._as(self.own, record)
                self.assertEqual(ours.search_count(domain), 1)
                self.assertTrue(ours.read([name]))
                theirs = self._as(self.stranger, record).browse(record.id)
                self.assertEqual(theirs.search_count(domain), 0)
                self.assertFalse(theirs.search(domain))
                self.assertEqual(theirs._read_group(domain, [], ["__count"]), [(0,)])
                with self.assertRaises(AccessError):
                    theirs.read([name])
                with self.assertRaises(AccessError):
                    theirs.write({name: record[name]})
                with self.assertRaises(AccessError):
                    theirs.unlink()
                with self.assertRaises(AccessError):
                    # nor by asking for the company that is not theirs
                    theirs.with_context(
                        allowed_company_ids=self.company.ids
                    ).search_count(domain)

    def test_request_desk_of_another_company(self):
        request = self._make_all()["name"]
        theirs = self._as(self.desk, self.env["crm.request"]).browse(request.id)
        for names in (["name"], ["number"], ["display_name"], None):
            with self.assertRaises(AccessError):
                theirs.read(names)
        for action in ("action_wait", "action_cancel", "action_preview_portal"):
            with self.subTest(action), self.assertRaises(AccessError):
                getattr(theirs, action)()
        with self.assertRaises(AccessError):
            self._as(self.desk, request.step_ids).browse(request.step_ids.id).read()
        self.assertEqual(request.state, "open")
