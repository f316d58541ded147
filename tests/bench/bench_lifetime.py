"""Fit and score with this package and with ``lifetimes``, side by side.

    python tests/bench/bench_lifetime.py [--quick]

Each run gets a fresh process. Its input is loaded first; then, in CPU seconds
of all threads, it fits BG/NBD and Gamma-Gamma and computes for every customer
the orders expected in 39 weeks and the discounted value of 12 months. Of
several repetitions the fastest counts. Memory is the peak resident set over
that after loading the input. The likelihoods of both fits are recomputed from
their parameters by the textbook formula.
"""

import argparse
import datetime
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
from verdict import judge

ADDON = Path(__file__).resolve().parents[2] / "addons" / "crm_customer_value"
HORIZON, YEARLY_RATE = 273, 0.15
SPEED_UP, TOLERANCE = 15, 1e-6
REPEATS = {"cdnow": 7, "100k": 3, "1m": 2}


def cdnow():
    """CDNOW sample in days: x, tx, T, mean repeat value."""
    package = Path(importlib.util.find_spec("lifetimes").origin).parent
    start = datetime.date(1997, 1, 1).toordinal()
    days = {}
    for line in (package / "datasets" / "CDNOW_sample.txt").read_text().splitlines():
        _master, sample, date, _cds, paid = line.split()
        date = datetime.date(int(date[:4]), int(date[4:6]), int(date[6:]))
        day = date.toordinal() - start
        if day <= 272:
            orders = days.setdefault(sample, {})
            orders[day] = orders.get(day, 0.0) + float(paid)
    rows = []
    for orders in days.values():
        first, last, n = min(orders), max(orders), len(orders) - 1
        spent = sum(orders.values()) - orders[first]
        rows.append((n, last - first, 272 - first, spent / n if n else 0.0))
    return np.array(rows).T


def synthetic(n, seed=2005):
    """Customers of the published parameters, first seen over 51 weeks, in days."""
    rng = np.random.default_rng(seed)
    rate = rng.gamma(0.243, 1 / (7 * 4.414), n)
    stop = rng.beta(0.793, 2.426, n)
    age = rng.integers(189, 547, n)
    x, tx, last_day = (np.zeros(n, np.int64) for _ in range(3))
    clock, active = np.zeros(n), np.arange(n)
    while len(active):
        wait = rng.exponential(size=len(active)) / np.maximum(rate[active], 1e-300)
        clock[active] += wait
        active = active[clock[active] <= age[active]]
        day = clock[active].astype(np.int64)
        x[active] += day > last_day[active]  # orders of one day are one
        tx[active] = last_day[active] = day
        active = active[rng.random(len(active)) >= stop[active]]
    known = np.maximum(x, 1)
    z = rng.gamma(6.25 * known) / (rng.gamma(3.74, 1 / 15.44, n) * known)
    return np.array((x, tx, age, np.where(x > 0, z, 0.0)))


