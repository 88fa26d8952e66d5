"""Do the parameters of a tier rule make sense together, and do the windows follow each other?

`rule_problems` and `check_no_gap`.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ...schema import SchemaError, listed
from ._borders import MOST_TIERS, ROUNDING, Floats

_QUARTER = re.compile(r"\d{4}Q[1-4]")


def check_no_gap(windows: pd.Index) -> None:
    """Refuse windows, rising, between two of which a period is missing; of texts those such as 2024Q1 are periods."""
    if all(isinstance(one, str) and _QUARTER.fullmatch(one) for one in windows):
        windows = pd.PeriodIndex(windows, freq="Q")
    if isinstance(windows, pd.PeriodIndex) and (np.diff(windows.asi8) > 1).any():
        missing = pd.period_range(windows[0], windows[-1]).difference(windows)
        raise SchemaError(
            f"scores lacks the period {listed(missing.astype(str))} between others: a tier is held from one period to "
            "the next. Add it as a column of NaN, which ends all tiers there, or pass the periods after it alone."
        )


def rule_problems(rule: Any) -> list[str]:
    """Say what the table of parameters cannot: which of them belong together."""
    found = [
        *(["kind='fixed' needs cuts=[...], in the unit of the score."] * (rule.kind == "fixed" and rule.cuts is None)),
        *(["kind='quota' needs quota=[...], places from the second tier on."]
          * (rule.kind == "quota" and rule.quota is None)),
        *(["points belong to kind='points'."] * (rule.kind != "points" and rule.points is not None)),
        *([f"cuts belong to kind='fixed' and 'points', not to {rule.kind!r}."]
          * (rule.kind in ("quantile", "quota") and rule.cuts is not None)),
        *([f"quota belongs to kind='quota' and 'points', not to {rule.kind!r}."]
          * (rule.kind in ("quantile", "fixed") and rule.quota is not None)),
        *(["state cuts or quota, not both."]
          * (rule.kind == "points" and rule.cuts is not None and rule.quota is not None)),
    ]  # fmt: skip
    return [*found, *_number_problems(rule)]


def _number_problems(rule: Any) -> list[str]:
    found = []
    maxima = list(rule.points.values()) if isinstance(rule.points, Mapping) else rule.points
    cuts, quota, points = _floats(rule.cuts), _floats(rule.quota), _floats(maxima)
    if rule.cuts is not None and not (np.isfinite(cuts).all() and (np.diff(cuts) > 0).all()):
        found.append(f"cuts must be finite, rising numbers, at least one; found {rule.cuts!r}.")
    shares = (quota > 0).all() and (quota < 1).all() and quota.sum() <= 1 + ROUNDING
    counts = np.isfinite(quota).all() and (quota >= 1).all() and (quota % 1 == 0).all()
    if rule.quota is not None and not (shares or counts):
        found.append(
            "quota must be shares between 0 and 1 that make at most 1, or whole numbers from 1 on; "
            f"found {rule.quota!r}."
        )
    if rule.points is not None and not (np.isfinite(points).all() and (points > 0).all()):
        found.append(f"points must be numbers above 0, at least one; found {rule.points!r}.")
    if rule.best_tier > MOST_TIERS:
        found.append(f"there can be at most {MOST_TIERS:,} tiers; found {rule.best_tier:,}.")
    if not isinstance(rule.frozen, bool):
        found.append(f"frozen must be True or False; found {rule.frozen!r}.")
    return found


def _floats(numbers: Sequence[float] | None) -> Floats:
    """Give stated numbers as an array; NaN where they are none."""
    try:
        floats = np.asarray(numbers, dtype=float)
    except (TypeError, ValueError):
        return np.array([np.nan])
    return floats if floats.ndim == 1 and len(floats) else np.array([np.nan])
