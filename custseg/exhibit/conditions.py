"""When may a claim be made? Conditions that say in words why they fail.

`Condition`; `ordered`, `all_below`, `all_above`, `beats`, `excludes`, `nearly`, `most`, `longer_than`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..schema import as_day, as_numbers, printable, require_frame, typed
from .numbers import count, day, number, percent

_SHOWN = 3  # faults named; the others are counted


@dataclass(frozen=True)
class Condition:
    """Whether a claim holds, and if not, why.

    Its truth value is `holds`. Two conditions are joined by ``&`` (both) and ``|`` (at least one); a single truth
    value may take the place of one of them.

    Parameters
    ----------
    holds : bool
        Whether it is met.
    why : str
        Why it is not, in words with the numbers; empty if it is.

    Examples
    --------
    >>> from custseg.exhibit import all_below, ordered
    >>> rates = [0.5, 0.3, 0.4]
    >>> ordered(rates) & all_below(rates, 0.45)
    Condition(holds=False, why='number 3 (0.400) is not below number 2 (0.300); number 1 (0.500) is not below 0.450')
    """

    holds: bool
    why: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "holds", truth(self.holds, "holds"))
        object.__setattr__(self, "why", "" if self.holds else self.why or "the condition is not met")

    def __bool__(self) -> bool:
        return self.holds

    def __and__(self, other: Condition | bool) -> Condition:
        both = (self, _condition(other))
        return Condition(all(both), "; ".join(one.why for one in both if one.why))

    def __or__(self, other: Condition | bool) -> Condition:
        both = (self, _condition(other))
        return Condition(any(both), " and ".join(one.why for one in both))

    __rand__ = __and__
    __ror__ = __or__


@typed
def ordered(values: Sequence[float], *, rising: bool = False, ties: bool = False) -> Condition:
    """Ask whether each value is below the one before it.

    Parameters
    ----------
    values : sequence of float, or Series
        In the order that is claimed; the labels of a Series are named when it fails.
    rising : bool, default False
        Ask whether each is above the one before it.
    ties : bool, default False
        Whether equal neighbours are in order too.

    Returns
    -------
    Condition
        Met, or why it is not.

    Raises
    ------
    ValueError
        Fewer than two values, or one that is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> came_back = pd.Series({"champions": 0.54, "loyal": 0.31, "promising": 0.35})
    >>> ordered(came_back).why
    'promising (0.350) is not below loyal (0.310)'
    """
    numbers, names = _numbers(values, "ordered", at_least=2)
    before, after = (numbers[:-1], numbers[1:]) if rising else (numbers[1:], numbers[:-1])
    wrong = np.flatnonzero(after < before if ties else after <= before)
    word = f"{'below' if ties else 'not above'}" if rising else f"{'above' if ties else 'not below'}"
    faults = [f"{_told(names, numbers, i + 1)} is {word} {_told(names, numbers, i)}" for i in wrong]
    return _met_unless(faults)


@typed
def all_below(values: Sequence[float], limit: float) -> Condition:
    """Ask whether every value is below a limit.

    Parameters
    ----------
    values : sequence of float, or Series
        The labels of a Series are named when it fails.
    limit : float
        In the unit of the values; a value at the limit is not below it.

    Returns
    -------
    Condition
        Met, or why it is not.

    Raises
    ------
    ValueError
        No value, or one that is missing.

    See Also
    --------
    all_above : The other way round.

    Examples
    --------
    >>> all_below([-0.2, 0.54], 0).why
    'number 2 (0.540) is not below 0'
    """
    (limit,), (numbers, names) = _numbers([limit], "all_below")[0], _numbers(values, "all_below")
    return _met_unless(
        [f"{_told(names, numbers, i)} is not below {_shown(limit)}" for i in np.flatnonzero(~(numbers < limit))]
    )


@typed
def all_above(values: Sequence[float], limit: float) -> Condition:
    """Ask whether every value is above a limit.

    Parameters
    ----------
    values : sequence of float, or Series
        The labels of a Series are named when it fails.
    limit : float
        In the unit of the values; a value at the limit is not above it.

    Returns
    -------
    Condition
        Met, or why it is not.

    Raises
    ------
    ValueError
        No value, or one that is missing.

    See Also
    --------
    all_below : The other way round.

    Examples
    --------
    >>> bool(all_above([0.2, 0.54], 0))
    True
    """
    (limit,), (numbers, names) = _numbers([limit], "all_above")[0], _numbers(values, "all_above")
    return _met_unless(
        [f"{_told(names, numbers, i)} is not above {_shown(limit)}" for i in np.flatnonzero(~(numbers > limit))]
    )


@typed
def beats(difference: pd.DataFrame, /, rival: str, *, lower_is_better: bool = False) -> Condition:
    """Ask whether a method is better than its rival, surely: whether the interval of the difference lies beyond zero.

    Parameters
    ----------
    difference : DataFrame
        One row with ``difference``, ``low`` and ``high``: own value less the rival's, from
        `custseg.resample.paired_difference` or `custseg.resample.group_difference`.
    rival : str
        What it is compared with, as a reader knows it: "last period carried on".
    lower_is_better : bool, default False
        For errors and losses.

    Returns
    -------
    Condition
        Not met where no interval is known.

    Raises
    ------
    ValueError
        Other than one row, columns that are missing, or no difference.

    Examples
    --------
    >>> import pandas as pd
    >>> gain = pd.DataFrame({"difference": [0.02], "low": [-0.01], "high": [0.05]})
    >>> beats(gain, "one column sorted").why
    'the difference from one column sorted, 0.0200, may be none: its interval is -0.0100 to 0.0500'
    """
    require_frame(difference, "difference")
    if len(difference) != 1 or not {"difference", "low", "high"} <= set(difference.columns):
        raise ValueError(
            "beats: expected one row with the columns difference, low and high, as paired_difference gives it; found "
            f"{len(difference)} rows with {list(difference.columns)}."
        )
    (own,) = _numbers(difference["difference"], "beats")[0]
    low, high = as_numbers([_or_nan(difference[end].iloc[0]) for end in ("low", "high")], "low and high").tolist()
    if np.isnan(low) or np.isnan(high):
        return Condition(False, f"the difference from {rival}, {number(own)}, has no interval that is known")
    if low > high:
        raise ValueError(f"beats: expected two ends, the lower one first; found {[low, high]}.")
    gain, surely = (-own, high < 0) if lower_is_better else (own, low > 0)
    if gain <= 0:
        return Condition(False, f"it is no better than {rival}: the difference is {number(own)}")
    told = f"the difference from {rival}, {number(own)}, may be none: its interval is {_shown(low)} to {_shown(high)}"
    return Condition(surely, told)


@typed
def excludes(interval: Sequence[float], value: float) -> Condition:
    """Ask whether a value lies outside an interval.

    Parameters
    ----------
    interval : pair of float
        Lower and upper end. Both missing: no interval is known, and the condition is not met.
    value : float
        In the unit of the interval; an end belongs to it.

    Returns
    -------
    Condition
        Met, or why it is not.

    Raises
    ------
    ValueError
        Other than two ends, or the higher one first.

    Examples
    --------
    >>> excludes((0.44, 0.48), 0.5)
    Condition(holds=True, why='')
    >>> excludes((0.44, 0.52), 0.5).why
    '0.500 lies in the interval, 0.440 to 0.520'
    """
    ends, (value,) = as_numbers(list(interval), "interval"), _numbers([value], "excludes")[0]
    if ends.shape == (2,) and np.isnan(ends).all():
        return Condition(False, "no interval is known")
    if ends.shape != (2,) or not ends[0] <= ends[1]:
        raise ValueError(f"excludes: expected two ends, the lower one first; found {ends.tolist()}.")
    low, high = ends
    told = f"{_shown(value)} lies in the interval, {_shown(low)} to {_shown(high)}"
    return Condition(bool(value < low or value > high), told)


@typed
def nearly(value: float, other: float, *, within: float) -> Condition:
    """Ask whether two numbers are nearly the same.

    Parameters
    ----------
    value, other : float
        In one unit.
    within : float
        How far apart they may be, in the same unit: what "nearly" means here.

    Returns
    -------
    Condition
        Met, or why it is not.

    Raises
    ------
    ValueError
        A number that is missing, or `within` below zero.

    Examples
    --------
    >>> nearly(0.66, 0.67, within=0.02)
    Condition(holds=True, why='')
    """
    one, two, allowed = _numbers([value, other, within], "nearly")[0]
    if allowed < 0 or not np.isfinite([one, two]).all():
        raise ValueError(
            f"nearly: expected two finite numbers, and within not below zero; found {one}, {two}, {allowed}."
        )
    apart = abs(one - two)
    told = f"{number(one)} and {number(two)} are {number(apart)} apart, more than {_shown(allowed)}"
    return Condition(bool(apart <= allowed), told)


@typed
def most(part: float, whole: float = 1.0, *, at_least: float = 0.5) -> Condition:
    """Ask whether a part is most of the whole.

    Parameters
    ----------
    part, whole : float
        In one unit; of a share, the whole is 1.
    at_least : float, default 0.5
        The share of the whole that the part must exceed, 0-1: what "most" means here.

    Returns
    -------
    Condition
        Met, or why it is not.

    Raises
    ------
    ValueError
        A number that is missing, a whole that is not above zero, or `at_least` outside 0-1.

    Examples
    --------
    >>> most(1218, 2357)
    Condition(holds=True, why='')
    >>> most(0.46).why
    'it is 46% of the whole, not more than 50%'
    """
    part, whole, at_least = _numbers([part, whole, at_least], "most")[0]
    if not 0 < whole < np.inf or not np.isfinite(part) or not 0 <= at_least < 1:
        raise ValueError(
            f"most: expected a finite part of a whole above zero, and at_least from 0 to below 1; "
            f"found {part}, {whole}, {at_least}."
        )
    return Condition(
        bool(part / whole > at_least), f"it is {percent(part / whole)} of the whole, not more than {percent(at_least)}"
    )


@typed
def longer_than(period: Sequence[date], other: Sequence[date] | float) -> Condition:
    """Ask whether a period is longer than another one, or than so many days.

    Parameters
    ----------
    period : pair of date
        First and last day, both in it.
    other : pair of date, or float
        The other period, or a number of days.

    Returns
    -------
    Condition
        Met, or why it is not.

    Raises
    ------
    ValueError
        Other than two days, or the later one first.

    Examples
    --------
    >>> from datetime import date
    >>> quarter = date(1998, 4, 1), date(1998, 6, 30)
    >>> longer_than(quarter, 180).why
    'from 1 April 1998 to 30 June 1998 are 91 days, not more than 180'
    """
    days, told = _days(period, "period")
    limit = float(other) if isinstance(other, int | float | np.integer) else _days(other, "other")[0]
    (limit,) = _numbers([limit], "longer_than")[0]
    return Condition(
        days > limit,
        f"{told} are {count(days)} days, not more than {number(limit, 0) if np.isfinite(limit) else _shown(limit)}",
    )


def truth(value: object, name: str) -> bool:
    """Give one truth value; refuse what is several, none, or no truth value, in words."""
    if isinstance(value, bool | np.bool_ | Condition):
        return bool(value)
    if isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype == bool:
        return bool(value)
    if isinstance(value, pd.Series | pd.DataFrame | pd.Index | np.ndarray | list | tuple):
        found = f"a {type(value).__name__} of {len(value)}"
        raise TypeError(f"{name} must be one truth value, found {found}: end it with .all() or .any().")
    raise TypeError(
        f"{name} must be one truth value or a Condition, found {type(value).__name__} {value!r}: compare it with "
        "something, and think of what shall be said where it is missing."
    )


def _condition(value: Condition | bool) -> Condition:
    return value if isinstance(value, Condition) else Condition(truth(value, "a condition"), "a further one is not met")


def _met_unless(faults: list[str]) -> Condition:
    more = [f"and {len(faults) - _SHOWN} more"] if len(faults) > _SHOWN else []
    return Condition(not faults, ", ".join([*faults[:_SHOWN], *more]))


def _numbers(
    values: Sequence[float] | pd.Series, asked: str, at_least: int = 1
) -> tuple[NDArray[np.float64], list[str]]:
    """Give the values and what each is called."""
    listed = values if isinstance(values, pd.Series) else list(values)
    numbers = np.asarray(as_numbers(listed, f"the values of {asked}"), dtype="float64")
    if numbers.ndim != 1 or len(numbers) < at_least:
        raise ValueError(f"{asked}: expected {at_least} or more values in one column, found shape {numbers.shape}.")
    if missing := int(np.isnan(numbers).sum()):
        raise ValueError(f"{asked}: {missing} of {len(numbers)} values are missing. Say first what that means.")
    if isinstance(values, pd.Series) and not isinstance(values.index, pd.RangeIndex):
        return numbers, [str(label) for label in values.index]
    return numbers, [f"number {place + 1}" for place in range(len(numbers))]


def _told(names: list[str], numbers: NDArray[np.float64], place: np.intp | int) -> str:
    return f"{printable(names[place])} ({_shown(numbers[place])})"


def _shown(value: float) -> str:
    """Write a number that may have no end."""
    return number(value) if np.isfinite(value) else "∞" if value > 0 else "−∞"


def _or_nan(value: Any) -> Any:
    return np.nan if pd.api.types.is_scalar(value) and pd.isna(value) else value


def _days(period: Sequence[date], asked: str) -> tuple[int, str]:
    ends = [as_day(one, asked) for one in period]
    if len(ends) != 2 or ends[1] < ends[0]:
        raise ValueError(f"{asked} must be the first and the last day, found {printable(repr(list(period)))[:80]}.")
    return (ends[1] - ends[0]).days + 1, f"from {day(ends[0])} to {day(ends[1])}"
