from datetime import timedelta

import numpy as np

from odoo import fields, models

from ..periods import Period

ONE_DAY = timedelta(days=1)


class DigestDigest(models.Model):
    _inherit = "digest.digest"

    crm_kpi_ids = fields.Many2many("crm.kpi", string="Key Figures")

    def _compute_kpis(self, company, user):
        """Add key figures, as the reader may see them, to the host's own."""
        kpis = super()._compute_kpis(company, user)
        if not self.crm_kpi_ids:
            return kpis
        mine = (
            self.crm_kpi_ids.with_user(user)
            .with_company(company)
            .with_context(allowed_company_ids=company.ids, lang=user.lang)
        )
        columns = [
            (title, mine._read_spans(company, frames))
            for title, frames in self._compute_timeframes(company)
        ]
        for kpi in mine._filter_visible():
            entry = {
                "kpi_name": f"crm_kpi_{kpi.code}",
                "kpi_fullname": kpi.name,
                "kpi_action": False,
            }
            for number, (title, found) in enumerate(columns, 1):
                value, before = found[kpi]
                entry[f"kpi_col{number}"] = {
                    "value": kpi._format_value(value, kpi.unit, kpi.digits, company),
                    "margin": self._get_margin_value(value, before)
                    if not np.isnan([value, before]).any()
                    else 0,
                    "col_subtitle": title,
                }
            kpis.append(entry)
        return kpis


class CrmKpi(models.Model):
    _inherit = "crm.kpi"

    def _read_spans(self, company, frames):
        """Return {kpi: values of the given times}, by whole days of the company.

        :param frames: (start, end) in UTC each, the running day not among them
        """
        zone = company.crm_timezone
        values = {}
        for start, end in frames:
            first, last = (
                fields.Datetime.context_timestamp(
                    self.with_context(tz=zone), moment.replace(tzinfo=None)
                ).date()
                for moment in (start, end)
            )
            # up to the day before the end, which is not over
            span = Period(first, max(first, last - ONE_DAY), "day", "")
            for kpi, series in self._read_series([span]).items():
                values.setdefault(kpi, []).append(float(series.values[0]))
        return values
