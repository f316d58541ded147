"""Published data sets, read from the development-only ``lifetimes`` wheel.

The package itself is not imported: only its data files are wanted.
"""

import csv
import datetime
import hashlib
import importlib.util
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from lifetime import PurchaseHistories

SHA256 = {
    "CDNOW_sample.txt": (
        "6fae10155c0b0ba363c2c386e30f77990d22328220efd862a5edd1443420d94a"
    ),
    "cdnow_customers_summary.csv": (
        "09d92ca80daaabe8be0f997d4c539f9c9606106baa5b199081fe01cbce5fa9f6"
    ),
    "cdnow_customers_summary_with_transactions.csv": (
        "7ddd11b55be3227edfc1d58675154e96971b0de3ad37ddd9280d1dba154b8b2f"
    ),
    "donations.csv": (
        "82c25f26a201ff047e1cd5fe3d7967a45db92a025ecedee72ff8940e50104544"
    ),
}


def dataset(name):
    spec = importlib.util.find_spec("lifetimes")
    if spec is None:
        pytest.skip("the published data sets come with the lifetimes wheel")
    path = Path(spec.origin).parent / "datasets" / name
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    assert found == SHA256[name], f"{name} is not the published file"
    return path


def table(name):
    with dataset(name).open() as lines:
        rows = list(csv.reader(lines))[1:]
    return np.array(rows, float).T


@pytest.fixture(scope="session")
def cdnow_weeks():
    """CDNOW calibration summary, 2,357 customers, weeks rounded to .01."""
    _id, x, tx, age = table("cdnow_customers_summary.csv")
    return PurchaseHistories(x, tx, age)


@pytest.fixture(scope="session")
def cdnow_spend():
    """CDNOW repeat orders and their mean value."""
    _id, x, _tx, _age, z = table("cdnow_customers_summary_with_transactions.csv")
    return x, z


@pytest.fixture(scope="session")
def donations():
    """Donation histories: x, tx, n, count of 11,104 donors."""
    return table("donations.csv")


def summarise(customer, day, amount, end):
    """Histories at the close of day ``end`` and what came after it."""
    n = int(customer.max()) + 1
    key, where = np.unique(customer * 1000 + day, return_inverse=True)
    amount = np.bincount(where, amount)
    customer, day = key // 1000, key % 1000
    first = np.full(n, 10**6)
    np.minimum.at(first, customer, day)
    known = day <= end
    last = np.zeros(n, np.int64)
    np.maximum.at(last, customer[known], day[known])
    x = np.bincount(customer[known], minlength=n) - 1
    repeat = day > first[customer]
    spent = np.bincount(customer[known & repeat], amount[known & repeat], n)
    # a day of nothing but free items is no evidence on order value
    return SimpleNamespace(
        x=x,
        tx=last - first,
        age=end - first,
        z=np.divide(spent, x, out=np.zeros(n), where=x > 0),
        orders=np.bincount(customer[~known], minlength=n),
        spend=float(amount[~known].sum()),
        birth=first,
        repeat_days=np.sort(day[repeat]),
        histories=PurchaseHistories(x, last - first, end - first),
    )


@pytest.fixture(scope="session")
def cdnow_log():
    """Raw CDNOW order lines: customer, day since 1997-01-01, amount."""
    start = datetime.date(1997, 1, 1).toordinal()
    customer, day, amount = [], [], []
    with dataset("CDNOW_sample.txt").open() as lines:
        for line in lines:
            _master, sample, date, _cds, paid = line.split()
            customer.append(int(sample) - 1)
            date = datetime.date(int(date[:4]), int(date[4:6]), int(date[6:]))
            day.append(date.toordinal() - start)
            amount.append(float(paid))
    return np.array(customer), np.array(day), np.array(amount)


@pytest.fixture(scope="session")
def cdnow_days(cdnow_log):
    """CDNOW in days, split after 39 weeks (day 272 = 1997-09-30)."""
    return summarise(*cdnow_log, end=272)


@pytest.fixture(scope="session")
def cdnow_full(cdnow_log):
    """CDNOW in days over all 78 weeks (day 545 = 1998-06-30)."""
    return summarise(*cdnow_log, end=545)
