from datetime import timedelta

import numpy as np

from odoo import api, models
from odoo.tools import SQL

from ..lifetime import (
    GammaGamma,
    by_frequency_bins,
    calibration_curve,
    cumulative_tracking,
    evaluate,
    gate,
)
from ..lifetime.prediction import Customers, make_predictor

DAYS_IN_MONTH = 365.25 / 12


class CrmValueRefresh(models.Model):
    """Step 3: fit the model, test it on a hold-out, let the gate decide."""

    _inherit = "crm.value.refresh"

    def _step_fit(self):
        company = self.company_id
        customers = self._read_customers(company)
        if not len(customers):
            self.model_id = False
            return True
        kind = company.crm_value_model_kind
        former = self.env["crm.value.model"].search(
            [
                ("company_id", "=", company.id),
                ("kind", "=", kind),
                ("identified", "=", True),
            ],
            limit=1,
        )
        predictor = make_predictor(kind, company.crm_value_period * DAYS_IN_MONTH)
        fit = predictor.fit(customers, former.parameters or None)
        first_day = self.as_of_date - timedelta(days=int(customers.age.max()))
        history_days = int(customers.age.max()) + 1
        horizon_days = company._get_crm_value_horizon_days(self.as_of_date)
        holdout, report = self._test_on_holdout(company, history_days, horizon_days)
        verdict = gate(
            report,
            customers.n_customers,
            customers.n_repeaters,
            history_days,
            horizon_days,
            fit,
            min_buyers=company.crm_value_min_buyers,
            min_repeaters=company.crm_value_min_repeaters,
            max_bias=company.crm_value_max_bias,
        )
        self.model_id = self.env["crm.value.model"].create(
            {
                "company_id": company.id,
                "kind": kind,
                "speaks": verdict.passed,
                "reasons": [
                    {"code": r.code, "value": r.value, "limit": r.limit}
                    for r in verdict.reasons
                ],
                "first_order_date": first_day,
                "as_of_date": self.as_of_date,
                "customers": customers.n_customers,
                "repeaters": customers.n_repeaters,
                "parameters": predictor.parameters,
                "log_likelihood": self._get_weekly_likelihood(company, customers, fit),
                "identified": fit.identified,
                **self._fit_spend(company),
                **holdout,
            }
        )
        return True

    @api.model
    def _read_customers(self, company):
        """Return the :class:`Customers` of ``company``, equal histories merged."""
        self.env["crm.customer.value"].flush_model()
        return Customers.from_rows(
            self.env.execute_query(
                SQL(
                    """
                    SELECT order_days - 1,
                           last_order_date - first_order_date,
                           as_of_date - first_order_date,
                           COUNT(*), period_x, period_tx, period_n
                      FROM crm_customer_value
                     WHERE company_id = %s AND order_days > 0
                     GROUP BY 1, 2, 3, 5, 6, 7
                    """,
                    company.id,
                )
            )
        )

    @api.model
    def _get_weekly_likelihood(self, company, customers, fit):
        """Return the log-likelihood with times in weeks, as the papers print it.

        A density of times scales with their unit: each repeat purchase adds
        the logarithm of the days in a week.  Counts of periods have no unit.
        """
        if company._counts_crm_value_periods():
            return _finite(fit.log_likelihood)
        repeats = float((customers.x * customers.count).sum())
        return _finite(fit.log_likelihood + repeats * np.log(7))

    @api.model
    def _fit_spend(self, company):
        """Fit Gamma-Gamma to the mean repeat purchases; return model values."""
        rows = np.array(
            self.env.execute_query(
                SQL(
                    """
                    SELECT order_days - 1,
                           repeat_revenue::float8 / (order_days - 1)
                      FROM crm_customer_value
                     WHERE company_id = %s AND order_days > 1
                       AND repeat_revenue > 0
                    """,
                    company.id,
                )
            ),
            dtype=float,
        ).reshape(-1, 2)
        fit = GammaGamma.fit(rows[:, 0], rows[:, 1])
        if not fit.model:
            return {"spend_parameters": False, "spend_correlation": 0}
        return {
            "spend_parameters": {"p": fit.model.p, "q": fit.model.q, "v": fit.model.v},
            "spend_correlation": _finite(fit.correlation),
        }

    def _test_on_holdout(self, company, history_days, horizon_days):
        """Fit to purchases before a split and compare with those after it.

        :return: values of the crm.value.model, and the ``HoldoutReport`` or
            None where there is nothing to compare
        """
        days = min(horizon_days, history_days // 2)
        split = self.as_of_date - timedelta(days=days)
        predictor = make_predictor(
            company.crm_value_model_kind, company.crm_value_period * DAYS_IN_MONTH
        )
        rows = np.array(
            self.env.execute_query(self._get_holdout_sql(company, split)),
            dtype=np.int64,
        ).reshape(-1, 9)
        if not days or not len(rows):
            return {}, None
        customers = Customers.from_rows(rows[:, :7])
        fit = predictor.fit(customers)
        if not fit.model:
            return {}, None
        # Metrics rank single customers, so the groups are spread out again.
        each = np.repeat(np.arange(len(customers)), customers.count)
        prediction = predictor.predict(customers, days, 0.0)
        actual = rows[:, 8 if company._counts_crm_value_periods() else 7][each]
        report = evaluate(
            actual,
            prediction.orders[each],
            prediction.probability_active[each],
            customers.x[each],
            customers.tx[each],
            customers.age[each],
            days,
        )
        curve = calibration_curve(prediction.probability_active[each], actual > 0)
        bins = by_frequency_bins(customers.x[each], actual, prediction.orders[each])
        values = {
            "holdout_date": split,
            "holdout_days": days,
            "holdout_parameters": predictor.parameters,
            "holdout_log_likelihood": self._get_weekly_likelihood(
                company, customers, fit
            ),
            "holdout_customers": customers.n_customers,
            "actual_orders": report.actual_total,
            "predicted_orders": report.predicted_total,
            "baseline_orders": report.past_rate.predicted_total,
            "baseline_mse": _finite(report.past_rate.mse),
            "recency_auc": _finite(report.recency.auc),
            "tracking": self._track(company, predictor),
            "calibration": {
                "forecast": _rounded(curve.forecast),
                "happened": _rounded(curve.happened),
                "customers": curve.n.tolist(),
            },
            "by_frequency": {
                "frequency": bins.frequency.tolist(),
                "customers": bins.n.tolist(),
                "actual": _rounded(bins.actual),
                "expected": _rounded(bins.expected),
            },
        }
        for name in (
            "bias",
            "mae",
            "mse",
            "correlation",
            "spearman",
            "gini",
            "top_decile_share",
            "brier",
            "auc",
        ):
            values[name] = _finite(getattr(report, name))
        return values, report

    def _get_holdout_sql(self, company, split):
        """Return SQL of histories at ``split`` with the purchases after it.

        What was credited after the split was not known at the split, so both
        sides read the sales as of their own day.
        """
        Source = self.env["crm.sales.source"]
        self.env.flush_all()
        return SQL(
            """
            WITH known AS (
                SELECT DISTINCT partner_id, day FROM (%(before)s) sale WHERE is_order),
            placed AS (
                SELECT partner_id, day,
                       MIN(day) OVER (PARTITION BY partner_id) AS first_day
                  FROM known),
            history AS (
                SELECT partner_id, first_day, COUNT(*) - 1 AS x,
                       MAX(day) - first_day AS tx,
                       %(split)s::date - first_day AS age,
                       %(periods)s
                  FROM placed
                 GROUP BY partner_id, first_day),
            later AS (
                SELECT DISTINCT partner_id, day FROM (%(after)s) sale
                 WHERE is_order AND day > %(split)s),
            bought AS (
                SELECT history.partner_id, COUNT(*) AS days,
                       COUNT(DISTINCT ROUND((later.day - history.first_day)
                                            / %(period)s)) AS periods
                  FROM later JOIN history USING (partner_id)
                 GROUP BY history.partner_id)
            SELECT x, tx, age, COUNT(*), period_x, period_tx, period_n,
                   COALESCE(days, 0), COALESCE(periods, 0)
              FROM history LEFT JOIN bought USING (partner_id)
             GROUP BY 1, 2, 3, 5, 6, 7, 8, 9
            """,
            before=Source._get_sales_sql(company, split),
            after=Source._get_sales_sql(company, self.as_of_date),
            split=split,
            period=company.crm_value_period * DAYS_IN_MONTH,
            periods=self._get_period_columns(company, split, SQL("TRUE")),
        )

    @api.model
    def _get_period_columns(self, company, as_of, is_order):
        """Return SQL columns period_x, period_tx, period_n over purchase days.

        A purchase belongs to the anniversary of the first one that it is
        nearest to; an anniversary has passed when the time around it has, or
        when the purchase came.  Zeros for models that count no periods.
        """
        if not company._counts_crm_value_periods():
            return SQL("0 AS period_x, 0 AS period_tx, 0 AS period_n")
        period = company.crm_value_period * DAYS_IN_MONTH
        number = SQL("ROUND((day - first_day) / %s)::int", period)
        return SQL(
            """COUNT(DISTINCT %(number)s)
                   FILTER (WHERE %(is_order)s AND %(number)s > 0) AS period_x,
               COALESCE(MAX(%(number)s) FILTER (WHERE %(is_order)s), 0) AS period_tx,
               GREATEST(
                   FLOOR((%(as_of)s::date - first_day) / %(period)s - 0.5)::int, 0,
                   COALESCE(MAX(%(number)s) FILTER (WHERE %(is_order)s), 0)
               ) AS period_n""",
            number=number,
            is_order=is_order,
            as_of=as_of,
            period=period,
        )

    def _track(self, company, predictor):
        """Return weekly cumulative repeat purchases, actual and expected.

        Empty for models that count periods: a week is no occasion there.
        """
        if company._counts_crm_value_periods():
            return False
        rows = self.env.execute_query(
            SQL(
                """
                WITH known AS (
                    SELECT DISTINCT partner_id, day FROM (%s) sale WHERE is_order),
                placed AS (
                    SELECT day, MIN(day) OVER (PARTITION BY partner_id) AS first_day
                      FROM known)
                SELECT day - (SELECT MIN(day) FROM placed), day = first_day, COUNT(*)
                  FROM placed GROUP BY 1, 2
                """,
                self.env["crm.sales.source"]._get_sales_sql(company, self.as_of_date),
            )
        )
        births = np.array([(day, n) for day, birth, n in rows if birth], float)
        repeats = np.array([(day, n) for day, birth, n in rows if not birth], float)
        last = max(day for day, _birth, _n in rows)
        ends = np.arange(7, last + 8, 7)
        by_day = np.zeros(int(ends[-1]) + 1)
        if len(repeats):
            by_day[repeats[:, 0].astype(int)] = repeats[:, 1]
        expected = cumulative_tracking(
            predictor.model, births[:, 0], ends, births[:, 1]
        )
        return {
            "weeks": (ends // 7).tolist(),
            "actual": np.cumsum(by_day)[ends - 1].tolist(),
            "expected": _rounded(expected, 1),
        }


def _finite(value):
    """A figure that is not defined is stored as 0; the verdict says why."""
    return float(value) if value is not None and np.isfinite(value) else 0.0


def _rounded(values, digits=4):
    return np.round(np.nan_to_num(values), digits).tolist()