def resident(field):
    """A figure of this process's memory in MB (``VmRSS`` now, ``VmHWM`` peak)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1]) / 1024
    return float("nan")


def run_ours(x, tx, age, z):
    from lifetime import (
        BetaGeometricNBD,
        GammaGamma,
        PurchaseHistories,
        discounted_cltv,
    )

    fit = BetaGeometricNBD.fit(PurchaseHistories(x, tx, age))
    money = GammaGamma.fit(x, z)
    orders = fit.model.expected_orders(HORIZON, x, tx, age)
    margin = money.model.expected_value(x, z)
    value = discounted_cltv(fit.model, margin, x, tx, age, 360, YEARLY_RATE)
    bg, gg = fit.model, money.model
    return (bg.r, bg.alpha, bg.a, bg.b), (gg.p, gg.q, gg.v), orders.sum(), value.sum()


def run_lifetimes(x, tx, age, z):
    from lifetimes import BetaGeoFitter, GammaGammaFitter

    fit, money = BetaGeoFitter(), GammaGammaFitter()
    fit.fit(x, tx, age)
    again = x > 0
    money.fit(x[again], z[again])
    predict = fit.conditional_expected_number_of_purchases_up_to_time
    orders = predict(HORIZON, x, tx, age)
    monthly = (1 + YEARLY_RATE) ** (1 / 12) - 1
    value = money.customer_lifetime_value(
        fit, x, tx, age, z, time=12, discount_rate=monthly, freq="D"
    )
    bg = tuple(fit.params_[["r", "alpha", "a", "b"]])
    return bg, tuple(money.params_[["p", "q", "v"]]), orders.sum(), value.sum()


def child(library, path, repeats):
    """Run one library on one input and print what it took as JSON."""
    warnings.simplefilter("ignore")
    stored = np.load(path)
    x, tx, age = (column.astype(np.int64) for column in stored[:3])
    z = stored[3].copy()
    del stored
    if library == "ours":
        sys.path.insert(0, str(ADDON))
        import lifetime  # noqa: F401  # imports are not what is measured

        run, columns = run_ours, (x, tx, age, z)
    else:
        import lifetimes  # noqa: F401
        import pandas as pd

        run, columns = run_lifetimes, [pd.Series(c) for c in (x, tx, age, z)]
        del x, tx, age, z
    before = resident("VmRSS")
    taken = []
    for _ in range(repeats):
        begin = time.process_time()
        bg, gg, orders, value = run(*columns)
        taken.append(time.process_time() - begin)
    figures = {
        "cpu": min(taken),
        "memory": resident("VmHWM") - before,
        "bg": [float(v) for v in bg],
        "gg": [float(v) for v in gg],
        "orders": float(orders),
        "value": float(value),
    }
    print(json.dumps(figures))


def log_likelihood(parameters, x, tx, age):
    """BG/NBD log-likelihood as printed by Fader, Hardie and Lee 2005."""
    from scipy.special import betaln, gammaln

    r, alpha, a, b = parameters
    common = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    alive = betaln(a, b + x) - betaln(a, b) - (r + x) * np.log(alpha + age)
    again = np.maximum(x, 1)
    gone = betaln(a + 1, b + again - 1) - betaln(a, b) - (r + x) * np.log(alpha + tx)
    return (common + np.logaddexp(alive, np.where(x > 0, gone, -np.inf))).sum()


def measure(library, path, repeats):
    env = dict(os.environ, OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")
    command = [sys.executable, __file__, "--child", library, str(path), str(repeats)]
    done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def compare(name, columns, folder):
    path = Path(folder) / f"{name}.npy"
    np.save(path, columns)
    found = {
        library: measure(library, path, REPEATS[name])
        for library in ("ours", "lifetimes")
    }
    print(f"\n{name}: {columns.shape[1]:,} customers")
    likelihood = {}
    for library, row in found.items():
        total = likelihood[library] = log_likelihood(row["bg"], *columns[:3])
        print(
            f"  {library:9}  {row['cpu']:8.3f} CPU s  {row['memory']:6.0f} MB"
            f"  log-likelihood {total:.4f}"
            f"  BG {' '.join(f'{v:.5g}' for v in row['bg'])}"
            f"  GG {' '.join(f'{v:.5g}' for v in row['gg'])}"
            f"  orders {row['orders']:.1f}  12-month value {row['value']:.0f}"
        )
    ours, theirs = found["ours"], found["lifetimes"]
    print(
        f"  ratio: {theirs['cpu'] / ours['cpu']:.1f} times as fast,"
        f" {theirs['memory'] / max(ours['memory'], 0.1):.1f} times less memory"
    )
    judge("times as fast", theirs["cpu"] / ours["cpu"], SPEED_UP, at_least=True)
    # a fit may be better than theirs, never worse
    lacking = likelihood["lifetimes"] - likelihood["ours"]
    part = lacking / abs(likelihood["lifetimes"])
    judge("log-likelihood below theirs, as a part of it", part, TOLERANCE)


def pareto(columns):
    """Time the Pareto/NBD, for which ``lifetimes`` has no fast counterpart."""
    sys.path.insert(0, str(ADDON))
    from lifetime import ParetoNBD, PurchaseHistories

    x, tx, age = (column.astype(np.int64) for column in columns[:3])
    histories = PurchaseHistories(x, tx, age)
    begin = time.process_time()
    fit = ParetoNBD.fit(histories)
    fitted = time.process_time()
    fit.model.expected_orders(HORIZON, x, tx, age)
    scored = time.process_time()
    print(
        f"\nPareto/NBD on {len(histories.grouped()):,} distinct histories:"
        f" fit {fitted - begin:.2f} CPU s ({fit.iterations} evaluations),"
        f" score {scored - fitted:.2f} CPU s"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="leave out 1M customers")
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        library, path, repeats = options.child
        child(library, path, int(repeats))
        return
    # the small sets are CDNOW-like anyway; the large one is the million
    with tempfile.TemporaryDirectory() as folder:
        compare("cdnow", cdnow(), folder)
        compare("100k", synthetic(100_000), folder)
        if not options.quick:
            million = synthetic(1_000_000)
            compare("1m", million, folder)
            pareto(million)


if __name__ == "__main__":
    main()
