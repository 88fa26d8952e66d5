"""What does a tier rule read of a table, and how many points does it make of several columns?

`rule_values` and `points_of`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from sklearn.utils.validation import validate_data

from ...schema import SchemaError, listed, require_frame, require_numbers
from ._borders import Floats

MAXIMUM = 100.0  # points, where none are stated


def rule_values(rule: Any, X: Any, *, reset: bool) -> Floats:
    """Give the columns that a rule reads, checked; `reset` where it is fitted on them."""
    if isinstance(rule.points, Mapping):
        X = _named_columns(X, list(rule.points))
    if isinstance(X, pd.Series):
        # a later column stands for that of fit, whatever window it is called by
        named = not reset and hasattr(rule, "feature_names_in_")
        X = pd.DataFrame({rule.feature_names_in_[0]: X}) if named else X.to_numpy()[:, np.newaxis]
    require_numbers(X)
    values: Floats = validate_data(rule, X, dtype=np.float64, ensure_all_finite="allow-nan", reset=reset)
    if problem := _problem(rule, values):
        raise ValueError(f"TierRule: {problem}")
    return values


def _named_columns(X: Any, names: list[Any]) -> pd.DataFrame:
    require_frame(X, "X")
    if lacking := [name for name in names if name not in X.columns]:
        raise SchemaError(f"X lacks {listed(lacking)}, for which points has maxima; it has {listed(X.columns)}.")
    # by their places: names that are True and False would be taken for a choice of rows
    return X.iloc[:, [place for name in names for place, column in enumerate(X.columns) if column in (name,)]]


def _problem(rule: Any, values: Floats) -> str:
    """Say what of the columns does not fit the rule; empty if nothing."""
    n_columns = values.shape[1]
    if rule.kind != "points" and n_columns != 1:
        return (
            f"kind='{rule.kind}' reads one column, X has {n_columns}: pass customers[['amount']], or take "
            "kind='points' to weigh several."
        )
    if isinstance(rule.points, Sequence) and len(rule.points) != n_columns:
        return f"points has {len(rule.points)} maxima, X has {n_columns} columns."
    missing = np.isnan(values).any(axis=1)
    if rule.kind == "points" and missing.any():
        return (
            f"points need every column; found NaN at row position {listed(np.flatnonzero(missing))}. Fill with 0 what "
            "a customer has none of, and leave out who is absent."
        )
    return ""


def points_of(values: Floats, places: Sequence[Floats], points: Mapping[str, float] | Sequence[float] | None) -> Floats:
    """Add up each column's maximum times the share of the other customers of fit, `places`, who have less in it."""
    n_columns = values.shape[1]
    stated = list(points.values()) if isinstance(points, Mapping) else points
    maxima = [MAXIMUM / n_columns] * n_columns if stated is None else stated
    total = np.zeros(len(values))
    for column, rising, maximum in zip(values.T, places, maxima, strict=True):
        share = np.searchsorted(rising, column) / max(len(rising) - 1, 1)
        total += maximum * np.minimum(share, 1.0)
    return total
