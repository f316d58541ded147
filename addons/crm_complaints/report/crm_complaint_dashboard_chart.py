from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..control_chart.baseline import baseline_advice, freeze_baseline
from ..control_chart.laney import laney_u_limits
from ..control_chart.pareto import pareto_table
from ..control_chart.signals import find_signals
from ..control_chart.u_chart import u_limits
from ..models.crm_complaint import ENDED_STATES
from ..working_time import go_back

CHART_MONTHS = 24
# So many months count before the last ones are judged by them
BASELINE_MONTHS = 20
PARETO_ROWS = 12
GROUPS = ("category_id", "cause_id", "department_id", "channel", "team_id")
# Working days of a complaint's age at which the next class begins
AGES = (5, 10, 20)
MANY = 500


class CrmComplaintDashboardChart(models.AbstractModel):
    """Pictures: where complaints come from, whether they become more, how old."""

    _inherit = "crm.complaint.dashboard"

    @api.model
    def _get_pareto(self, first, last, group_by):
        """Return the few sources of most complaints, the largest first.

        :return: dict ``group_by``, ``rows``: dict ``label``, ``count``,
            ``cumulative`` (share), ``is_vital``, ``domain``
        """
        if group_by not in GROUPS:
            raise UserError(self.env._("Complaints cannot be counted by this."))
        received = self._get_counted() & self._get_period("received_date", first, last)
        groups = self.env["crm.complaint"].formatted_read_group(
            received, [group_by], ["__count"]
        )
        known = [group for group in groups if group[group_by]]
        unknown = [group for group in groups if not group[group_by]]
        table = pareto_table(
            [group["__count"] for group in known + unknown],
            other=len(known) if unknown else None,
        )
        rows = []
        for place, count, cumulative, vital in zip(
            table.order, table.amount, table.cumulative, table.vital, strict=True
        ):
            group = (known + unknown)[place]
            value = group[group_by]
            label = value[1] if isinstance(value, tuple | list) else value
            if isinstance(value, str):
                field = self.env["crm.complaint"]._fields[group_by]
                label = dict(field._description_selection(self.env))[value]
            rows.append(
                {
                    "label": label or self.env._("Not known"),
                    "count": int(count),
                    "cumulative": self._clean(cumulative),
                    "is_vital": bool(vital),
                    "domain": self._clean(received & Domain(group["__extra_domain"])),
                }
            )
        return {"group_by": group_by, "rows": rows[:PARETO_ROWS]}

    @api.model
    def _get_chart(self, last):
        """Return the u-chart of complaints for 1,000 orders, by month.

        The limits are frozen on the first months; with many orders the scatter
        between months is taken into them (Laney), else nearly every month is a
        signal. Months without orders are blank.

        :return: dict ``rows`` (dict ``month``, ``value``, ``lower``, ``upper``,
            ``centre``, ``signals``, ``domain``), ``is_laney``, ``mean_count``,
            ``is_ready``
        """
        first = (last + relativedelta(day=1)) - relativedelta(months=CHART_MONTHS - 1)
        months = [first + relativedelta(months=n) for n in range(CHART_MONTHS)]
        received = self._get_counted() & self._get_period("received_date", first, last)
        complaints = dict(
            self._select(
                received,
                self._get_month("received_date"),
                SQL("count(*)"),
                group_by=SQL("1"),
            )
        )
        orders = self._count_orders(first, last)
        counts = [complaints.get(month, 0) for month in months]
        sizes = [orders.get(month, 0) / 1000 for month in months]
        # complaints of a month without orders belong to no rate
        counts = [
            count if size else 0 for count, size in zip(counts, sizes, strict=True)
        ]
        advice = baseline_advice(counts, sizes)
        is_laney = bool(sizes) and max(sizes) * 1000 >= MANY
        if advice.n_points >= BASELINE_MONTHS:
            frozen = freeze_baseline(
                counts[:BASELINE_MONTHS], sizes[:BASELINE_MONTHS], min_points=1
            )
            chart = frozen.limits(counts, sizes, laney=is_laney)
        else:
            chart = (laney_u_limits if is_laney else u_limits)(counts, sizes)
        signals = find_signals(chart)
        rows = []
        for place, month in enumerate(months):
            ends = month + relativedelta(months=1, days=-1)
            rows.append(
                {
                    "month": fields.Date.to_string(month),
                    "value": self._clean(chart.value[place]),
                    "lower": self._clean(chart.lower[place]),
                    "upper": self._clean(chart.upper[place]),
                    "centre": self._clean(chart.centre[place]),
                    "signals": [
                        rule for rule, mask in signals.items() if bool(mask[place])
                    ],
                    "domain": self._clean(
                        self._get_counted()
                        & self._get_period("received_date", month, ends)
                    ),
                }
            )
        return {
            "rows": rows,
            "is_laney": is_laney,
            "mean_count": self._clean(advice.mean_count),
            "is_ready": bool(advice.ready),
        }

    @api.model
    def _get_month(self, column):
        """SQL of the first day of the month, by the company's calendar days."""
        return SQL(
            "date_trunc('month', %s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date",
            SQL.identifier(column),
            self.env.company.crm_timezone,
        )

    @api.model
    def _count_orders(self, first, last):
        """Return the number of confirmed orders by month; only numbers leave here."""
        begin, end = self._get_bounds(first, last)
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT %s, count(*) FROM sale_order
                        WHERE company_id = %s AND state = 'sale'
                          AND date_order >= %s AND date_order < %s
                        GROUP BY 1""",
                    self._get_month("date_order"),
                    self.env.company.id,
                    begin,
                    end,
                )
            )
        )

    @api.model
    def _get_backlog(self):
        """Return how many open complaints are how old, in working days.

        :return: list of dict ``label``, ``count``, ``domain``; waiting ones apart
        """
        running = self._get_counted() & Domain("state", "not in", ENDED_STATES)
        waiting = running & Domain("state", "=", "waiting")
        running &= Domain("state", "!=", "waiting")
        company = self.env.company
        now = fields.Datetime.now()
        starts = [
            go_back(company.resource_calendar_id, company.crm_timezone, days, now)
            for days in AGES
        ]
        newest = Domain("received_date", ">=", starts[0])
        domains = [
            (self.env._("0 to 5 days"), running & newest),
            *(
                (
                    label,
                    running
                    & Domain("received_date", "<", after)
                    & Domain("received_date", ">=", begin),
                )
                for label, after, begin in (
                    (self.env._("6 to 10 days"), starts[0], starts[1]),
                    (self.env._("11 to 20 days"), starts[1], starts[2]),
                )
            ),
            (
                self.env._("More than 20 days"),
                running & Domain("received_date", "<", starts[2]),
            ),
            (self.env._("Waiting"), waiting),
        ]
        Complaint = self.env["crm.complaint"]
        return [
            {
                "label": label,
                "count": Complaint.search_count(domain),
                "domain": self._clean(domain),
            }
            for label, domain in domains
        ]
