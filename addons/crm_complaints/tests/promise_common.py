from datetime import datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command

from .common import MANAGER, ComplaintMixin


class PromiseMixin(ComplaintMixin):
    """A published code with one promise: two working days since 1 March 2026, or 5 %.

    Until then ten working days were promised, and nothing for a breach.
    """

    kind = "order_invoice"

    @classmethod
    def _prepare_promises(cls):
        cls._prepare()
        cls.author = cls._make_user("cmp_author", MANAGER)
        cls.product = cls.env["product.product"].create(
            {
                "name": "Tea",
                "type": "consu",
                "invoice_policy": "order",
                "taxes_id": False,
                "list_price": 1000,
            }
        )
        with freeze_time("2026-01-01 08:00:00"):
            cls.code = (
                cls.env["crm.promise.code"]
                .with_user(cls.author)
                .create(
                    {
                        "name": "Our promise",
                        "company_id": cls.company.id,
                        "user_id": cls.manager.id,
                        "purpose": "Customers can rely on us",
                        "scope_text": "All orders",
                        "contact": "Ask Ada",
                        "how_to_complain": "Write to us",
                    }
                )
            )
            cls.promise = cls._make_promise(cls.kind)
            cls.first = cls._make_version("2026-01-01", limit_value=10)
            cls._approve(cls.first)
            cls.code.action_publish()
        cls.second = cls._make_version(
            "2026-03-01", compensation_kind="percent", compensation_share=0.05
        )
        with freeze_time("2026-02-01 08:00:00"):
            cls._approve(cls.second)
        cls.code = cls.code.sudo(False).with_user(cls.env.user)

    @classmethod
    def _make_promise(cls, kind, **values):
        return (
            cls.env["crm.promise"]
            .with_user(cls.author)
            .create(
                {
                    "name": "Soon",
                    "code_id": cls.code.id,
                    "kind": kind,
                    "category_id": cls.category.id,
                    **values,
                }
            )
        )

    @classmethod
    def _make_version(cls, day, promise=None, **values):
        return (
            cls.env["crm.promise.version"]
            .with_user(cls.author)
            .create(
                {
                    "promise_id": (promise or cls.promise).id,
                    "valid_from": day,
                    "text": f"What we promise from {day}",
                    **values,
                }
            )
        )

    @classmethod
    def _approve(cls, version):
        version.with_user(cls.manager).action_approve()

    @classmethod
    def _make_order(cls, moment, **values):
        """Make an order that was confirmed at a moment in UTC."""
        with freeze_time(moment):
            order = cls.env["sale.order"].create(
                {
                    "partner_id": cls.customer.id,
                    "company_id": cls.company.id,
                    "order_line": [
                        Command.create(
                            {"product_id": cls.product.id, "price_unit": 1000}
                        )
                    ],
                    **values,
                }
            )
            order.action_confirm()
        return order

    @classmethod
    def _detect(cls, moment):
        """Run the scheduler's job as at a moment in UTC; return all breaches."""
        with (
            freeze_time(moment),
            patch.object(type(cls.env["ir.cron"]), "_commit_progress", return_value=60),
        ):
            cls.env["crm.promise.version"]._cron_detect()
        return cls.env["crm.promise.breach"].search(
            [("company_id", "=", cls.company.id)], order="id"
        )

    @classmethod
    def _holiday(cls, day):
        """Nobody works on this day of the calendar in Cairo."""
        return cls.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "company_id": cls.company.id,
                "calendar_id": cls.calendar.id,
                "date_from": datetime(2026, 1, 1).replace(month=day.month, day=day.day),
                "date_to": datetime(day.year, day.month, day.day, 21, 59),
            }
        )
