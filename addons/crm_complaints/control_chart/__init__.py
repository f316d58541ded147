"""Control charts and Pareto tables on NumPy; nothing here imports Odoo."""

from .baseline import (
    MIN_MEAN_COUNT,
    MIN_POINTS,
    Advice,
    Baseline,
    baseline_advice,
    freeze_baseline,
)
from .laney import laney_p_limits, laney_u_limits, sigma_z
from .p_chart import p_limits
from .pareto import Pareto, pareto_table
from .signals import (
    ALL_RULES,
    ALTERNATING,
    BEYOND,
    FOUR_OF_FIVE,
    HUGGING,
    MIXTURE,
    RUN,
    TREND,
    TWO_OF_THREE,
    USUAL_RULES,
    find_signals,
)
from .subgroups import ControlChart
from .u_chart import u_limits

__all__ = [
    "ALL_RULES",
    "ALTERNATING",
    "BEYOND",
    "FOUR_OF_FIVE",
    "HUGGING",
    "MIN_MEAN_COUNT",
    "MIN_POINTS",
    "MIXTURE",
    "RUN",
    "TREND",
    "TWO_OF_THREE",
    "USUAL_RULES",
    "Advice",
    "Baseline",
    "ControlChart",
    "Pareto",
    "baseline_advice",
    "find_signals",
    "freeze_baseline",
    "laney_p_limits",
    "laney_u_limits",
    "p_limits",
    "pareto_table",
    "sigma_z",
    "u_limits",
]
