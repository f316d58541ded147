from datetime import datetime

from odoo.tests import TransactionCase, new_test_user

# A Wednesday, 08:00 in UTC: the calendars of these tests work 8 to 12, 13 to 17
MOMENT = datetime(2025, 6, 4, 8)


class RequestMixin:
    """A company with three departments, and a plan that goes through them."""

    @classmethod
    def _prepare(cls, company=None):
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.company = company or cls.env["res.company"].create({"name": "Request Test"})
        cls.company.crm_timezone = "UTC"
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "8 to 17",
                "tz": "UTC",
                "company_id": cls.company.id,
                "full_time_required_hours": 40,
            }
        )
        cls.company.resource_calendar_id = cls.calendar
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids}
        )
        cls.clerk = cls._make_user("req_clerk", "crm_gateway.group_request_user")
        cls.boss = cls._make_employee("Boss", "req_boss")
        cls.sales = cls._make_department("Sales", "Sam")
        cls.stock = cls._make_department("Warehouse", "Wim", "Will")
        cls.finance = cls._make_department("Finance", "Fay")
        cls.customer = cls.env["res.partner"].create(
            {"name": "Cyrus Trading", "is_company": True, "email": "cyrus@example.com"}
        )
        cls.product = cls.env["product.product"].create(
            {
                "name": "Tea",
                "type": "consu",
                "invoice_policy": "order",
                "taxes_id": False,
                "list_price": 10,
            }
        )

    @classmethod
    def _make_user(cls, login, groups):
        return new_test_user(
            cls.env,
            login,
            groups,
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
            tz="UTC",
        )

    @classmethod
    def _make_employee(cls, name, login=None, **values):
        user = cls._make_user(login, "base.group_user") if login else None
        return cls.env["hr.employee"].create(
            {
                "name": name,
                "company_id": cls.company.id,
                "user_id": user.id if user else False,
                "resource_calendar_id": cls.calendar.id,
                "tz": "UTC",
                **values,
            }
        )

    @classmethod
    def _make_department(cls, name, *members):
        department = cls.env["hr.department"].create(
            {"name": name, "company_id": cls.company.id, "manager_id": cls.boss.id}
        )
        for member in members:
            employee = cls._make_employee(
                member, f"req_{member.lower()}", department_id=department.id
            )
            employee.parent_id = cls.boss
            setattr(cls, member.lower(), employee)
        return department

    @classmethod
    def _make_type(cls, *steps, **values):
        """Make a type whose steps follow each other; each is a dict of values."""
        request_type = cls.env["crm.request.type"].create(
            {"name": "Plan", "company_id": cls.company.id, **values}
        )
        before = cls.env["crm.request.type.step"]
        for number, step in enumerate(steps):
            before = before.create(
                {
                    "type_id": request_type.id,
                    "sequence": number,
                    "name": f"Step {number + 1}",
                    "depends_on_ids": [(6, 0, before.ids)],
                    **step,
                }
            )
        return request_type

    @classmethod
    def _prepare_portal(cls, *more, **values):
        """Make a plan that customers may start, with a step to hide, and a customer.

        :param more: values of more steps
        """
        cls.plan = cls._make_type(
            {"name": "Clarify the need", "department_id": cls.sales.id},
            {
                "name": "Argue about the margin",
                "department_id": cls.sales.id,
                "customer_visible": False,
            },
            *more,
            name="Prices",
            portal_published=True,
            **values,
        )
        cls.portal = cls._make_user("req_portal", "base.group_portal")
        cls.portal.partner_id.parent_id = cls.customer

    @classmethod
    def _make_request(cls, request_type, **values):
        return cls.env["crm.request"].create(
            {
                "name": "Two hundred boxes",
                "type_id": request_type.id,
                "partner_id": cls.customer.id,
                "company_id": cls.company.id,
                "user_id": cls.clerk.id,
                **values,
            }
        )

    def _leave(self, employee, first, last):
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Leave",
                "calendar_id": self.calendar.id,
                "company_id": self.company.id,
                "resource_id": employee.resource_id.id if employee else False,
                "date_from": first,
                "date_to": last,
            }
        )

    def _step(self, **values):
        request = self._make_request(self._make_type(values))
        return request.step_ids

    @classmethod
    def _add_line(cls, order, quantity=1):
        order.order_line = [
            (0, 0, {"product_id": cls.product.id, "product_uom_qty": quantity})
        ]


class RequestCase(RequestMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
