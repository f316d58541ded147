"""Attribute a million paths, and a hundredth of them by a plain loop.

    python tests/bench/bench_attribution.py [--quick]

Paths of three touches on average among twelve channels. Each of the seven models
gives the weight of every touch and the credits of the channels; then the money of
each path is divided by each to the cent. A fresh process for each side; in CPU
seconds, the faster of two repetitions. Memory is the peak resident set of all,
Python, NumPy and the input included. The loop is what one writes first: lists,
dicts and floats; its credits must be ours.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from verdict import judge, say

ADDON = Path(__file__).resolve().parents[2] / "addons" / "crm_campaigns"
CHANNELS, HALF_LIFE, ENDS = 12, 7.0, 0.4
MODELS = ("first", "last", "linear", "decay", "position", "markov", "shapley")
MOST_MEMORY, SPEED_UP = 1000, 10


def synthetic(n, seed=2016):
    """Columns of n paths: offsets, channels, days, values, conversions, nulls."""
    rng = np.random.default_rng(seed)
    lengths = 1 + rng.poisson(2, n)
    offsets = np.concatenate(([0], np.cumsum(lengths)))
    owner = np.repeat(np.arange(n), lengths)
    days = rng.random(offsets[-1]) * 30
    days = days[np.lexsort((-days, owner))]
    popular = 1 / np.arange(1, CHANNELS + 1)
    channels = rng.choice(CHANNELS, offsets[-1], p=popular / popular.sum())
    converted = rng.random(n) < 0.2
    values = np.where(converted, np.round(rng.gamma(2, 60, n), 2), 0)
    return {
        "offsets": offsets,
        "channels": channels.astype(np.int32),
        "days": days,
        "values": values,
        "conversions": converted.astype(float),
        "nulls": 1.0 - converted,
    }


def timed(work, *arguments):
    """(result, CPU seconds)"""
    begin = time.process_time()
    result = work(*arguments)
    return result, time.process_time() - begin


def ours(columns):
    """Credits and CPU seconds of each model, and of dividing the money."""
    import attribution

    paths, building = timed(lambda: attribution.Paths(**columns, n_channels=CHANNELS))
    credited, taken, money = {}, {"paths": building}, 0.0
    for model in MODELS:
        function = getattr(attribution, f"{model}_weights", None)
        function = function or getattr(attribution, model)
        weights, weighing = timed(function, paths)
        credited[model], adding = timed(attribution.per_channel, paths, weights)
        taken[model] = weighing + adding
        parts, dividing = timed(
            attribution.divide_money, paths.values, paths.offsets, weights, 2
        )
        money += dividing
        cents = np.add.reduceat(np.rint(parts * 100), paths.offsets[:-1])
        assert (cents == np.rint(paths.values * 100)).all()
    return {m: c.tolist() for m, c in credited.items()}, taken, money


def loop(columns):
    """The same by a loop over paths."""
    plain = {name: column.tolist() for name, column in columns.items()}
    begins = plain["offsets"]
    rows = [
        (
            plain["channels"][a:b],
            plain["days"][a:b],
            plain["values"][i],
            plain["conversions"][i],
            plain["nulls"][i],
        )
        for i, (a, b) in enumerate(zip(begins[:-1], begins[1:], strict=True))
    ]
    credited, taken, money = {}, {}, 0.0
    for model in MODELS:
        (credited[model], kept), taken[model] = timed(loop_credits, model, rows)
        money += timed(loop_divide, rows, kept)[1]
    return credited, taken, money


def loop_credits(model, rows):
    """Money of each channel, and the weights of each path."""
    share = loop_shares(rows) if model == "markov" else None
    earned, kept = [0.0] * CHANNELS, []
    for row in rows:
        weights = loop_weights(model, row, share)
        kept.append(weights)
        for channel, weight in zip(row[0], weights, strict=True):
            earned[channel] += weight * row[2]
    return earned, kept


def loop_divide(rows, kept):
    """The money of each path among its touches."""
    return [loop_money(row[2], w) for row, w in zip(rows, kept, strict=True)]


def loop_weights(model, row, share):
    """Weights of the touches of one path."""
    channels, days = row[:2]
    n = len(channels)
    if model == "first":
        return [1.0] + [0.0] * (n - 1)
    if model == "last":
        return [0.0] * (n - 1) + [1.0]
    if model == "linear":
        return [1 / n] * n
    if model == "position":
        if n < 3:
            return [1 / n] * n
        return [ENDS] + [(1 - 2 * ENDS) / (n - 2)] * (n - 2) + [ENDS]
    if model == "decay":
        raw = [2 ** (-day / HALF_LIFE) for day in days]
    else:
        times = {}
        for channel in channels:
            times[channel] = times.get(channel, 0) + 1
        raw = [(share[c] if share else 1) / times[c] for c in channels]
    whole = sum(raw)
    return [weight / whole for weight in raw]


def loop_shares(rows):
    """Markov shares: counts in a dict, each removal by repeated steps."""
    counts = {}
    for channels, _days, _value, converted, lost in rows:
        before = "start"
        for channel in channels:
            if channel != before:
                key = before, channel
                counts[key] = counts.get(key, 0) + converted + lost
            before = channel
        for end, often in (("conversion", converted), ("loss", lost)):
            counts[before, end] = counts.get((before, end), 0) + often
    leaving = {}
    for (before, _after), often in counts.items():
        leaving[before] = leaving.get(before, 0) + often
    steps = {}
    for (before, after), often in counts.items():
        steps.setdefault(before, []).append((after, often / leaving[before]))

    def chance(removed):
        found = dict.fromkeys(leaving, 0.0)
        found.update(conversion=1.0, loss=0.0)
        moved = 1.0
        while moved > 1e-13:
            moved = 0.0
            for state, onward in steps.items():
                if state != removed:
                    new = sum(found[after] * part for after, part in onward)
                    moved = max(moved, abs(new - found[state]))
                    found[state] = new
        return found["start"]

    whole = chance(None)
    effects = [1 - chance(channel) / whole for channel in range(CHANNELS)]
    return [effect / sum(effects) for effect in effects]


def loop_money(amount, weights):
    """Largest remainder of one path, in cents."""
    units = round(amount * 100)
    parts = [units * weight for weight in weights]
    given = [int(part) for part in parts]
    order = sorted(range(len(parts)), key=lambda i: given[i] - parts[i])
    for i in order[: units - sum(given)]:
        given[i] += 1
    return [unit / 100 for unit in given]


def child(side, path):
    """Run one side on one input; print credits, CPU seconds and memory as JSON."""
    sys.path.insert(0, str(ADDON))
    with np.load(path) as stored:
        columns = dict(stored)
    run = ours if side == "ours" else loop
    run(cut(columns, 100))  # imports are not what is measured
    best = None
    for _ in range(2):
        credited, taken, money = run(columns)
        if best is None or sum(taken.values()) + money < best[0]:
            best = sum(taken.values()) + money, taken, money
    status = Path("/proc/self/status").read_text()
    peak = int(status.split("VmHWM:")[1].split()[0]) / 1024
    print(
        json.dumps(
            {"credits": credited, "cpu": best[1], "money": best[2], "memory": peak}
        )
    )


def cut(columns, n):
    """The first n paths."""
    touches = int(columns["offsets"][n])
    sizes = {"offsets": n + 1, "channels": touches, "days": touches}
    return {name: column[: sizes.get(name, n)] for name, column in columns.items()}


def measure(side, columns, folder):
    path = Path(folder) / "paths.npz"
    np.savez(path, **columns)
    env = dict(os.environ, OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")
    command = [sys.executable, __file__, "--child", side, str(path)]
    done = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout.splitlines()[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="100,000 paths only")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(*options.child)
        return
    n = 100_000 if options.quick else 1_000_000
    columns = synthetic(n)
    part = cut(columns, n // 100)
    with tempfile.TemporaryDirectory() as folder:
        whole = measure("ours", columns, folder)
        same = measure("ours", part, folder)
        plain = measure("loop", part, folder)
    say(f"{n:,} paths, {columns['offsets'][-1]:,} touches, {CHANNELS} channels")
    say(f"  {'CPU s':10}{'ours':>8}{'loop x 100':>12}{'faster':>8}")
    rows = [(m, whole["cpu"][m], 100 * plain["cpu"][m]) for m in MODELS]
    models = sum(whole["cpu"].values()), 100 * sum(plain["cpu"].values())
    rows.append(("checking", whole["cpu"]["paths"], 0))
    rows.append(("models", *models))
    rows.append(("money x 7", whole["money"], 100 * plain["money"]))
    for label, mine, theirs in rows:
        say(f"  {label:10}{mine:8.3f}{theirs:12.2f}{theirs / mine:8.1f}")
    judge("peak memory", whole["memory"], MOST_MEMORY, " MB")
    judge("models, times as fast", models[1] / models[0], SPEED_UP, at_least=True)
    far = max(
        np.abs(np.subtract(same["credits"][m], plain["credits"][m])).max()
        / np.sum(plain["credits"][m])
        for m in MODELS
    )
    judge("credits beside the loop's, as a part of all", far, 1e-9)


if __name__ == "__main__":
    main()
