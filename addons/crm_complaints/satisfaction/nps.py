"""Net promoter score and its interval."""

import numpy as np

from .counts import counts, of_scale, share
from .proportion import Estimate, normal_quantile


def net_promoter_score(promoters, passives, detractors, confidence=0.95):
    """Promoters less detractors, in points from -100 to 100.

    :param promoters, passives, detractors: counts of the answers 9-10, 7-8, 0-6
    :return: :class:`Estimate` in points; nan where nobody answered
    :raises ValueError: for what is no count

    Score: Reichheld, Harvard Business Review 81(12), 2003. Interval: adjusted
    Wald, 3 added to the sample and 3/4 to promoters and to detractors: Rocks,
    The American Statistician 70(4), 2016, the best of those he compared. It is
    cut off at the ends of the scale and drawn to the middle: it is not symmetric
    around the score, which of one or two answers may even lie outside.
    """
    promoters, passives, detractors = counts(
        promoters=promoters, passives=passives, detractors=detractors
    )
    n = promoters + passives + detractors
    z = normal_quantile(confidence)
    # nobody answered: the three added answers alone must not make a score
    adjusted = np.where(n > 0, n + 3, 0)
    loyal = share(promoters + 0.75, adjusted)
    lost = share(detractors + 0.75, adjusted)
    difference = loyal - lost
    half = z * np.sqrt(share(loyal + lost - difference**2, adjusted))
    return Estimate(
        100 * share(promoters - detractors, n),
        np.clip(100 * (difference - half), -100, 100)[()],
        np.clip(100 * (difference + half), -100, 100)[()],
        n[()],
    )


def nps_of_tally(tallied, confidence=0.95):
    """Net promoter score of a tally of the answers 0 to 10.

    :param tallied: counts of the answers 0, 1, ... 10, shape (..., 11)
    :return: :class:`Estimate` in points, shape (...)
    :raises ValueError: for another scale or for what is no count
    """
    tallied = of_scale(tallied, 11)
    return net_promoter_score(
        tallied[..., 9:].sum(-1),
        tallied[..., 7:9].sum(-1),
        tallied[..., :7].sum(-1),
        confidence,
    )
