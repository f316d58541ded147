import math

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

READERS = (
    "crm_complaints.group_complaint_user",
    "crm_complaints.group_complaint_auditor",
)
MONTHS = 12


class CrmComplaintDashboard(models.AbstractModel):
    """How complaints are handled, and what they teach, in figures and pictures.

    Every figure counts the complaints that the user may open, and tells the domain
    that opens them. Spam counts nowhere, what was merged counts once, and nothing to
    count is no figure, never a zero.
    """

    _name = "crm.complaint.dashboard"
    _description = "Complaints Dashboard"

    @api.model
    def get_dashboard(self, date_from=None, date_to=None, group_by="category_id"):
        """Return all figures and pictures of one period.

        :param date_from: first day, "YYYY-MM-DD"; by default a year before the last
        :param date_to: last day; today if not given
        :param group_by: field of complaints by which the Pareto chart counts
        :return: dict ``date_from``, ``date_to``, ``figures`` (list of dict),
            ``pareto``, ``chart``, ``backlog``
        :raise AccessError: for whoever neither handles nor audits complaints
        :raise UserError: for a period that ends before it begins
        """
        if not any(self.env.user.has_group(group) for group in READERS):
            raise AccessError(
                self.env._("Only who handles or audits complaints sees their figures.")
            )
        company = self.env.company
        last = fields.Date.to_date(date_to) or company._get_crm_today()
        first = fields.Date.to_date(date_from) or (
            last - relativedelta(months=MONTHS) + relativedelta(days=1)
        )
        if last < first:
            raise UserError(self.env._("The period ends before it begins."))
        self.env.flush_all()
        figures = self._get_figures(first, last)
        self.env["crm.complaint.objective"]._judge(figures, last)
        return {
            "date_from": fields.Date.to_string(first),
            "date_to": fields.Date.to_string(last),
            "figures": figures,
            "pareto": self._get_pareto(first, last, group_by),
            "chart": self._get_chart(last),
            "backlog": self._get_backlog(),
        }

    @api.model
    def _get_figures(self, first, last):
        """Return the figures of a period of local days, in the order they are shown."""
        return []

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    @api.model
    def _get_period(self, name, first, last):
        """Domain of moments in a period of days of the company."""
        begin, end = self._get_bounds(first, last)
        return Domain(name, ">=", begin) & Domain(name, "<", end)

    @api.model
    def _get_bounds(self, first, last):
        """Return (begin, end) in UTC, without zone, of a period of local days."""
        zone = self.env.company.crm_timezone
        rows = self.env.execute_query(
            SQL(
                """SELECT %(first)s::timestamp AT TIME ZONE %(zone)s
                                               AT TIME ZONE 'UTC',
                          (%(last)s::date + 1)::timestamp AT TIME ZONE %(zone)s
                                                          AT TIME ZONE 'UTC'""",
                first=first,
                last=last,
                zone=zone,
            )
        )
        return rows[0]

    @api.model
    def _get_counted(self):
        """Domain of what counts at all, of the current company."""
        return Domain("state", "not in", ("merged", "invalid")) & Domain(
            "company_id", "=", self.env.company.id
        )

    @api.model
    def _select(self, domain, *columns, group_by=None, model="crm.complaint"):
        """Return the rows of a SELECT over the records the user may read."""
        Model = self.env[model].with_context(active_test=False)
        query = Model._search(domain)
        if group_by:
            query.groupby = group_by
        query.order = None
        return self.env.execute_query(query.select(*columns))

    @api.model
    def _get_label(self, name):
        """Return what a figure is called for which there may be an objective."""
        return self.env["crm.complaint.objective"]._get_labels()[name]

    @api.model
    def _make_figure(self, name, label, value, kind="integer", **more):
        """Return one figure; no number means that there is nothing to count.

        :param kind: how it is shown: integer, hours, percentage, or decimal
        :param more: ``low`` and ``high`` (of an interval), ``n``, ``domain`` and
            ``res_model`` of the records behind it, ``help``, ``tone``
        """
        return {
            "name": name,
            "label": label,
            "kind": kind,
            "value": self._clean(value),
            "res_model": "crm.complaint",
            **{key: self._clean(part) for key, part in more.items()},
        }

    @api.model
    def _make_share(self, name, label, estimate, **more):
        """Return a figure that is a share with its interval.

        :param estimate: satisfaction.Estimate
        """
        return self._make_figure(
            name,
            label,
            estimate.value,
            "percentage",
            low=estimate.low,
            high=estimate.high,
            n=int(estimate.n),
            **more,
        )

    @api.model
    def _clean(self, value):
        """Return what JSON can carry: blank is None, a domain a list."""
        if isinstance(value, Domain):
            return [
                [
                    fields.Datetime.to_string(part) if hasattr(part, "hour") else part
                    for part in leaf
                ]
                if isinstance(leaf, tuple | list)
                else leaf
                for leaf in value
            ]
        if isinstance(value, str | bool | int | None.__class__):
            return value
        value = float(value)
        return value if math.isfinite(value) else None
