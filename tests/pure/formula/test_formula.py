import numpy as np
import pytest
from formula import FormulaError, compile_formula, evaluation_order

VALUES = {"revenue": 100.0, "orders": 0.0, "cost": 40.0, "empty": np.nan}


def compute(text):
    formula = compile_formula(text, set(VALUES))
    values = {name: np.array([value]) for name, value in VALUES.items()}
    [value], [by_zero] = formula.evaluate(values, 1)
    return "DIV0" if by_zero else None if np.isnan(value) else float(value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("revenue/orders", "DIV0"),
        ("div(revenue, orders)", None),
        ("div(revenue, orders, 0)", 0),
        ("pct(revenue - cost, revenue)", 60),
        ("revenue + empty", None),
        ("empty / orders", None),
        ("nz(empty) + 1", 1),
        ("nz(empty, 7)", 7),
        ("avg(revenue, empty, cost)", 70),
        ("sum(empty, cost)", 40),
        ("sum(empty)", None),
        ("min(revenue, empty)", 100),
        ("max(revenue, cost)", 100),
        ("iff(revenue > cost, 1, revenue / orders)", 1),
        ("iff(revenue < cost, 1, revenue / orders)", "DIV0"),
        ("iff(empty, 1, 2)", None),
        ("revenue >= 100", 1),
        ("revenue != 100", 0),
        ("round(2.5)", 3),
        ("round(-2.5)", -3),
        ("round(1.25, 1)", 1.3),
        ("abs(cost - revenue)", 60),
        ("-cost + +revenue", 60),
        ("revenue * 1000000000000000000", None),
    ],
)
def test_meaning(text, expected):
    assert compute(text) == expected


def test_many_places_at_once():
    formula = compile_formula("revenue / orders", set(VALUES))
    values, by_zero = formula.evaluate(
        {
            "revenue": np.array([10.0, 10.0, np.nan]),
            "orders": np.array([5.0, 0.0, 0.0]),
        },
        3,
    )
    assert values[0] == 2
    assert np.isnan(values[1:]).all()
    assert list(by_zero) == [False, True, False]
    assert formula.names == {"revenue", "orders"}


@pytest.mark.parametrize(
    ("text", "code", "detail"),
    [
        ("", "EMPTY", ""),
        ("1 +", "SYNTAX", ""),
        ("profit", "UNKNOWN_NAME", "profit"),
        ("pct(1)", "ARITY", "pct"),
        ("'1'", "TYPE", ""),
        ("2e18", "TOO_BIG", ""),
        ("1" * 501, "TOO_LONG", ""),
        ("2 ** 3", "FORBIDDEN", "BinOp"),
    ],
)
def test_what_is_wrong(text, code, detail):
    with pytest.raises(FormulaError) as caught:
        compile_formula(text, set(VALUES))
    assert (caught.value.code, caught.value.detail) == (code, detail)


def test_order_and_circle():
    order = evaluation_order({"a": {"b", "x"}, "b": {"c"}, "c": set()})
    assert order == ["c", "b", "a"]
    with pytest.raises(FormulaError) as caught:
        evaluation_order({"a": {"b"}, "b": {"c"}, "c": {"a"}})
    assert caught.value.code == "CYCLE"
    assert {"a", "b", "c"} <= set(caught.value.detail.split(" → "))
