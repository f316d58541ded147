"""Money per head, sharper comparisons, and who belongs to which arm."""

import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import incrementality
import numpy as np
import pytest
from incrementality import (
    PARTS,
    assign_arms,
    cuped,
    mean_difference,
    mean_difference_of_moments,
)
from scipy import stats


def test_ten_percent_are_held_out_for_good():
    keys = range(1, 10_001)
    arms = assign_arms(keys, "journey 7", [0.1, 0.9])
    assert abs((arms == 0).sum() - 1000) <= 90
    # any order, any run, and part of them alone
    assert (assign_arms(list(keys)[::-1], "journey 7", [0.1, 0.9])[::-1] == arms).all()
    assert assign_arms([5], "journey 7", [0.1, 0.9])[0] == arms[4]
    # another journey holds out others: a tenth of those held out here
    other = assign_arms(keys, "journey 8", [0.1, 0.9])
    assert 60 <= ((arms == 0) & (other == 0)).sum() <= 140


def test_arm_is_the_hash():
    number = int(sha256(b"salt" + "ز@x.com".encode()).hexdigest(), 16) % PARTS
    edge = number / PARTS
    for low in (edge, edge + 1 / PARTS):
        arm = assign_arms(["ز@x.com"], "salt", [low, 1 - low])[0]
        assert arm == (0 if low > edge else 1)
    assert assign_arms([b"k", "k"], b"s", [0.5, 0.5]).tolist() in ([0, 0], [1, 1])


def test_shares_of_many_arms():
    shares = [0.2, 0, 0.3, 0.5]
    arms = assign_arms(range(20_000), "x", shares)
    counted = np.bincount(arms, minlength=4)
    assert counted[1] == 0 and arms.max() == 3
    assert stats.chisquare(counted[[0, 2, 3]], [4000, 6000, 10000]).pvalue > 1e-4
    assert assign_arms([], "x", [1]).shape == (0,)
    assert not assign_arms(range(100), "x", [1]).any()
    for wrong in ([], [0.5, 0.4], [1.2, -0.2], [0.00001, 0.99999], [np.nan, 1]):
        with pytest.raises(ValueError, match="share"):
            assign_arms([1], "x", wrong)


def test_money_per_head_is_welchs():
    rng = np.random.default_rng(2)
    y_t = rng.gamma(0.3, 200, 900) * (rng.random(900) < 0.2)
    y_c = rng.gamma(0.3, 150, 100) * (rng.random(100) < 0.2)
    found = mean_difference(y_t, y_c)
    theirs = stats.ttest_ind(y_t, y_c, equal_var=False)
    interval = theirs.confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))
    assert (found.t, found.df) == pytest.approx((theirs.statistic, theirs.df))
    assert found.p_value == pytest.approx(theirs.pvalue)
    assert found.incremental == pytest.approx(900 * found.difference)
    assert found.shown == (interval.low > 0 or interval.high < 0)
    assert mean_difference(y_t + 500, y_c).shown
    assert mean_difference(y_t - 500, y_c).shown


def test_money_that_tells_nothing():
    assert mean_difference([], [1, 2]).mean_treated is None
    one = mean_difference([5], [1, 2])
    assert one.difference == 3.5 and one.low is one.p_value is None
    # nobody bought; all bought the same: no spread, nothing is shown
    for treated in (0.0, 0.1):
        alike = mean_difference([treated] * 50, [0.0] * 7)
        assert alike.difference == pytest.approx(treated)
        assert alike.low is None and not alike.shown
    # nobody held out bought: the spread of the treated still tells
    some = mean_difference([0.0, 10, 20, 5, 9, 14], [0.0] * 6)
    assert some.df == pytest.approx(5) and some.shown
    for wrong in (lambda: mean_difference([np.nan], [1]), lambda: cuped([1], [1, 2])):
        with pytest.raises(ValueError):
            wrong()
    with pytest.raises(ValueError, match="confidence"):
        mean_difference([1, 2], [3, 4], confidence=1)


def test_cuped_takes_off_what_was_known():
    rng = np.random.default_rng(42)
    x = rng.normal(100, 20, 4000)
    treated = np.arange(4000) < 2000
    y = 0.8 * x + rng.normal(0, 12, 4000) + 3 * treated
    found = cuped(y, x)
    assert found.theta == pytest.approx(0.8103008557244427, rel=1e-9)
    assert found.variance_ratio == pytest.approx(0.36071188493538064, rel=1e-9)
    assert found.variance_ratio == pytest.approx(np.var(found.values) / np.var(y))
    assert found.values.mean() == pytest.approx(y.mean())
    plain = mean_difference(y[treated], y[~treated])
    sharp = mean_difference(found.values[treated], found.values[~treated])
    assert plain.difference == pytest.approx(2.196628941344855, rel=1e-9)
    assert sharp.difference == pytest.approx(3.3514056707379183, rel=1e-9)
    # 3 is what was put in
    assert sharp.low < 3 < sharp.high
    assert sharp.high - sharp.low < 0.65 * (plain.high - plain.low)


def test_cuped_of_what_tells_nothing():
    y = np.array([1.0, 4, 2])
    same = cuped(y, [0.1, 0.1, 0.1])
    assert same.values.tolist() == y.tolist()
    assert (same.theta, same.variance_ratio) == (0, 1)
    assert cuped([], []).values.size == 0
    assert cuped([2, 2, 2], [1, 2, 3]).variance_ratio == 1


def test_package_stands_alone():
    code = "import sys, incrementality; sys.exit('odoo' in sys.modules)"
    root = Path(incrementality.__file__).parents[1]
    assert not subprocess.run([sys.executable, "-c", code], cwd=root).returncode
    assert len(set(incrementality.__all__)) == len(incrementality.__all__)


def test_sums_say_what_the_figures_say():
    """What a database has summed up gives the same interval."""
    rng = np.random.default_rng(5)
    y_t, y_c = rng.gamma(2, 50, 900), rng.gamma(2, 45, 100)
    moments = [(y.size, y.mean(), y.var(ddof=1)) for y in (y_t, y_c)]
    found, told = mean_difference_of_moments(*moments), mean_difference(y_t, y_c)
    for name in ("difference", "low", "high", "df", "p_value", "incremental"):
        assert getattr(found, name) == pytest.approx(getattr(told, name))
    nobody = (0, 0.0, 0.0)
    assert mean_difference_of_moments(nobody, moments[1]).difference is None
    with pytest.raises(ValueError, match="confidence"):
        mean_difference_of_moments(*moments, confidence=0)
