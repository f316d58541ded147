"""Statistics of customer value on NumPy and SciPy; nothing here imports Odoo."""

from .affinity import Affinities, product_affinities
from .bg_bb import BetaGeometricBetaBinomial
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
from .heuristic import RateHeuristic, hiatus_active
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
from .nbd import NBD
from .parameters import rescale_time
from .pareto_nbd import ParetoNBD
from .ranking import churn_band, churn_risk
from .reorder import Reorders, reorder_forecast
from .sbg import ShiftedBetaGeometric
from .wallet import Wallets, estimate_wallets

__all__ = [
    "NBD",
    "AcquisitionReturn",
    "Affinities",
    "BetaGeometricBetaBinomial",
    "BetaGeometricNBD",
    "CalibrationCurve",
    "Fit",
    "FrequencyBins",
    "GammaGamma",
    "GateReason",
    "GateVerdict",
    "HoldoutReport",
    "ModifiedBetaGeometricNBD",
    "ParetoNBD",
    "PurchaseHistories",
    "RateHeuristic",
    "Reorders",
    "Scores",
    "ShiftedBetaGeometric",
    "Wallets",
    "acquisition_return",
    "by_frequency_bins",
    "calibration_curve",
    "carrying_cost",
    "churn_band",
    "churn_risk",
    "constant_retention_value",
    "cumulative_tracking",
    "discounted_cltv",
    "discounted_orders",
    "estimate_wallets",
    "evaluate",
    "gate",
    "hiatus_active",
    "payback_period",
    "period_rate",
    "product_affinities",
    "reorder_forecast",
    "rescale_time",
    "risk_adjusted",
]
