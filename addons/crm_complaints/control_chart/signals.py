"""Which points of a control chart tell of a special cause."""

import numpy as np

BEYOND = "beyond"
RUN = "run"
TREND = "trend"
ALTERNATING = "alternating"
TWO_OF_THREE = "two_of_three"
FOUR_OF_FIVE = "four_of_five"
HUGGING = "hugging"
MIXTURE = "mixture"

USUAL_RULES = (BEYOND, RUN)
ALL_RULES = (
    BEYOND,
    RUN,
    TREND,
    ALTERNATING,
    TWO_OF_THREE,
    FOUR_OF_FIVE,
    HUGGING,
    MIXTURE,
)
# differences between values that are but rounding of the arithmetic
_NOISE = 1e-9


def find_signals(chart, rules=USUAL_RULES, run=8):
    """Find the points at which a rule is met.

    :param chart: :class:`ControlChart`
    :param rules: those to apply, of ``ALL_RULES``; each adds false alarms
    :param run: points in a row on one side of the centre that make a signal
    :return: {rule: booleans, one a point}; True at the point that completes the
        pattern and at those that go on with it
    :raises ValueError: for an unknown rule or a run below 2

    - BEYOND: outside the limits
    - RUN: 8 in a row on one side of the centre; a point on it ends the run
    - TREND: 6 in a row, each above (or each below) the one before
    - ALTERNATING: 14 in a row, up and down by turns
    - TWO_OF_THREE: 2 of 3 in a row beyond 2 sigma on one side
    - FOUR_OF_FIVE: 4 of 5 in a row beyond 1 sigma on one side
    - HUGGING: 15 in a row within 1 sigma
    - MIXTURE: 8 in a row beyond 1 sigma, on both sides

    BEYOND, RUN, TWO_OF_THREE, FOUR_OF_FIVE: Western Electric, Statistical
    Quality Control Handbook, 1956. The others: Nelson, Journal of Quality
    Technology 16(4), 1984, 237-239, whose run has nine. Blank points are passed
    over: a period without orders neither makes nor ends a pattern.
    """
    unknown = set(rules) - set(ALL_RULES)
    if unknown:
        raise ValueError(f"there is no rule {', '.join(map(str, sorted(unknown)))}")
    if run < 2:
        raise ValueError("a run takes two points or more")
    used = np.isfinite(chart.value) & np.isfinite(chart.sigma)
    points = _Points(chart, used)
    made = {}
    for rule in rules:
        made[rule] = np.zeros(len(used), bool)
        made[rule][used] = points.run(run) if rule == RUN else getattr(points, rule)()
    return made


class _Points:
    """The points that are no blank, and what each rule finds among them."""

    def __init__(self, chart, used):
        self.value, centre = chart.value[used], chart.centre[used]
        self.lower, self.upper = chart.lower[used], chart.upper[used]
        self.noise = _NOISE * np.maximum(np.abs(self.value), np.abs(centre))
        offset = self.value - centre
        offset[np.abs(offset) <= self.noise] = 0.0
        # without any scatter a point lies on the centre or infinitely far off
        far = np.where(offset == 0, 0.0, np.copysign(np.inf, offset))
        sigma = chart.sigma[used]
        self.z = np.divide(offset, sigma, out=far, where=sigma > 0)

    def beyond(self):
        return (self.value > self.upper + self.noise) | (
            self.value < self.lower - self.noise
        )

    def run(self, length):
        return (in_a_row(self.z > 0) >= length) | (in_a_row(self.z < 0) >= length)

    def trend(self):
        rising, falling = self._steps()
        return (in_a_row(rising) >= 5) | (in_a_row(falling) >= 5)

    def alternating(self):
        rising, falling = self._steps()
        turned = np.zeros(len(rising), bool)
        turned[1:] = rising[1:] & falling[:-1] | falling[1:] & rising[:-1]
        return in_a_row(turned) >= 12

    def two_of_three(self):
        return self._of_window(2, 3, 2.0)

    def four_of_five(self):
        return self._of_window(4, 5, 1.0)

    def hugging(self):
        return in_a_row(np.abs(self.z) < 1) >= 15

    def mixture(self):
        out = in_a_row(np.abs(self.z) > 1) >= 8
        # eight on one side are a run, not a mixture of two processes
        both = (in_a_row(self.z > 0) < 8) & (in_a_row(self.z < 0) < 8)
        return out & both

    def _steps(self):
        """Whether a point lies above, and below, the one before it."""
        step = np.zeros(len(self.value))
        step[1:] = np.diff(self.value)
        return step > self.noise, step < -self.noise

    def _of_window(self, least, width, distance):
        """At a point out there that is one of so many out of the last few."""
        found = np.zeros(len(self.z), bool)
        for out in (self.z > distance, self.z < -distance):
            before = np.concatenate((np.zeros(width, int), np.cumsum(out)))
            found |= out & (before[width:] - before[:-width] >= least)
        return found


def in_a_row(mask):
    """Length of the unbroken row of True that ends at every point, 0 at False."""
    upto = np.cumsum(mask)
    return upto - np.maximum.accumulate(np.where(mask, 0, upto))
