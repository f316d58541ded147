"""Discounted customer lifetime value and what finance subtracts from it."""

from dataclasses import dataclass

import numpy as np

from .lookup import distinct_pairs

DAYS_IN_YEAR = 365.0
_ROWS_AT_ONCE = 200_000


def period_rate(yearly_rate, periods):
    """Rate per period that compounds to ``yearly_rate`` over ``periods`` periods.

    15 % a year is 1.1715 % a month, not 15 / 12 = 1.25 %.
    """
    if not (np.isfinite(yearly_rate) and yearly_rate > -1):
        raise ValueError("the yearly discount rate must be above -100 %")
    if not periods > 0:
        raise ValueError("the number of periods must be positive")
    return float(np.expm1(np.log1p(yearly_rate) / periods))


def _schedule(horizon, yearly_rate, periods, unit_days):
    """Ends of the periods in time units, and the discount at their middles."""
    if not (np.isfinite(horizon) and horizon > 0 and unit_days > 0):
        raise ValueError("horizon and unit must be positive and finite")
    per_period = period_rate(yearly_rate, periods)
    wanted = periods * horizon * unit_days / DAYS_IN_YEAR
    steps = max(1, int(round(wanted)))
    ends = horizon * np.arange(1, steps + 1) / steps
    middles = (np.arange(steps) + 0.5) * (wanted / steps)
    return ends, (1.0 + per_period) ** -middles


def discounted_orders(
    model, x, tx, age, horizon, yearly_rate, periods=12, unit_days=1.0
):
    """Expected orders within the horizon, each discounted to today.

    :param model: a fitted BG/NBD, MBG/NBD or Pareto/NBD
    :param x, tx, age: one-dimensional arrays of the histories
    :param horizon: how far to look ahead, in the model's time unit
    :param yearly_rate: discount rate a year (.15 for 15 %)
    :param periods: discounting periods a year
    :param unit_days: length of the time unit in days (7 if in weeks)
    :return: array, sum over k of (E[Y(t_k)] - E[Y(t_k-1)]) / (1+d)^((k-.5)/K)

    Orders of a period are discounted from its middle (Fader, Hardie and Lee,
    JMR 42, 2005, in discrete form). A horizon that is not a whole number of
    periods is cut into equal periods of nearly that length.
    """
    x, tx, age = (np.atleast_1d(np.asarray(value)) for value in (x, tx, age))
    ends, discount = _schedule(horizon, yearly_rate, periods, unit_days)
    distinct_x, distinct_age, where = distinct_pairs(x, age)
    value = np.empty(len(distinct_x))
    for begin in range(0, len(value), _ROWS_AT_ONCE):
        rows = slice(begin, begin + _ROWS_AT_ONCE)
        before, total = 0.0, 0.0
        for end, factor in zip(ends, discount, strict=True):
            upto = model.expected_orders_while_alive(
                end, distinct_x[rows], distinct_age[rows]
            )
            total = total + factor * (upto - before)
            before = upto
        value[rows] = total
    result = value[where]
    for begin in range(0, len(result), _ROWS_AT_ONCE):
        rows = slice(begin, begin + _ROWS_AT_ONCE)
        result[rows] *= model.probability_alive(x[rows], tx[rows], age[rows])
    return result


def discounted_cltv(
    model,
    margin_per_order,
    x,
    tx,
    age,
    horizon,
    yearly_rate,
    periods=12,
    unit_days=1.0,
):
    """Discounted margin a customer is expected to bring within the horizon.

    :param margin_per_order: expected margin of an order, scalar or one a row
        (Gamma-Gamma value times margin share)

    The other arguments are those of :func:`discounted_orders`.
    """
    orders = discounted_orders(
        model, x, tx, age, horizon, yearly_rate, periods, unit_days
    )
    return orders * np.asarray(margin_per_order, float)


def constant_retention_value(margin, retention, yearly_rate, first_payment_now=True):
    """Value of a contract renewed for ever with a constant chance.

    :param margin: margin a period
    :param retention: chance of every renewal, 0 to 1
    :param yearly_rate: discount rate a period
    :param first_payment_now: True counts the payment due now, m (1+d)/(1+d-r);
        False does not, m r/(1+d-r)
    """
    if not 0 <= retention <= 1:
        raise ValueError("retention must lie between 0 and 1")
    if not 1 + yearly_rate > retention:
        raise ValueError("the value is infinite: no discount, nobody ever leaves")
    gain = 1 + yearly_rate if first_payment_now else retention
    return margin * gain / (1 + yearly_rate - retention)


def carrying_cost(yearly_revenue, yearly_rate, days_to_pay):
    """Cost of waiting for the money: revenue x rate x days to pay / 365."""
    waiting = np.asarray(days_to_pay, float) / DAYS_IN_YEAR
    return np.asarray(yearly_revenue, float) * yearly_rate * waiting


def risk_adjusted(
    cltv, default_probability, loss_given_default, carrying=0.0, cost_to_serve=0.0
):
    """Lifetime value less expected credit loss, carrying cost and cost to serve.

    CLV (1 - PD x LGD) - carrying - cost to serve; may be negative. PD and LGD
    are shares between 0 and 1, the rest is money. A negative lifetime value is
    not lessened by the chance of a default.
    """
    cltv = np.asarray(cltv, float)
    for share in (default_probability, loss_given_default):
        share = np.asarray(share, float)
        if not ((share >= 0) & (share <= 1)).all():
            raise ValueError("default probability and loss must lie between 0 and 1")
    kept = 1 - np.asarray(default_probability) * np.asarray(loss_given_default)
    kept = np.where(cltv > 0, kept, 1.0)
    return cltv * kept - np.asarray(carrying) - np.asarray(cost_to_serve)


@dataclass(frozen=True)
class AcquisitionReturn:
    """Cost of a new customer and lifetime value for it, None without buyers."""

    cost_per_customer: float | None
    value_to_cost: float | None


def acquisition_return(spend, n_buyers, mean_value):
    """Compare acquisition cost with the value of the customers it brought.

    :param spend: dated acquisition spend of a source
    :param n_buyers: first-time buyers of that source
    :param mean_value: their mean lifetime value, historic or predicted, not mixed
    :return: :class:`AcquisitionReturn`; no buyers, or no spend, gives None and
        not infinity
    """
    if not n_buyers:
        return AcquisitionReturn(None, None)
    cost = spend / n_buyers
    return AcquisitionReturn(cost, mean_value / cost if cost > 0 else None)


def payback_period(margins, cost):
    """First period whose cumulative margin covers ``cost``, from 1; else None."""
    covered = np.flatnonzero(np.cumsum(np.asarray(margins, float)) >= cost)
    return int(covered[0]) + 1 if len(covered) else None
