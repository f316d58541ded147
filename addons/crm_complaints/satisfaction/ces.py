"""Customer effort: how easy it was to get something settled."""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from .counts import of_scale, share
from .proportion import Estimate, estimate_share, normal_quantile

_SCALE = np.arange(1.0, 8.0)


@dataclass(frozen=True, eq=False)
class CustomerEffort:
    """Customer effort of a question asked from 1 to 7.

    :param mean: :class:`Estimate` of the mean answer, 1 to 7
    :param high_share: :class:`Estimate` of the share of answers from 5 up
    :param easy_share: :class:`Estimate` of the share on the easy side: from 5
        up where high is easy, up to 3 where low is
    :param high_is_easy: direction of the question
    """

    mean: Estimate
    high_share: Estimate
    easy_share: Estimate
    high_is_easy: bool


def customer_effort(tallied, high_is_easy=True, confidence=0.95):
    """Customer effort score of a tally of the answers 1 to 7.

    :param tallied: counts of the answers 1, 2, ... 7, shape (..., 7)
    :param high_is_easy: True for "they made it easy: do you agree?" (7 = very
        much), False for "how much effort was it?" (7 = very much)
    :return: :class:`CustomerEffort`, every figure of shape (...)
    :raises ValueError: for another scale or for what is no count

    Dixon, Freeman and Toman, Harvard Business Review 88(7/8), 2010, asked for
    effort, low being good; CES 2.0 turned the question round, so a mean says
    nothing without its direction. The mean has Student's interval, cut off at
    the ends of the scale, and none (nan) of a single answer.
    """
    if not isinstance(high_is_easy, (bool, np.bool_)):
        raise ValueError("high_is_easy must be True or False")
    tallied = of_scale(tallied, 7)
    n, high = tallied.sum(-1), tallied[..., 4:].sum(-1)
    easy = high if high_is_easy else tallied[..., :3].sum(-1)
    return CustomerEffort(
        _mean(tallied, n, confidence),
        estimate_share(high, n, confidence),
        estimate_share(easy, n, confidence),
        bool(high_is_easy),
    )


def _mean(tallied, n, confidence):
    normal_quantile(confidence)
    mean = share((tallied * _SCALE).sum(-1), n)
    squares = (tallied * (_SCALE - np.asarray(mean)[..., None]) ** 2).sum(-1)
    error = np.sqrt(share(share(squares, n - 1), n))
    half = stdtrit(np.maximum(n - 1, 1), (1 + confidence) / 2) * error
    low, high = np.clip(mean - half, 1, 7), np.clip(mean + half, 1, 7)
    return Estimate(mean, low[()], high[()], n[()])
