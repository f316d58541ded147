"""A company's strategy, with figures, targets and a figure that is red."""

from datetime import timedelta

from odoo import api, models

# (name, perspective, KPIs, what it brings about)
OBJECTIVES = (
    ("Grow with our customers", "financial", ("order_revenue", "cltv"), ()),
    ("Win customers at a fair cost", "financial", ("cac", "average_deal"), ("Grow",)),
    ("Customers come back", "customer", ("loyalty", "retention"), ("Grow",)),
    ("Customers are satisfied", "customer", ("csat", "nps"), ("Customers come",)),
    ("Leads are answered at once", "process", ("lead_response", "lead_conversion"),
     ("Win",)),
    ("Complaints are solved in time", "process", ("sla", "resolution"),
     ("Customers are",)),
    ("People know their trade", "learning", ("activities_per_day",),
     ("Leads", "Complaints")),
    ("We learn from what we lose", "learning", ("loss_reason", "win_rate"), ("Leads",)),
)  # fmt: skip
# (name, objective, KPI, state, progress, due in days)
INITIATIVES = (
    ("Call every customer who waited", "Customers are satisfied", "csat", "running",
     40, 20),
    ("One agent more for complaints", "Complaints are solved in time", "resolution",
     "running", 70, -5),
    ("Offer a refill before it is needed", "Customers come back", "loyalty", "planned",
     0, 60),
    ("Ask why for each lost deal", "We learn from what we lose", "loss_reason", "done",
     100, -20),
)  # fmt: skip
DECISIONS = (
    ("Second shift for answers on Saturdays", 25),
    ("Stop the fair in spring, its leads cost too much", 10),
)
# What last month's figure should have been, by what it was
AMBITION = {"higher": 1.15, "lower": 0.85}
# One that is well beyond reach: so that there is something red to open
OUT_OF_REACH = {"orders": 1.6, "order_revenue": 1.5}


class CrmStrategy(models.Model):
    _inherit = "crm.strategy"

    @api.model
    def _load_demo(self):
        """Count the KPIs, then write a strategy on top of what they say."""
        company = self.env.ref("base.main_company")
        kpis = self.env["crm.kpi"].search([("kind", "!=", "formula")])
        for kpi in kpis:
            kpi._try_refresh(company)
        owner = self.env.ref("base.user_admin")
        strategy = self.create(
            {
                "name": "Strategy 2027",
                "company_id": company.id,
                "date_from": "2026-01-01",
                "date_to": "2027-12-31",
                "vision": "The first choice of everybody who loves good food.",
                "mission": "We bring what is grown with care to those who value it.",
            }
        )
        made = {}
        for name, side, codes, _effects in OBJECTIVES:
            known = self.env["crm.kpi"].search([("code", "in", codes)])
            known.owner_id = owner
            made[name] = self.env["crm.objective"].create(
                {
                    "name": name,
                    "strategy_id": strategy.id,
                    "perspective_id": self.env.ref(f"crm_kpi.perspective_{side}").id,
                    "owner_id": owner.id,
                    "kpi_ids": [(0, 0, {"kpi_id": kpi.id}) for kpi in known],
                }
            )
        for name, _side, _codes, effects in OBJECTIVES:
            for effect in effects:
                target = next(
                    one for key, one in made.items() if key.startswith(effect)
                )
                self.env["crm.objective.link"].create(
                    {"cause_id": made[name].id, "effect_id": target.id}
                )
        strategy.action_put_in_force()
        self._load_demo_targets(company)
        self.env["crm.kpi"].with_company(company).with_context(
            allowed_company_ids=company.ids
        )._forecast_company(company)

        self._load_demo_actions(strategy, made)

    @api.model
    def _load_demo_actions(self, strategy, objectives):
        """Add initiatives at different stages, and the review of last month."""
        today = strategy.company_id._get_crm_today()
        Kpi = self.env["crm.kpi"]
        for name, objective, code, state, progress, days in INITIATIVES:
            self.env["crm.initiative"].create(
                {
                    "name": name,
                    "objective_id": objectives[objective].id,
                    "kpi_id": Kpi.search([("code", "=", code)]).id,
                    "company_id": strategy.company_id.id,
                    "owner_id": objectives[objective].owner_id.id,
                    "date_from": today - timedelta(days=45),
                    "date_to": today + timedelta(days=days),
                    "state": state,
                    "progress": progress,
                }
            )
        review = self.env["crm.strategy.review"].create(
            {
                "name": "Last month",
                "strategy_id": strategy.id,
                "attendee_ids": [(6, 0, self.env.ref("base.user_admin").ids)],
            }
        )
        review.action_hold()
        self.env["crm.strategy.decision"].create(
            [
                {
                    "review_id": review.id,
                    "name": name,
                    "owner_id": self.env.ref("base.user_admin").id,
                    "deadline": today + timedelta(days=days),
                }
                for name, days in DECISIONS
            ]
        )

    @api.model
    def _load_demo_targets(self, company):
        """Ask for somewhat more than there was, in each of the last months."""
        kpis = (
            self.env["crm.kpi"]
            .with_company(company)
            .with_context(allowed_company_ids=company.ids)
            .search([("active", "=", True)])
        )
        months = company._get_kpi_periods("month", company._get_crm_today(), 7)
        series = kpis._read_series(months)
        for kpi, one in series.items():
            for place, month in enumerate(months[1:], 1):
                before = one.values[place - 1]
                if not before > 0:
                    continue
                factor = OUT_OF_REACH.get(kpi.code, AMBITION[kpi.direction])
                value = float(before) * factor
                if kpi.unit == "percent":
                    value = min(value, 100)  # more than all is no target
                self.env["crm.kpi.target"].create(
                    {
                        "kpi_id": kpi.id,
                        "company_id": company.id,
                        "kind": "month",
                        "date_from": month.date_from,
                        "value": round(value, kpi.digits),
                    }
                )
