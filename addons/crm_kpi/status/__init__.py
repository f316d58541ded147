"""How good a figure is beside its target, and whether that is worth an alarm.

Pure: knows nothing of Odoo.
"""

from .alarm import find_alarms
from .association import FEWEST, rank_correlation
from .light import LIGHTS, attainment, light
from .score import weighted_score
from .spread import find_gap, spread

__all__ = [
    "FEWEST",
    "LIGHTS",
    "attainment",
    "find_alarms",
    "find_gap",
    "light",
    "rank_correlation",
    "spread",
    "weighted_score",
]
