"""What people try, and what must not come through."""

import ast
import tracemalloc

import numpy as np
import pytest
from formula import MAX_NODES, FormulaError, compile_formula

KNOWN = {"revenue", "orders", "cost", "empty"}
HOSTILE = [
    "__import__('os').system('id')",
    "().__class__.__bases__[0].__subclasses__()",
    "revenue.__class__",
    "'{0.__class__}'.format(revenue)",
    "f'{revenue}'",
    "9**9**9",
    "10**400",
    "1<<10**9",
    "'a'*10**9",
    "[0]*10**9",
    "[x for x in (1,2)]",
    "(lambda:1)()",
    "(y:=5)",
    "open('/etc/passwd')",
    "dateutil.tz.tz.os.getpid()",
    "env['res.users'].sudo()",
    "revenue if revenue else 0",
    "revenue and orders",
    "not revenue",
    "revenue[0]",
    "revenue; cost",
    "revenue\ncost",
    "1e999",
    "nan",
    "inf",
    "0x7fffffffffffffffffff",
    "True",
    "None",
    "min()",
    "max(*[1,2])",
    "min(key=1)",
    "abs(revenue,cost)",
    "eval('1')",
    "globals()",
    "getattr(revenue,'real')",
    "(" * 600 + "1" + ")" * 600,
    "+".join(["1"] * 200),
    "-" * 300 + "1",
    "revenue\x00",
    "reve\u200bnue",
    "await revenue",
    "yield 1",
    "revenue@cost",
    "revenue//cost",
    "revenue%cost",
    "~1",
    "1<2<3",
    "1 in (1,)",
    "revenue is cost",
    "...",
    "b'x'",
    "1j",
    "print(1)",
    "1e308*10",
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:30])
def test_refused(text):
    with pytest.raises(FormulaError):
        compile_formula(text, KNOWN)


@pytest.mark.parametrize("text", ["ｒｅｖｅｎｕｅ", "(" * 90 + "1" + ")" * 90])
def test_plain_numbers_in_disguise(text):
    formula = compile_formula(text, KNOWN)
    [value], _by_zero = formula.evaluate({"revenue": np.array([1.0])}, 1)
    assert value == 1


def test_rounding_to_many_places_is_bounded():
    formula = compile_formula("round(1.5, 1000000000000)", KNOWN)
    [value], _by_zero = formula.evaluate({}, 1)
    assert value == 1.5


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:30])
def test_refused_before_anything_is_computed(text):
    """Neither time nor memory goes with what a text asks for."""
    tracemalloc.start()
    try:
        with pytest.raises(FormulaError):
            compile_formula(text, KNOWN)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 5_000_000


def test_looked_at_nodes_are_bounded(monkeypatch):
    looked_at = []
    monkeypatch.setattr(
        "formula.formula._check",
        lambda node, known, names: (
            looked_at.append(node) or list(ast.iter_child_nodes(node))
        ),
    )
    with pytest.raises(FormulaError) as caught:
        compile_formula("+".join(["1"] * 200), KNOWN)
    assert caught.value.code == "TOO_COMPLEX"
    assert len(looked_at) <= MAX_NODES
