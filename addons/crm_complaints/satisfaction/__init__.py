"""Statistics of satisfaction on NumPy and SciPy; nothing here imports Odoo."""

from .ces import CustomerEffort, customer_effort
from .counts import tally
from .importance import (
    CONCENTRATE,
    KEEP_UP,
    LOW_PRIORITY,
    OVERKILL,
    UNKNOWN,
    Importance,
    SatisfactionIndex,
    correlation_importance,
    quadrants,
    regression_importance,
    satisfaction_index,
    stated_importance,
    weigh_importance,
)
from .nps import net_promoter_score, nps_of_tally
from .proportion import Estimate, csat, estimate_share, wilson_interval
from .recovery import proportion_difference, recovery_counts, recovery_rate
from .recurrence import find_recurrences, recurrence_share
from .sample_size import answers_needed, invitations, margin_of_error
from .silence import PROPENSITY, Silence, silent_complainers

__all__ = [
    "CONCENTRATE",
    "KEEP_UP",
    "LOW_PRIORITY",
    "OVERKILL",
    "PROPENSITY",
    "UNKNOWN",
    "CustomerEffort",
    "Estimate",
    "Importance",
    "SatisfactionIndex",
    "Silence",
    "answers_needed",
    "correlation_importance",
    "csat",
    "customer_effort",
    "estimate_share",
    "find_recurrences",
    "invitations",
    "margin_of_error",
    "net_promoter_score",
    "nps_of_tally",
    "proportion_difference",
    "quadrants",
    "recovery_counts",
    "recovery_rate",
    "recurrence_share",
    "regression_importance",
    "satisfaction_index",
    "silent_complainers",
    "stated_importance",
    "tally",
    "weigh_importance",
    "wilson_interval",
]
