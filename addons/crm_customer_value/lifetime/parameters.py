"""Validation of model parameters and the switch between time units."""

import math
from dataclasses import fields


def require_positive(model):
    """Raise ``ValueError`` unless every field of ``model`` is positive, finite.

    Called from ``__post_init__`` of the model dataclasses, so that a model
    that exists can be evaluated without further checks.
    """
    for field in fields(model):
        value = getattr(model, field.name)
        if not (isinstance(value, (int, float)) and math.isfinite(value)):
            raise ValueError(
                f"{type(model).__name__}: {field.name} must be a finite number,"
                f" not {value!r}"
            )
        if value <= 0:
            raise ValueError(
                f"{type(model).__name__}: {field.name} must be positive, not {value!r}"
            )


def rescale_time(parameter, from_days, to_days):
    """Express a time-like parameter (``alpha``, ``beta``) in another unit.

    :param parameter: value fitted on times counted in ``from_days`` days
    :param from_days: length in days of the unit the parameter is in (1 = days)
    :param to_days: length in days of the wanted unit (7 = weeks)
    :return: the same parameter in the wanted unit

    The shape parameters (r, a, b, s, p, q) do not depend on the unit.
    """
    if not (from_days > 0 and to_days > 0):
        raise ValueError("the length of a time unit must be positive")
    return parameter * from_days / to_days
