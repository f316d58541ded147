import numpy as np

from odoo import api, models
from odoo.tools import SQL

from ..lifetime import GammaGamma, carrying_cost, risk_adjusted
from ..lifetime.prediction import Customers, RuleOfThumbPredictor, make_predictor
from .crm_value_refresh_fit import DAYS_IN_MONTH

BATCH = 50_000
# Chances of no purchase that separate the levels of churn
MEDIUM_RISK, HIGH_RISK = 1 / 3, 2 / 3
WRITTEN = {
    "probability_alive": "float8",
    "probability_active": "float8",
    "churn_risk": "float8",
    "expected_orders": "float8",
    "expected_order_value": "numeric",
    "expected_revenue": "numeric",
    "expected_margin": "numeric",
    "cltv": "numeric",
    "cltv_adjusted": "numeric",
}


class CrmValueRefresh(models.Model):
    """Step 4: predict each customer, in batches that fit in memory."""

    _inherit = "crm.value.refresh"

    def _step_score(self):
        last = self._write_predictions(
            self.company_id, self.model_id, after=self.last_partner_id
        )
        if last is None:
            return True
        self.write(
            {
                "last_partner_id": last,
                "customers_done": min(self.customers, self.customers_done + BATCH),
            }
        )
        return False

    @api.model
    def _write_predictions(self, company, model, after=0, partner_ids=None):
        """Predict the next batch of customers, or ``partner_ids``.

        :param model: crm.value.model of the last fit, possibly empty
        :param after: commercial partner id where the last batch ended
        :return: partner id where this batch ended, None when there was nothing
        """
        self.env["crm.customer.value"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, partner_id, order_days - 1,
                       last_order_date - first_order_date,
                       as_of_date - first_order_date,
                       1, period_x, period_tx, period_n,
                       repeat_revenue::float8, net_revenue::float8, margin::float8,
                       COALESCE(days_to_pay, 0), COALESCE(default_probability, 0),
                       as_of_date
                  FROM crm_customer_value
                 WHERE company_id = %(company)s AND partner_id > %(after)s
                   AND order_days > 0 %(partners)s
                 ORDER BY partner_id
                 LIMIT %(limit)s
                """,
                company=company.id,
                after=after,
                partners=SQL("AND partner_id = ANY(%s)", list(partner_ids))
                if partner_ids is not None
                else SQL(),
                limit=BATCH if partner_ids is None else None,
            )
        )
        self._clear_predictions(company, after, partner_ids)
        if not rows:
            return None
        table = np.array([row[:-1] for row in rows], dtype=float)
        figures, source = self._predict(company, model, table, rows[0][-1])
        self._store_predictions(company, model, table[:, 0], figures, source)
        return rows[-1][1]

    @api.model
    def _predict(self, company, model, table, as_of):
        """Return ({column: array}, who predicted) for rows as of ``as_of``."""
        customers = Customers.from_rows(table[:, 2:9])
        repeat_revenue, revenue, margin, days_to_pay, default = table[:, 9:14].T
        horizon = company._get_crm_value_horizon_days(as_of)
        rate = company.crm_value_discount_rate
        if model.speaks:
            source = "model"
            predictor = make_predictor(
                model.kind, company.crm_value_period * DAYS_IN_MONTH
            ).load(model.parameters)
        else:
            source = "heuristic"
            predictor = RuleOfThumbPredictor(self._read_base_rate(company))
        prediction = predictor.predict(customers, horizon, rate)
        value = self._predict_order_value(
            company, model, customers.x, repeat_revenue, revenue
        )
        share = np.divide(
            margin,
            revenue,
            out=np.full_like(margin, company.crm_value_margin_rate),
            where=revenue > 0,
        )
        share = np.clip(share, -1.0, 1.0)
        expected_revenue = prediction.orders * value
        cltv = np.maximum(prediction.discounted_orders * value * share, 0.0)
        years = horizon / 365.0
        adjusted = risk_adjusted(
            cltv,
            np.clip(default, 0.0, 1.0),
            company.crm_value_loss_given_default,
            carrying_cost(expected_revenue, rate, np.maximum(days_to_pay, 0.0)),
            company.crm_value_cost_to_serve * years,
        )
        return {
            "probability_alive": prediction.probability_alive,
            "probability_active": prediction.probability_active,
            "churn_risk": 1.0 - prediction.probability_active,
            "expected_orders": prediction.orders,
            "expected_order_value": value,
            "expected_revenue": expected_revenue,
            "expected_margin": expected_revenue * share,
            "cltv": cltv,
            "cltv_adjusted": adjusted,
        }, source

    @api.model
    def _read_base_rate(self, company):
        """Return the repeat purchases a day of the company's customers.

        Half a purchase is added, so that a base that never came back yet is
        not taken for one that never will.
        """
        [(rate,)] = self.env.execute_query(
            SQL(
                """SELECT (SUM(order_days - 1) + 0.5)::float8
                          / NULLIF(SUM(as_of_date - first_order_date), 0)
                     FROM crm_customer_value
                    WHERE company_id = %s AND order_days > 0""",
                company.id,
            )
        )
        return rate or 0.0

    @api.model
    def _predict_order_value(self, company, model, x, repeat_revenue, revenue):
        """Return the expected value of a customer's next purchase.

        Gamma-Gamma where it could be fitted; otherwise the customer's own mean
        drawn towards the company's as if it had one purchase of that value.
        Never negative: who returned more than was bought may still buy again.
        """
        mean = np.divide(
            repeat_revenue, x, out=np.zeros_like(repeat_revenue), where=x > 0
        )
        if model.spend_parameters:
            return GammaGamma(**model.spend_parameters).expected_value(x, mean)
        [(usual,)] = self.env.execute_query(
            SQL(
                """SELECT COALESCE(SUM(net_revenue) / SUM(order_days), 0)::float8
                     FROM crm_customer_value
                    WHERE company_id = %s AND order_days > 0 AND net_revenue > 0""",
                company.id,
            )
        )
        return np.maximum((revenue + usual) / (x + 2), 0.0)

    @api.model
    def _clear_predictions(self, company, after, partner_ids):
        """Customers without purchases have nothing to predict from."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_customer_value
                   SET predicted_on = as_of_date, prediction_source = NULL,
                       model_id = NULL, probability_alive = NULL,
                       probability_active = NULL, churn_risk = NULL,
                       churn_level = NULL, expected_orders = 0,
                       expected_order_value = NULL, expected_revenue = 0,
                       expected_margin = 0, cltv = 0, cltv_adjusted = 0,
                       value_tier = NULL
                 WHERE company_id = %(company)s AND order_days = 0
                   AND (cltv <> 0 OR probability_active IS NOT NULL) %(partners)s
                """,
                company=company.id,
                partners=SQL("AND partner_id = ANY(%s)", list(partner_ids))
                if partner_ids is not None
                else SQL("AND %s = 0", after),
            )
        )

    @api.model
    def _store_predictions(self, company, model, ids, figures, source):
        """Write the arrays of one batch in one statement."""
        digits = company.currency_id.decimal_places
        arrays = [SQL("%s::int[]", _array_literal(ids.astype(np.int64)))]
        for name, kind in WRITTEN.items():
            values = figures[name]
            if kind == "numeric":
                values = np.round(values, digits)
            if not np.isfinite(values).all():
                raise ValueError(f"{name} is not finite for some customers")
            arrays.append(SQL("%s::float8[]", _array_literal(values)))
        names = [SQL.identifier(name) for name in WRITTEN]
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_customer_value value
                   SET (%(names)s) = ROW(%(new)s),
                       churn_level = CASE WHEN new.churn_risk > %(high)s THEN 'high'
                                          WHEN new.churn_risk > %(medium)s THEN 'medium'
                                          ELSE 'low' END,
                       prediction_source = %(source)s,
                       model_id = %(model)s,
                       predicted_on = value.as_of_date
                  FROM unnest(%(arrays)s) AS new(id, %(names)s)
                 WHERE value.id = new.id
                """,
                names=SQL(", ").join(names),
                new=SQL(", ").join(SQL("new.%s", name) for name in names),
                high=HIGH_RISK,
                medium=MEDIUM_RISK,
                source=source,
                model=model.id or None,
                arrays=SQL(", ").join(arrays),
            )
        )
        self.env["crm.customer.value"].invalidate_model()


def _array_literal(values):
    """Return a PostgreSQL array literal; a list of parameters is far slower."""
    return "{" + ",".join(map(repr, values.tolist())) + "}"
