from odoo import api, fields, models
from odoo.fields import Domain
from odoo.modules.module import get_manifest

from ..models.crm_complaint_action import OPEN_STATES
from ..models.crm_complaint_merge import RECURRENCE_DAYS
from ..satisfaction.proportion import estimate_share
from .crm_complaint_dashboard_chart import BASELINE_MONTHS
from .crm_complaint_dashboard_loyalty import RECOVERY_DAYS

# By which top management is told where complaints come from; never by persons
REVIEWED_GROUPS = ("category_id", "cause_id")
# Of the signs of dissatisfaction, the dashboard tells this one itself
TOLD_TWICE = "complaints"


class CrmComplaintDashboardReview(models.AbstractModel):
    """What top management reviews: the dashboard, and what follows from complaints.

    Numbers only. Neither customers nor employees are named by any of them.
    """

    _inherit = "crm.complaint.dashboard"

    @api.model
    def _get_review(self, first, last):
        """Return what is known of a period of local days, for a management review.

        :return: dict ``date_from``, ``date_to``, ``sections`` (list of dict ``name``,
            ``label``, ``figures``), ``paretos``, ``chart``, ``backlog``,
            ``decisions`` (those that are open), ``rules`` (what the figures rest on)
        """
        data = self.get_dashboard(first, last)
        sections = (
            ("process", self.env._("How Complaints Are Handled"), data["figures"]),
            (
                "satisfaction",
                self.env._("Satisfaction"),
                self._get_satisfaction(first, last),
            ),
            ("promises", self.env._("Promises"), self._get_promises(first, last)),
            (
                "actions",
                self.env._("Corrective and Preventive Actions"),
                self._get_improvements(first, last),
            ),
            (
                "decisions",
                self.env._("Decisions of Earlier Reviews"),
                self._get_follow_up(first, last),
            ),
        )
        return {
            "date_from": data["date_from"],
            "date_to": data["date_to"],
            "sections": [
                {"name": name, "label": label, "figures": list(figures)}
                for name, label, figures in sections
            ],
            "paretos": [
                {
                    "label": self._get_field_label("crm.complaint", name),
                    "rows": self._get_pareto(first, last, name)["rows"],
                }
                for name in REVIEWED_GROUPS
            ],
            "chart": data["chart"],
            "backlog": data["backlog"],
            "decisions": self._get_open_decisions(),
            "rules": self._get_rules(last),
        }

    @api.model
    def _get_field_label(self, model, name):
        return self.env[model]._fields[name]._description_string(self.env)

    @api.model
    def _get_satisfaction(self, first, last):
        """What customers answered; blank where nobody was asked."""
        board = self.env["crm.satisfaction.board"]
        company = self.env.company
        programmes = self.env["crm.satisfaction.programme"]
        domain = board._get_domain(company, programmes, first, last)
        measures = board._prepare_measures(board._tally(domain, company.crm_timezone))
        if "process" not in {measure["kind"] for measure in measures}:
            label = board._get_labels()["process"]
            measures.insert(0, {"kind": "process", "label": label, "unit": "percent"})
        for measure in measures:
            kind = measure["kind"]
            is_easy = measure.get("high_is_easy", True)
            yield self._make_measured(
                measure,
                f"satisfaction_{kind}{'' if is_easy else '_hard'}",
                res_model="crm.satisfaction.response",
                domain=domain
                & Domain("kind", "=", kind)
                & Domain("programme_id.ces_high_is_easy", "=", is_easy)
                if kind == "ces"
                else domain & Domain("kind", "=", kind),
            )
        for measure in board._get_indicators(company, first, last):
            if measure["name"] != TOLD_TWICE:
                yield self._make_measured(
                    {**measure, "n": measure["whole"]}, measure["name"], domain=None
                )

    @api.model
    def _make_measured(self, measure, name, **more):
        """Return a figure of one that the board of satisfaction gives."""
        is_share = measure["unit"] == "percent"
        value, low, high = (
            number / 100 if is_share and number is not None else number
            for number in (measure.get(key) for key in ("value", "low", "high"))
        )
        return self._make_figure(
            name,
            measure["label"],
            value,
            "percentage" if is_share else "decimal",
            low=low,
            high=high,
            n=measure.get("n", 0),
            **more,
        )

    @api.model
    def _get_promises(self, first, last):
        """How often what we promised was kept."""
        company = Domain("company_id", "=", self.env.company.id)
        months = company & Domain("month", ">=", first.replace(day=1))
        months &= Domain("month", "<=", last)
        ((cases, breaches),) = self.env["crm.promise.measure"]._read_group(
            months, [], ["measured_count:sum", "breach_count:sum"]
        )
        yield self._make_share(
            "promises",
            self.env._("Promises Kept"),
            estimate_share((cases or 0) - (breaches or 0), cases or 0),
            res_model="crm.promise.measure",
            domain=months,
            help=self.env._("Of all cases of the months of this period."),
        )
        broken = company & self._get_period("started_date", first, last)
        yield self._count(
            "breaches", self.env._("Breaches"), "crm.promise.breach", broken
        )
        yield self._count(
            "breaches_open",
            self.env._("Breaches Not Settled Yet"),
            "crm.promise.breach",
            broken & Domain("state", "in", ("new", "communicated")),
            tone="danger",
        )

    @api.model
    def _get_improvements(self, first, last):
        """Where the actions against causes of complaints stand."""
        company = Domain("company_id", "=", self.env.company.id)
        overdue = Domain("is_overdue", "=", True)
        counted = (
            ("actions", self.env._("Open"), Domain("state", "in", OPEN_STATES), None),
            ("actions_overdue", self.env._("Overdue"), overdue, "danger"),
            (
                "actions_done",
                self.env._("Done, Not Checked Yet"),
                Domain("state", "=", "done"),
                None,
            ),
        )
        for name, label, domain, tone in counted:
            yield self._count(
                name, label, "crm.complaint.action", company & domain, tone=tone
            )
        checked = company & self._get_period("checked_date", first, last)
        checked &= Domain("state", "in", ("verified", "ineffective"))
        counts = dict(
            self.env["crm.complaint.action"]._read_group(
                checked, ["state"], ["__count"]
            )
        )
        yield self._make_share(
            "actions_effective",
            self.env._("Effective"),
            estimate_share(counts.get("verified", 0), sum(counts.values())),
            res_model="crm.complaint.action",
            domain=checked,
            help=self.env._("Of the actions that were checked in this period."),
        )

    @api.model
    def _get_follow_up(self, first, last):
        """What became of what earlier reviews decided."""
        decided = Domain("company_id", "=", self.env.company.id)
        running = decided & Domain("state", "=", "open")
        counted = (
            ("decisions", self.env._("Open"), running, None),
            (
                "decisions_overdue",
                self.env._("Overdue"),
                running & Domain("is_overdue", "=", True),
                "danger",
            ),
            (
                "decisions_done",
                self.env._("Done"),
                decided
                & Domain("state", "=", "done")
                & self._get_period("done_date", first, last),
                None,
            ),
        )
        for name, label, domain, tone in counted:
            yield self._count(
                name, label, "crm.complaint.review.decision", domain, tone=tone
            )

    @api.model
    def _count(self, name, label, model, domain, tone=None):
        count = self.env[model].search_count(domain)
        return self._make_figure(
            name,
            label,
            count,
            res_model=model,
            domain=domain,
            tone=tone if count else None,
        )

    @api.model
    def _get_open_decisions(self):
        """Return the open decisions as they read now; who answers for it, by id."""
        decisions = self.env["crm.complaint.review.decision"].search(
            [("company_id", "=", self.env.company.id), ("state", "=", "open")]
        )
        return [
            {
                "id": decision.id,
                "decision": decision.name,
                "user_id": decision.user_id.id,
                "date_deadline": fields.Date.to_string(decision.date_deadline),
                "is_overdue": decision.is_overdue,
            }
            for decision in decisions
        ]

    @api.model
    def _get_rules(self, last):
        """Return by which rules the figures are what they are.

        :return: dict ``version`` of this add-on, ``timezone`` of the days, ``terms``:
            list of dict ``label``, ``values`` (list of str)
        """
        company = self.env.company
        clocks = self.env["crm.complaint.clock.rule"].search(
            [("company_id", "in", (False, company.id))]
        )
        units = dict(clocks._fields["unit"]._description_selection(self.env))
        versions = self.env["crm.promise.version"].search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "approved"),
                ("valid_from", "<=", last),
            ]
        )
        in_force = versions.filtered(lambda version: version._is_in_force(last))
        return {
            "version": get_manifest("crm_complaints")["version"],
            "timezone": company.crm_timezone,
            "terms": [
                {
                    "label": self.env._("Deadlines in Force"),
                    "values": [
                        f"{rule.name}: {rule.amount:g} {units[rule.unit]}"
                        for rule in clocks
                    ],
                },
                {
                    "label": self.env._("Promises in Force"),
                    "values": in_force.mapped("display_name"),
                },
                {
                    "label": self.env._("Recurring Within"),
                    "values": [self.env._("%s days", RECURRENCE_DAYS)],
                },
                {
                    "label": self.env._("Bought Again Within"),
                    "values": [self.env._("%s days", RECOVERY_DAYS)],
                },
                {
                    "label": self.env._("Months That Set the Limits"),
                    "values": [str(BASELINE_MONTHS)],
                },
            ],
        }
