"""Did more of the treated convert than of those held out?"""

from dataclasses import dataclass
from math import sqrt

from scipy.special import ndtr

from .proportion import newcombe, require_counts


@dataclass(frozen=True)
class Comparison:
    """Treated against control; None where it cannot be told.

    :param rate_treated, rate_control: share that converted, 0 to 1; None of an
        empty arm, and so is then all that compares
    :param difference: of the rates, -1 to 1
    :param low, high: ends of its interval
    :param lift: difference over the control's rate; None if that is 0
    :param incremental: conversions of the treated that would not have been
        otherwise: difference times treated people
    :param incremental_low, incremental_high: ends of its interval
    :param z: statistic of the test that both rates are the same
    :param p_value: chance of a z as far from 0 if they are, two-sided
    :param shown: whether the interval excludes 0. This decides, not the p-value:
        an effect must not be shown while its interval says there may be none.
    """

    rate_treated: float | None
    rate_control: float | None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    lift: float | None = None
    incremental: float | None = None
    incremental_low: float | None = None
    incremental_high: float | None = None
    z: float | None = None
    p_value: float | None = None
    shown: bool = False


def compare(treated, n_t, control, n_c, confidence=0.95):
    """Compare those treated with those held out.

    :param treated, n_t: conversions and people assigned to be treated, whether
        the message reached them or not (intention to treat)
    :param control, n_c: the same of those held out
    :param confidence: of the interval
    :return: :class:`Comparison`
    :raises ValueError: for what is no count, more conversions than people, or a
        confidence not between 0 and 1

    Newcombe's interval (see :func:`newcombe`); z of the pooled rate p:
    d / sqrt(p(1-p)(1/n_t + 1/n_c)), 0 if all or none converted. Fix beforehand
    when to look: looking until an effect is shown shows one of nothing.
    """
    for successes, n in ((treated, n_t), (control, n_c)):
        require_counts(successes, n)
    rates = [float(x) / n if n else None for x, n in ((treated, n_t), (control, n_c))]
    # checks the confidence also where there is nothing to compare
    found = newcombe(treated, n_t, control, n_c, confidence)
    if None in rates:
        return Comparison(*rates)
    difference, low, high = map(float, found)
    pooled = (treated + control) / (n_t + n_c)
    error = sqrt(pooled * (1 - pooled) * (1 / n_t + 1 / n_c))
    z = difference / error if error else 0.0
    return Comparison(
        *rates,
        difference,
        low,
        high,
        lift=difference / rates[1] if rates[1] else None,
        incremental=n_t * difference,
        incremental_low=n_t * low,
        incremental_high=n_t * high,
        z=z,
        p_value=float(2 * ndtr(-abs(z))),
        shown=low > 0 or high < 0,
    )
