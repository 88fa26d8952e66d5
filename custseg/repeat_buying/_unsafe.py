"""Which data are valid and still too weak for the answer? Sentences for warnings; nothing is computed otherwise.

:func:`late_end` of a log, :func:`silent_end` of a table and :func:`far_horizon`.
"""

from __future__ import annotations

import numpy as np

FEWEST_DAYS = 10  # with fewer business days nobody can say what gap between them is usual
SHORTEST_SILENCE = 7  # days: a shop may be closed over the holidays
USUAL_GAPS = 3  # a silence of more than three usual gaps is not one of them
FEWEST_MOMENTS = 20
FAR = 5.0  # times the longest time that anybody was seen


def late_end(days: np.ndarray, end: int, name: str) -> tuple[str, ...]:
    """Say that a log ends long before the day that it is said to reach; ``days`` are whole days since 1970."""
    first = int(days.min())
    open_days = np.flatnonzero(np.bincount(days - first)) + first  # sorted, without sorting all rows
    if len(open_days) < FEWEST_DAYS:
        return ()
    usual = float(np.quantile(np.diff(open_days), 0.9))
    silent = int(end - open_days[-1])
    if silent <= max(SHORTEST_SILENCE, USUAL_GAPS * usual):
        return ()
    last, until = (np.datetime64(int(day), "D") for day in (open_days[-1], end))
    meaning = (
        "customers look as if they had left, and their value comes out far too low"
        if name == "observed_until"
        else "purchases that are only missing count against every forecast"
    )
    return (
        f"the log ends on {last}, {silent} days before {name} {until}: if the export stops there, {meaning}. Pass "
        f"{name}='{last}', or the rows up to {until}.",
    )


def silent_end(silence: np.ndarray) -> tuple[str, ...]:
    """Say that nobody bought for long before the end; ``silence`` is the time since the last purchase of each."""
    shortest = float(silence.min())
    if shortest <= 0:
        return ()
    moments = np.unique(silence)
    if len(moments) < FEWEST_MOMENTS:
        return ()
    usual = float(np.quantile(np.diff(moments[: 2 * FEWEST_MOMENTS]), 0.9))
    if shortest <= max(USUAL_GAPS * usual, 0.05 * float(moments[-1])):
        return ()
    return (
        f"nobody bought in the last {shortest:.3g} units of time, longer than any usual gap: if the data end earlier "
        "than observed_until says, everybody looks as if they had left, and values come out far too low.",
    )


def far_horizon(horizon: float, longest: float) -> tuple[str, ...]:
    """Say that a forecast reaches far beyond what was seen of anybody."""
    if horizon <= FAR * longest:
        return ()
    return (
        f"the forecast reaches {horizon:.4g} units of time ahead, more than {FAR:g} times as far as anybody was seen "
        f"({longest:.4g}): who stays that long cannot be learnt from these data, and the forecast may be twice too "
        "high. Shorten the horizon, or fit to a longer log.",
    )
