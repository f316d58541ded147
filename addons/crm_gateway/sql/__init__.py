"""Pieces of SQL that several of the add-ons put into their statements."""

from .currency import is_quoted, rate_between, rate_on_day
from .folding import (
    fold_digits,
    fold_identity,
    fold_name,
    fold_phone,
    fold_text,
    is_iranian_identity,
)
from .local_day import end_of_local_day, local_day
from .months import split_by_month

__all__ = [
    "end_of_local_day",
    "fold_digits",
    "fold_identity",
    "fold_name",
    "fold_phone",
    "fold_text",
    "is_iranian_identity",
    "is_quoted",
    "local_day",
    "rate_between",
    "rate_on_day",
    "split_by_month",
]
