"""Formulas over figures that run nothing but arithmetic.

Pure: knows nothing of Odoo.
"""

from .errors import FormulaError
from .formula import MAX_DEPTH, MAX_LENGTH, MAX_NODES, Formula, compile_formula
from .functions import FUNCTIONS
from .order import evaluation_order

__all__ = [
    "FUNCTIONS",
    "MAX_DEPTH",
    "MAX_LENGTH",
    "MAX_NODES",
    "Formula",
    "FormulaError",
    "compile_formula",
    "evaluation_order",
]
