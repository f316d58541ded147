"""Forecasts of monthly figures that say how far they are to be trusted.

Pure: knows nothing of Odoo.
"""

from .accuracy import bias, mape, mase, smape, wape
from .forecast import MINIMUM_POINTS, Forecast, forecast
from .pipeline import brier_score, pipeline_distribution, pipeline_moments
from .reach import probability_of_reaching, probability_with_pipeline
from .season import deseasonalise, is_seasonal, seasonal_indices
from .smoothing import damped_forecast, exponential_smoothing
from .theta import naive2_forecast, seasonal_naive_forecast, theta_forecast

__all__ = [
    "MINIMUM_POINTS",
    "Forecast",
    "bias",
    "brier_score",
    "damped_forecast",
    "deseasonalise",
    "exponential_smoothing",
    "forecast",
    "is_seasonal",
    "mape",
    "mase",
    "naive2_forecast",
    "pipeline_distribution",
    "pipeline_moments",
    "probability_of_reaching",
    "probability_with_pipeline",
    "seasonal_indices",
    "seasonal_naive_forecast",
    "smape",
    "theta_forecast",
    "wape",
]
