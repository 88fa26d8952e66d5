"""What is known of two parameters that run off together? Their ratio, with an interval from its profile likelihood.

:func:`ratio_intervals`, and :func:`known_at_limits`, those of them that are all that is known of their parameters.

Where customers hardly differ in how they leave, a and b of the BG/NBD may be of any size, but a / (a + b) is known as
well as any mean. It is profiled like a parameter (`profile_beside_limits`), and all coordinates follow, those on the
limit too. A ratio that itself rests on 0 or 1 has one end (`profile_at_a_limit`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import chi2

from .family import FittedFamily, check_has_data
from .inference import search_point_covariance
from .profile_at_a_limit import end_off_the_limit
from .profile_beside_limits import ends_beside_limits

BOTH_ENDS = "profile likelihood"
ONE_END = "profile likelihood, which has one end: the ratio rests on {value:g}"
NO_END = "none: the ratio rests on {value:g}, or has no meaning"
COLUMNS = ["estimate", "se_hessian", "se_sandwich", "low", "high", "made"]


class _RatiosReported:
    """A fitted model that reports its ratios instead of its parameters."""

    def __init__(self, model: FittedFamily) -> None:
        self.model = model
        self.params_ = pd.Series(model.ratio_values(model.likelihood_params_, model.rows_)[0])

    def __getattr__(self, name: str) -> Any:
        return getattr(self.model, name)

    def reported_parameters(self, likelihood_parameters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return self.model.ratio_values(likelihood_parameters, self.model.rows_)

    def logarithm_of_end(self, number: int) -> float:
        return np.inf


def known_at_limits(model: FittedFamily, level: float) -> pd.DataFrame:
    """Give the ratios that are all that is known of their parameters, as the fit rests on a limit.

    Parameters
    ----------
    model : FittedFamily
        A fitted model.
    level : float
        Confidence, between 0 and 1.

    Returns
    -------
    DataFrame
        As :func:`ratio_intervals`; without rows where no parameters run off together.
    """
    reached = {(limit.coordinate, limit.upper) for limit in model.reached_}
    return _table(model, [n for n, ratio in enumerate(model.ratios) if reached & set(ratio.limits)], level)


def ratio_intervals(model: FittedFamily, level: float = 0.95, *, numbers: list[int] | None = None) -> pd.DataFrame:
    """Give the ratios of a model, whether its fit rests on a limit or not.

    Parameters
    ----------
    model : FittedFamily
        A fitted model.
    level : float
        Confidence, between 0 and 1.
    numbers : list of int, optional
        Which of them; None: all.

    Returns
    -------
    DataFrame
        Per ratio ``estimate``, standard errors ``se_hessian`` and ``se_sandwich``, ``low``, ``high`` and ``made``, how
        the interval was made. NaN where a ratio has none.
    """
    check_has_data(model)
    if not 0 < level < 1:
        raise ValueError(f"level must be between 0 and 1, found {level!r}.")
    return _table(model, list(range(len(model.ratios))) if numbers is None else numbers, level)


def _table(model: FittedFamily, numbers: list[int], level: float) -> pd.DataFrame:
    names = pd.Index([model.ratios[number].name for number in numbers], name="parameter", dtype=object)
    if not numbers:
        return pd.DataFrame(columns=COLUMNS, index=names)
    values = model.ratio_values(model.likelihood_params_, model.rows_)[0]
    target = model.log_likelihood_ - 0.5 * chi2.ppf(level, 1)
    errors = [_standard_errors(model, kind) for kind in ("hessian", "sandwich")]
    rows = [
        (values[number], *(error[number] for error in errors), *_interval(model, number, float(values[number]), target))
        for number in numbers
    ]
    return pd.DataFrame(rows, columns=COLUMNS, index=names)


def _interval(model: FittedFamily, number: int, value: float, target: float) -> tuple[float, float, str]:
    """Give both ends, and how they were made."""
    ratio = model.ratios[number]
    if 0 < value < ratio.most:
        low, high = ends_beside_limits(_RatiosReported(model), number, target)  # type: ignore[arg-type]  # all it asks
        return low, min(high, ratio.most), BOTH_ENDS
    if ratio.coordinate is None or not value <= ratio.most < np.inf:
        return np.nan, np.nan, NO_END.format(value=value)
    end = end_off_the_limit(model, ratio.coordinate, target)
    other = ratio.most - value if end is None else _value_at(model, number, ratio.coordinate, end)
    return min(value, other), max(value, other), ONE_END.format(value=value)


def _value_at(model: FittedFamily, number: int, coordinate: int, place: float) -> float:
    """Give a ratio with one search coordinate at another place."""
    point = model.search_point_.copy()
    point[coordinate] = place
    return float(model.ratio_values(model.likelihood_parameters(point, model.rows_).value, model.rows_)[0][number])


def _standard_errors(model: FittedFamily, kind: str) -> np.ndarray:
    """Give the standard errors of all ratios; NaN where nothing that is free moves one."""
    values, outer = model.ratio_values(model.likelihood_params_, model.rows_)
    with np.errstate(invalid="ignore"):
        slopes = outer @ model.likelihood_parameters(model.search_point_, model.rows_).first
        variances = np.einsum("ri,ij,rj->r", slopes, search_point_covariance(model, kind), slopes)
    rests = ~np.isfinite(values) | (values <= 0) | (values >= [ratio.most for ratio in model.ratios])
    return np.sqrt(np.where(rests | ~(variances > 0), np.nan, variances))
