from datetime import datetime

from odoo import Command
from odoo.tests import new_test_user

# A Wednesday, 08:00 in UTC: the calendar of these tests works Sunday to Thursday, 9-17
MOMENT = datetime(2026, 1, 7, 8)
AGENT = "crm_complaints.group_complaint_user"
MANAGER = "crm_complaints.group_complaint_manager"


class ComplaintMixin:
    """A company that answers complaints: two agents, a leader, somebody to accuse."""

    @classmethod
    def _prepare(cls):
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.company = cls.env["res.company"].create({"name": "Complaint Test"})
        cls.company.crm_timezone = "Africa/Cairo"
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "Sunday to Thursday, 9 to 17",
                "tz": "Africa/Cairo",
                "company_id": cls.company.id,
                "attendance_ids": [
                    Command.create(
                        {
                            "name": day,
                            "dayofweek": day,
                            "hour_from": 9,
                            "hour_to": 17,
                            "day_period": "morning",
                        }
                    )
                    for day in "60123"
                ],
            }
        )
        cls.company.resource_calendar_id = cls.calendar
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids}
        )
        cls.agent = cls._make_user("cmp_agent", AGENT)
        cls.colleague = cls._make_user("cmp_colleague", AGENT)
        cls.leader = cls._make_user("cmp_leader", AGENT)
        cls.manager = cls._make_user("cmp_manager", MANAGER)
        cls.team = cls.env["crm.complaint.team"].create(
            {
                "name": "Care",
                "company_id": cls.company.id,
                "user_id": cls.leader.id,
                "member_ids": [
                    Command.create({"user_id": user.id, "trained_date": "2020-01-01"})
                    for user in (cls.agent, cls.colleague)
                ],
            }
        )
        cls.category = (
            cls.env["crm.complaint.category"]
            .with_company(cls.company)
            .create({"name": "Late", "team_id": cls.team.id})
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Cyrus Trading", "is_company": True, "email": "cyrus@example.com"}
        )

    @classmethod
    def _make_user(cls, login, groups):
        return new_test_user(
            cls.env,
            login,
            f"{groups},base.group_allow_export",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            tz="Africa/Cairo",
        )

    @classmethod
    def _make_employee(cls, name, user=None, **values):
        return cls.env["hr.employee"].create(
            {
                "name": name,
                "company_id": cls.company.id,
                "user_id": user.id if user else False,
                **values,
            }
        )

    @classmethod
    def _make_complaint(cls, **values):
        return cls.env["crm.complaint"].create(
            {
                "name": "The tea came late",
                "company_id": cls.company.id,
                "category_id": cls.category.id,
                "partner_id": cls.customer.id,
                **values,
            }
        )
