"""Statistics of customer value on NumPy and SciPy; nothing here imports Odoo."""

from .bg_nbd import BetaGeometricNBD
from .cltv import (
    AcquisitionReturn,
    acquisition_return,
    carrying_cost,
    constant_retention_value,
    discounted_cltv,
    discounted_orders,
    payback_period,
    period_rate,
    risk_adjusted,
)
from .fit import Fit
from .gamma_gamma import GammaGamma
from .history import PurchaseHistories
from .holdout import (
    CalibrationCurve,
    FrequencyBins,
    GateReason,
    GateVerdict,
    HoldoutReport,
    Scores,
    by_frequency_bins,
    calibration_curve,
    cumulative_tracking,
    evaluate,
    gate,
)
from .mbg_nbd import ModifiedBetaGeometricNBD
from .parameters import rescale_time

__all__ = [
    "AcquisitionReturn",
    "BetaGeometricNBD",
    "CalibrationCurve",
    "Fit",
    "FrequencyBins",
    "GammaGamma",
    "GateReason",
    "GateVerdict",
    "HoldoutReport",
    "ModifiedBetaGeometricNBD",
    "PurchaseHistories",
    "Scores",
    "acquisition_return",
    "by_frequency_bins",
    "calibration_curve",
    "carrying_cost",
    "constant_retention_value",
    "cumulative_tracking",
    "discounted_cltv",
    "discounted_orders",
    "evaluate",
    "gate",
    "payback_period",
    "period_rate",
    "rescale_time",
    "risk_adjusted",
]
