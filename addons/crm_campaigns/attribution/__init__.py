"""Who deserves the credit for a sale; NumPy and SciPy, nothing of Odoo."""

from .credits import per_channel
from .markov import Markov, markov, markov_weights
from .money import LARGEST, divide_money
from .paths import Paths, from_lists
from .rules import decay, first, last, linear, position
from .shapley import shapley, shapley_weights

__all__ = [
    "LARGEST",
    "Markov",
    "Paths",
    "decay",
    "divide_money",
    "first",
    "from_lists",
    "last",
    "linear",
    "markov",
    "markov_weights",
    "per_channel",
    "position",
    "shapley",
    "shapley_weights",
]
