"""Pieces of SQL that several of the add-ons put into their statements."""

from .currency import rate_on_day
from .folding import (
    fold_digits,
    fold_identity,
    fold_name,
    fold_phone,
    fold_text,
    is_iranian_identity,
)
from .local_day import end_of_local_day, local_day

__all__ = [
    "end_of_local_day",
    "fold_digits",
    "fold_identity",
    "fold_name",
    "fold_phone",
    "fold_text",
    "is_iranian_identity",
    "local_day",
    "rate_on_day",
]
