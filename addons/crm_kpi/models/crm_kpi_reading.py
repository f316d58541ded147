from datetime import timedelta

import numpy as np

from odoo import api, fields, models

from ..periods import Period
from ..status import attainment, light


class CrmKpiReading(models.Model):
    """How a KPI stood at the end of a day, beside what its target asked by then.

    A sum is compared with the part of the month's target that the days gone by
    stand for: on the third day nobody is behind a target of thirty.
    """

    _name = "crm.kpi.reading"
    _description = "Daily Reading of a KPI"
    _order = "date desc, kpi_id"
    _rec_name = "kpi_id"

    kpi_id = fields.Many2one(
        "crm.kpi", "KPI", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    date = fields.Date(required=True)
    value = fields.Float(digits=False)
    target = fields.Float("Target by Then", digits=False)
    attained = fields.Float("Attained (%)", digits=False)
    light = fields.Selection(
        [("green", "Green"), ("yellow", "Yellow"), ("red", "Red"), ("grey", "No data")]
    )

    _once = models.UniqueIndex("(kpi_id, company_id, date)")

    @api.model
    def _cron_read(self):
        """Read all KPIs with targets as of yesterday, and raise alarms."""
        companies = self.env["res.company"].search([("active", "=", True)])
        cron = self.env["ir.cron"]
        if not cron._commit_progress(remaining=len(companies)):
            return
        for company in companies:
            day = company._get_crm_today() - timedelta(days=1)
            scoped = self.with_company(company).with_context(
                allowed_company_ids=company.ids
            )
            scoped._read_day(company, day)
            scoped.env["crm.kpi.alert"]._raise(company, day)
            if not cron._commit_progress(1):
                return

    @api.model
    def _read_day(self, company, day):
        """Write the readings of one day, once."""
        known = self.search([("company_id", "=", company.id), ("date", "=", day)])
        kpis = self.env["crm.kpi"].search([("active", "=", True)]) - known.kpi_id
        month = company._get_kpi_month(day)
        targets = kpis._read_targets([month])
        kpis = kpis.filtered(lambda kpi: targets[kpi] != [None])
        part = Period(month.date_from, day, "month", month.key)
        series = kpis._read_series([part])
        share = part.days / month.days
        rows = []
        for kpi, one in series.items():
            value = float(one.values[0])
            target = targets[kpi][0] * (share if kpi.measure == "sum" else 1)
            reached = float(attainment(value, target, kpi.direction == "higher"))
            rows.append(
                {
                    "kpi_id": kpi.id,
                    "company_id": company.id,
                    "date": day,
                    "value": 0 if np.isnan(value) else value,
                    "target": target,
                    "attained": 0 if np.isnan(reached) else reached,
                    "light": str(light(reached, kpi.yellow_from)),
                }
            )
        return self.create(rows)
