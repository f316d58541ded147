"""What a campaign caused, told from chance; NumPy and SciPy, nothing of Odoo."""

from .arms import PARTS, assign_arms
from .comparison import Comparison, compare
from .cuped import Adjusted, cuped
from .money import MeanDifference, mean_difference, mean_difference_of_moments
from .holm import clear_winner, holm, means_p, proportions_p
from .proportion import newcombe, wilson
from .sample_size import sample_size
from .variants import best_variant

__all__ = [
    "PARTS",
    "Adjusted",
    "Comparison",
    "MeanDifference",
    "assign_arms",
    "best_variant",
    "clear_winner",
    "compare",
    "cuped",
    "holm",
    "mean_difference",
    "mean_difference_of_moments",
    "means_p",
    "newcombe",
    "proportions_p",
    "sample_size",
    "wilson",
]
