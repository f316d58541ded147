from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..models.crm_complaint import ENDED_STATES
from ..satisfaction.proportion import estimate_share
from ..satisfaction.silence import silent_complainers

# Days until a complaint counts as settled for good by one letter
FIRST_CONTACT_DAYS = 7


class CrmComplaintDashboardFigure(models.AbstractModel):
    """How many, how fast, how well."""

    _inherit = "crm.complaint.dashboard"

    @api.model
    def _get_figures(self, first, last):
        received = self._get_counted() & self._get_period("received_date", first, last)
        closed = self._get_counted() & self._get_period("closed_date", first, last)
        closed &= Domain("state", "=", "closed")
        return [
            *super()._get_figures(first, last),
            *self._get_counts(received),
            self._get_kept_deadlines(received),
            *self._get_speed(received, closed),
            self._get_first_contact(first, last),
            self._get_reopened(closed),
            self._get_rate(received, first, last),
            self._get_silent(received),
        ]

    @api.model
    def _get_counts(self, received):
        Complaint = self.env["crm.complaint"]
        running = self._get_counted() & Domain("state", "not in", ENDED_STATES)
        overdue = running & Domain("next_deadline", "<", fields.Datetime.now())
        labels = (
            ("received", self.env._("Received"), received, None),
            ("open", self.env._("Open"), running, None),
            ("overdue", self._get_label("overdue"), overdue, "danger"),
        )
        for name, label, domain, tone in labels:
            count = Complaint.with_context(active_test=False).search_count(domain)
            yield self._make_figure(
                name, label, count, domain=domain, tone=tone if count else None
            )

    @api.model
    def _get_kept_deadlines(self, received):
        """Deadlines met of all that are met or missed; open overdue ones are missed."""
        rows = self._select(
            Domain("complaint_id", "any", received)
            & (
                Domain("result", "in", ("met", "missed"))
                | Domain("is_running", "=", True)
                & Domain("is_paused", "=", False)
                & Domain("due_date", "<", fields.Datetime.now())
            ),
            SQL("count(*) FILTER (WHERE result = 'met')"),
            SQL("count(*)"),
            model="crm.complaint.clock",
        )
        return self._make_share(
            "deadlines",
            self._get_label("deadlines"),
            estimate_share(*rows[0]),
            res_model="crm.complaint.clock",
            domain=Domain("complaint_id", "any", received)
            & Domain("result", "in", ("met", "missed")),
            help=self.env._(
                "Of all deadlines that were met or have passed; what is not due yet "
                "does not count."
            ),
        )

    @api.model
    def _get_speed(self, received, closed):
        answered = received & Domain("first_response_date", "!=", False)
        unanswered = received & Domain("first_response_date", "=", False)
        unanswered &= Domain("state", "not in", ENDED_STATES)
        for name, label, domain, column, text in (
            (
                "response",
                self._get_label("response"),
                answered,
                SQL.identifier("response_hours"),
                self.env._(
                    "Working hours from receipt to the first letter of one of us. Not "
                    "answered yet: %s.",
                    self.env["crm.complaint"].search_count(unanswered),
                ),
            ),
            (
                "resolution",
                self._get_label("resolution"),
                closed,
                SQL.identifier("resolution_hours"),
                self.env._("Working hours from receipt to closing, without waiting."),
            ),
        ):
            rows = self._select(
                domain,
                SQL("percentile_cont(0.5) WITHIN GROUP (ORDER BY %s)", column),
                SQL("percentile_cont(0.9) WITHIN GROUP (ORDER BY %s)", column),
                SQL("count(*)"),
            )
            median, most, count = rows[0]
            yield self._make_figure(
                name, label, median, "hours", n=count, domain=domain, help=text
            )
            if name == "resolution":
                yield self._make_figure(
                    "resolution_most",
                    self._get_label("resolution_most"),
                    most,
                    "hours",
                    n=count,
                    domain=domain,
                    help=self.env._("Nine of ten complaints were closed as fast."),
                )

    @api.model
    def _get_first_contact(self, first, last):
        """Closed by one letter, not reopened, nothing of the kind within a week."""
        settled = fields.Datetime.subtract(
            fields.Datetime.now(), days=FIRST_CONTACT_DAYS
        )
        closed = (
            self._get_counted()
            & Domain("state", "=", "closed")
            & self._get_period("closed_date", first, last)
            & Domain("closed_date", "<=", settled)
        )
        rows = self._select(
            closed,
            SQL(
                """count(*) FILTER (
                    WHERE response_count = 1 AND reopen_count = 0 AND NOT EXISTS (
                        SELECT 1 FROM crm_complaint again
                         WHERE again.customer_key = crm_complaint.customer_key
                           AND again.category_id = crm_complaint.category_id
                           AND again.id <> crm_complaint.id
                           AND again.state NOT IN ('merged', 'invalid')
                           AND again.received_date > crm_complaint.closed_date
                           AND again.received_date <= crm_complaint.closed_date
                                                      + make_interval(days => %s)))""",
                FIRST_CONTACT_DAYS,
            ),
            SQL("count(*)"),
        )
        return self._make_share(
            "first_contact",
            self._get_label("first_contact"),
            estimate_share(*rows[0]),
            domain=closed,
            help=self.env._(
                "Closed after one letter of ours, not reopened, and no complaint of "
                "the same customer and category within a week."
            ),
        )

    @api.model
    def _get_reopened(self, closed):
        rows = self._select(
            closed, SQL("count(*) FILTER (WHERE reopen_count > 0)"), SQL("count(*)")
        )
        return self._make_share(
            "reopened",
            self._get_label("reopened"),
            estimate_share(*rows[0]),
            domain=closed & Domain("reopen_count", ">", 0),
        )

    @api.model
    def _get_rate(self, received, first, last):
        begin, end = self._get_bounds(first, last)
        # only their number: whoever handles complaints need not read orders
        orders = (
            self.env["sale.order"]
            .sudo()
            .search_count(
                [
                    ("company_id", "=", self.env.company.id),
                    ("state", "=", "sale"),
                    ("date_order", ">=", begin),
                    ("date_order", "<", end),
                ]
            )
        )
        complaints = self.env["crm.complaint"].search_count(received)
        return self._make_figure(
            "rate",
            self._get_label("rate"),
            1000 * complaints / orders if orders else None,
            "decimal",
            n=orders,
            domain=received,
            help=self.env._("Complaints for 1,000 orders confirmed in this period."),
        )

    @api.model
    def _get_silent(self, received):
        rows = self._select(
            received, SQL("count(DISTINCT COALESCE(customer_key, id::text))")
        )
        silence = silent_complainers(rows[0][0])
        return self._make_figure(
            "silent",
            self.env._("Silent Ones"),
            None,
            "range",
            low=round(float(silence.silent_low)),
            high=round(float(silence.silent_high)),
            n=rows[0][0],
            domain=received,
            help=self.env._(
                "Dissatisfied customers who did not complain, if between 2 % and 25 % "
                "do. This rests on studies of others: ask your own customers."
            ),
        )
