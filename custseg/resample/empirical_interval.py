"""How far off may a forecast be, by the errors that the same rule made before?

`past_interval`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import t as student

from ..schema import SchemaError, as_numbers, listed, typed
from .influence import EQUAL, check_level

LEAST = 4  # windows that do not overlap: fewer errors say next to nothing about the next one
UNEQUAL = 0.05  # of a window may lack: months are not equally long


@typed
def past_interval(past: pd.DataFrame, forecast: float, *, level: float = 0.95, flattery: float = 1.0) -> pd.Series:
    """Give the interval of a forecast from the errors that the same rule made before.

    The errors count as ratios (twice as much is as far off as half as much) and are measured from the forecast: a rule
    that was always too low gets a wide interval, not a higher forecast. They are taken to be normal in the logarithm;
    that there are few of them widens the interval (Student's t), and errors of windows that overlap count as fewer.

    Parameters
    ----------
    past : DataFrame
        ``cut``, ``until``, ``forecast`` and ``actual``, as :func:`past_cuts` gives them; at least four windows that do
        not overlap.
    forecast : float
        What the rule says today, above zero.
    level : float
        Between 0 and 1.
    flattery : float, default 1.0
        How many times larger than these errors those to come should be, 1 or more: where the rule was chosen among
        others because these errors were small, they flatter it.

    Returns
    -------
    Series
        ``estimate``, ``low``, ``high``, in the unit of the forecast. Where no error was made there is no interval
        (NaN): a rule that came out exactly each time, such as a fixed fee, says nothing about how wrong it may be.

    Raises
    ------
    ValueError
        If there are too few windows, a number is not above zero, or `flattery` is below 1.

    Notes
    -----
    The mean square of n errors that overlap is as sure as that of n² / Σ r² independent ones, the sum over all pairs;
    the correlation r of two of them is taken to be the part of their days that they share.

    References
    ----------
    Satterthwaite, F. E. (1946). An approximate distribution of estimates of variance components. Biometrics Bulletin
    2(6), 110-114.

    Hansen, L. P. & Hodrick, R. J. (1980). Forward exchange rates as optimal predictors of future spot rates. Journal of
    Political Economy 88(5), 829-853.

    Examples
    --------
    Four months, missed by a tenth up and down: the next one may lie a quarter off.

    >>> import pandas as pd
    >>> cuts = pd.DatetimeIndex(["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"], name="cut")
    >>> until = pd.DatetimeIndex(["2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31"])
    >>> past = pd.DataFrame({"until": until, "forecast": 100.0, "actual": [110.0, 90.0, 110.0, 90.0]}, index=cuts)
    >>> past_interval(past, forecast=100.0, level=0.9).round().to_dict()
    {'estimate': 100.0, 'low': 81.0, 'high': 124.0}
    """
    check_level(level)
    _check_past(past)
    if not enough_windows(past):
        raise ValueError(
            f"past holds {len(past)} cuts, as much as {_windows_without_overlap(past):.1f} windows that do not "
            f"overlap; an interval needs at least {LEAST}."
        )
    if not (np.isfinite(forecast) and forecast > 0):
        raise ValueError(f"forecast must be a number above zero, found {forecast!r}.")
    if not (np.isfinite(flattery) and flattery >= 1):
        raise ValueError(f"flattery must be 1 or more, found {flattery!r}.")
    factor = _factor(past, level, flattery)
    return pd.Series({"estimate": float(forecast), "low": forecast / factor, "high": forecast * factor})


def _check_past(past: pd.DataFrame) -> None:
    """Refuse another table than that of `past_cuts`."""
    names = ["until", "forecast", "actual"]
    if wrong := [name for name in names if list(past.columns).count(name) != 1]:
        raise SchemaError(
            f"past must have one column each of {listed(names)}, as past_cuts gives it; see {listed(wrong)}."
        )
    days = isinstance(past.index, pd.DatetimeIndex) and pd.api.types.is_datetime64_any_dtype(past["until"])
    if not days or past.index.hasnans or past[names].isna().any(axis=None):
        raise SchemaError("past must have the days of the cuts as its index, days in until, and nothing missing.")
    if early := int((past["until"] <= past.index).sum()):
        raise SchemaError(f"until must be later than the cut, as past_cuts gives it; {early} windows end before.")
    for name in names[1:]:
        numbers = as_numbers(past[name], name)
        if bad := int((~(np.isfinite(numbers) & (numbers > 0))).sum()):
            raise ValueError(
                f"{name} must be finite and above zero, as errors are ratios; {bad} of {len(past)} are not."
            )


def enough_windows(past: pd.DataFrame) -> bool:
    """Say whether the errors of so many windows say something about the next one.

    Parameters
    ----------
    past : DataFrame
        ``until``, with the cuts as its index.

    Returns
    -------
    bool
        Whether they cover `LEAST` windows that do not overlap; a twentieth may lack, as months are not equally long.
    """
    return _windows_without_overlap(past) >= LEAST - UNEQUAL


def _windows_without_overlap(past: pd.DataFrame) -> float:
    """Give how many windows of the same length what was seen would fill, no more than there are."""
    if not len(past):
        return 0.0
    length = (past["until"] - past.index).dt.days.mean()
    return float(min((past["until"].max() - past.index.min()).days / length, len(past)))


def _factor(past: pd.DataFrame, level: float, flattery: float) -> float:
    """Give how many times more, or less, than forecast the next outcome may be; NaN if none was off."""
    actual, forecast = (as_numbers(past[name], name) for name in ("actual", "forecast"))
    spread = flattery * np.sqrt((np.log(actual / forecast) ** 2).mean())
    if not spread > EQUAL * flattery:  # rounding is no error
        return float("nan")
    return float(np.exp(student.ppf((1.0 + level) / 2.0, _independent_errors(past)) * spread))


def _independent_errors(past: pd.DataFrame) -> float:
    """Give how many independent errors would say as much about their mean square."""
    begin, end = past.index.to_numpy().astype("M8[D]"), past["until"].to_numpy().astype("M8[D]")
    shared = np.minimum.outer(end, end) - np.maximum.outer(begin, begin)
    days = (end - begin).astype(float)
    correlation = np.maximum(shared.astype(float), 0.0) / np.sqrt(np.outer(days, days))
    return float(len(past) ** 2 / (correlation**2).sum())
