"""When may a claim be made? Conditions that say in words why they fail.

`ordered`, `all_below`, `all_above`, `beats`, `excludes`, `nearly`, `most`, `longer_than`; each gives a `Condition`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from ..schema import as_numbers, require_frame, typed
from ._compared_values import days_of, named_value, or_nan, values_and_names, written
from .numbers import count, number, percent
from .truth_values import Condition, met_unless


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
    numbers, names = values_and_names(values, "ordered", at_least=2)
    before, after = (numbers[:-1], numbers[1:]) if rising else (numbers[1:], numbers[:-1])
    wrong = np.flatnonzero(after < before if ties else after <= before)
    word = f"{'below' if ties else 'not above'}" if rising else f"{'above' if ties else 'not below'}"
    faults = [f"{named_value(names, numbers, i + 1)} is {word} {named_value(names, numbers, i)}" for i in wrong]
    return met_unless(faults)


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
    (limit,), (numbers, names) = values_and_names([limit], "all_below")[0], values_and_names(values, "all_below")
    return met_unless(
        [f"{named_value(names, numbers, i)} is not below {written(limit)}" for i in np.flatnonzero(~(numbers < limit))]
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
    (limit,), (numbers, names) = values_and_names([limit], "all_above")[0], values_and_names(values, "all_above")
    return met_unless(
        [f"{named_value(names, numbers, i)} is not above {written(limit)}" for i in np.flatnonzero(~(numbers > limit))]
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
    (own,) = values_and_names(difference["difference"], "beats")[0]
    low, high = as_numbers([or_nan(difference[end].iloc[0]) for end in ("low", "high")], "low and high").tolist()
    if np.isnan(low) or np.isnan(high):
        return Condition(False, f"the difference from {rival}, {number(own)}, has no interval that is known")
    if low > high:
        raise ValueError(f"beats: expected two ends, the lower one first; found {[low, high]}.")
    gain, surely = (-own, high < 0) if lower_is_better else (own, low > 0)
    if gain <= 0:
        return Condition(False, f"it is no better than {rival}: the difference is {number(own)}")
    told = f"the difference from {rival}, {number(own)}, may be none: its interval is {written(low)} to {written(high)}"
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
    ends, (value,) = as_numbers(list(interval), "interval"), values_and_names([value], "excludes")[0]
    if ends.shape == (2,) and np.isnan(ends).all():
        return Condition(False, "no interval is known")
    if ends.shape != (2,) or not ends[0] <= ends[1]:
        raise ValueError(f"excludes: expected two ends, the lower one first; found {ends.tolist()}.")
    low, high = ends
    told = f"{written(value)} lies in the interval, {written(low)} to {written(high)}"
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
    one, two, allowed = values_and_names([value, other, within], "nearly")[0]
    if allowed < 0 or not np.isfinite([one, two]).all():
        raise ValueError(
            f"nearly: expected two finite numbers, and within not below zero; found {one}, {two}, {allowed}."
        )
    apart = abs(one - two)
    told = f"{number(one)} and {number(two)} are {number(apart)} apart, more than {written(allowed)}"
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
    part, whole, at_least = values_and_names([part, whole, at_least], "most")[0]
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
    days, told = days_of(period, "period")
    limit = float(other) if isinstance(other, int | float | np.integer) else days_of(other, "other")[0]
    (limit,) = values_and_names([limit], "longer_than")[0]
    return Condition(
        days > limit,
        f"{told} are {count(days)} days, not more than {number(limit, 0) if np.isfinite(limit) else written(limit)}",
    )
