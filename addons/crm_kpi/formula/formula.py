"""Read a formula, refuse whatever is not arithmetic, and compute it.

The text is parsed, never run: of Python's syntax tree only numbers, names that are
known, four operators, comparisons and the functions of :mod:`.functions` pass.
"""

import ast
import operator

import numpy as np

from .errors import FormulaError
from .functions import FUNCTIONS

MAX_LENGTH = 500
MAX_NODES = 150
MAX_DEPTH = 30
MAX_NUMBER = 1e18

OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
COMPARISONS = {
    ast.Eq: operator.eq,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.NotEq: operator.ne,
}
SIGNS = {ast.UAdd: operator.pos, ast.USub: operator.neg}


class Formula:
    """A formula that was found harmless.

    :ivar names: frozenset of the figures that it needs
    """

    def __init__(self, tree, names):
        self._tree = tree
        self.names = frozenset(names)

    def evaluate(self, values, length):
        """Compute the formula for ``length`` places at once.

        :param dict values: {name: float array of that length, NaN for no data}
        :return: (float array, bool array): the results, NaN where there is no data
            or no result, and where something was divided by zero with ``/``
        """
        divided_by_zero = np.zeros(length, dtype=bool)
        with np.errstate(all="ignore"):
            found = self._compute(self._tree, values, length, divided_by_zero)
        found = np.where(np.abs(found) <= MAX_NUMBER, found, np.nan)
        return np.where(divided_by_zero, np.nan, found), divided_by_zero

    def _compute(self, node, values, length, by_zero):
        if isinstance(node, ast.Constant):
            return np.full(length, float(node.value))
        if isinstance(node, ast.Name):
            return np.asarray(values.get(node.id, np.full(length, np.nan)), float)
        if isinstance(node, ast.UnaryOp):
            sign = SIGNS[type(node.op)]
            return sign(self._compute(node.operand, values, length, by_zero))
        if isinstance(node, ast.Call):
            return self._call(node, values, length, by_zero)
        if isinstance(node, ast.Compare):
            operands = (node.left, node.comparators[0])
            compute = COMPARISONS[type(node.ops[0])]
        else:
            operands = (node.left, node.right)
            compute = OPERATORS[type(node.op)]
        left, right = (
            self._compute(operand, values, length, by_zero) for operand in operands
        )
        unknown = np.isnan(left) | np.isnan(right)
        if compute is operator.truediv:
            zero = (right == 0) & ~unknown
            by_zero |= zero
            unknown = unknown | zero
        return np.where(unknown, np.nan, compute(left, right))

    def _call(self, node, values, length, by_zero):
        if node.func.id != "iff":
            arguments = [
                self._compute(one, values, length, by_zero) for one in node.args
            ]
            return FUNCTIONS[node.func.id].compute(*arguments)
        # What is not chosen is not computed: its division by zero is no error.
        parts = []
        condition = self._compute(node.args[0], values, length, by_zero)
        for branch, is_chosen in zip(
            node.args[1:], (condition != 0, condition == 0), strict=True
        ):
            own = np.zeros(length, dtype=bool)
            parts.append(self._compute(branch, values, length, own))
            by_zero |= own & is_chosen & ~np.isnan(condition)
        return FUNCTIONS["iff"].compute(condition, *parts)


def compile_formula(text, known):
    """Return the :class:`Formula` of a text.

    :param str text: e.g. ``pct(revenue - cost, revenue)``
    :param known: names of the figures that there are
    :raise FormulaError: with a code, when anything in it is not arithmetic
    """
    if not isinstance(text, str) or not text.strip():
        raise FormulaError("EMPTY")
    if len(text) > MAX_LENGTH:
        raise FormulaError("TOO_LONG")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise FormulaError("SYNTAX") from error
    names = set()
    # Level by level, so that a deep tree cannot exhaust the stack
    count, depth, level = 0, 0, [tree]
    while level:
        depth += 1
        count += len(level)
        if count > MAX_NODES or depth > MAX_DEPTH:
            raise FormulaError("TOO_COMPLEX")
        level = [child for node in level for child in _check(node, known, names)]
    return Formula(tree, names)


def _check(node, known, names):
    """Refuse a node unless it is arithmetic; return the nodes below it."""
    if isinstance(node, ast.Constant):
        return _check_number(node)
    if isinstance(node, ast.Name):
        if node.id not in known:
            raise FormulaError("UNKNOWN_NAME", node.id)
        names.add(node.id)
        return []
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        return [node.left, node.right]
    if isinstance(node, ast.UnaryOp) and type(node.op) in SIGNS:
        return [node.operand]
    if (
        isinstance(node, ast.Compare)
        and len(node.ops) == 1
        and type(node.ops[0]) in COMPARISONS
    ):
        return [node.left, node.comparators[0]]
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in FUNCTIONS
        and not node.keywords
        and not any(isinstance(one, ast.Starred) for one in node.args)
    ):
        function = FUNCTIONS[node.func.id]
        if not function.least <= len(node.args) <= function.most:
            raise FormulaError("ARITY", node.func.id)
        return node.args
    raise FormulaError("FORBIDDEN", type(node).__name__)


def _check_number(node):
    if type(node.value) not in (int, float):
        raise FormulaError("TYPE")
    if not abs(node.value) <= MAX_NUMBER:
        raise FormulaError("TOO_BIG")
    return []
