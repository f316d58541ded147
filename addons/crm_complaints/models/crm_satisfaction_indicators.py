from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.crm_gateway.sql import end_of_local_day

MANAGER = "crm_complaints.group_complaint_manager"
AUDITOR = "crm_complaints.group_complaint_auditor"


class CrmSatisfactionIndicators(models.AbstractModel):
    """What tells of satisfaction without asking anybody.

    Only for those who read all complaints: of a part of them the figures would be
    wrong, and would tell of the rest.
    """

    _name = "crm.satisfaction.indicators"
    _description = "Indirect Indicators of Satisfaction"

    @api.model
    def _get_indicators(self, company, date_from, date_to):
        """Return the figures of the days from ``date_from`` to ``date_to``.

        :return: list of dicts ``name``, ``label``, ``value`` (None without a whole to
            be a part of), ``unit`` (per_thousand or percent), ``part``, ``whole``
        """
        if not self.env.user.has_groups(f"{MANAGER},{AUDITOR}"):
            return []
        begin = end_of_local_day(date_from - timedelta(days=1), company.crm_timezone)
        end = end_of_local_day(date_to, company.crm_timezone)
        orders = self._count_orders(company, begin, end)
        complaints = self._count_complaints(company, begin, end)
        invoices, credit_notes = self._count_invoices(company, date_from, date_to)
        found = [
            self._make(
                "complaints",
                self.env._("Complaints for 1,000 orders"),
                complaints,
                orders,
                1000,
            ),
            self._make(
                "credit_notes",
                self.env._("Credit notes for 100 invoices"),
                credit_notes,
                invoices,
                100,
            ),
        ]
        # without depending on it: the figure is there where the customers' value is
        if "crm.customer.value" in self.env:
            found.append(
                self._make(
                    "lost",
                    self.env._("Customers likely lost"),
                    *self._count_lost(company),
                    100,
                )
            )
        return found

    @api.model
    def _make(self, name, label, part, whole, factor):
        return {
            "name": name,
            "label": label,
            "value": factor * part / whole if whole else None,
            "unit": "per_thousand" if factor == 1000 else "percent",
            "part": part,
            "whole": whole,
        }

    @api.model
    def _count_complaints(self, company, begin, end):
        """Those that the user may read; what was merged counts once."""
        return self.env["crm.complaint"].search_count(
            [
                ("company_id", "=", company.id),
                ("received_date", ">=", begin),
                ("received_date", "<", end),
                ("state", "not in", ("merged", "invalid")),
            ]
        )

    @api.model
    def _count_orders(self, company, begin, end):
        self.env["sale.order"].flush_model(["state", "company_id", "date_order"])
        ((count,),) = self.env.execute_query(
            SQL(
                """SELECT COUNT(*) FROM sale_order
                    WHERE state = 'sale' AND company_id = %s
                      AND date_order >= %s AND date_order < %s""",
                company.id,
                begin,
                end,
            )
        )
        return count

    @api.model
    def _count_invoices(self, company, date_from, date_to):
        """Return how many invoices there are, and how many credit notes."""
        self.env["account.move"].flush_model(
            ["state", "company_id", "move_type", "invoice_date"]
        )
        ((invoices, credit_notes),) = self.env.execute_query(
            SQL(
                """SELECT COUNT(*) FILTER (WHERE move_type = 'out_invoice'),
                          COUNT(*) FILTER (WHERE move_type = 'out_refund')
                     FROM account_move
                    WHERE state = 'posted' AND company_id = %s
                      AND move_type IN ('out_invoice', 'out_refund')
                      AND invoice_date BETWEEN %s AND %s""",
                company.id,
                date_from,
                date_to,
            )
        )
        return invoices, credit_notes

    @api.model
    def _count_lost(self, company):
        """Return how many customers will hardly buy again, and how many there are."""
        self.env["crm.customer.value"].flush_model(
            ["company_id", "order_days", "churn_level"]
        )
        ((lost, customers),) = self.env.execute_query(
            SQL(
                """SELECT COUNT(*) FILTER (WHERE churn_level = 'high'), COUNT(*)
                     FROM crm_customer_value
                    WHERE company_id = %s AND order_days > 0""",
                company.id,
            )
        )
        return lost, customers
