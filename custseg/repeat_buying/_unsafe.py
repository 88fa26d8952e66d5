"""Which data are valid and still too weak for the answer? Sentences for warnings; nothing is computed otherwise.

Of a log :func:`late_end`, :func:`hole_in` and :func:`price_break`; :func:`silent_end` of a table; :func:`far_horizon`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

FEWEST_DAYS = 10  # with fewer business days nobody can say what gap between them is usual
SHORTEST_SILENCE = 7  # days: a shop may be closed over the holidays
USUAL_GAPS = 3  # a silence of more than three usual gaps is not one of them
FEWEST_MOMENTS = 20
LONG_HOLE = 30  # days
HOLE_GAPS = 5  # usual gaps
EXPECTED_IN_HOLE = 10  # purchases that so long a time brings, going by the months around it
AROUND = 90  # days before and after a hole or a change of prices
BLOCK = 30  # days in which prices are taken together
FEWEST_IN_BLOCK = 30
FEWEST_BLOCKS = 2  # on each side of a change
FEWEST_WITNESSES = 10  # customers who bought before and after the change
PRICE_BREAK = 2.0  # times the price before
ENOUGH_ROWS = 200_000
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


def hole_in(days: np.ndarray, times: np.ndarray | None = None) -> tuple[str, ...]:
    """Say that a log has no rows for weeks or months in its middle; ``days`` are whole days since 1970.

    Each day stands for one row of the log, or for so many ``times``.
    """
    first = int(days.min())
    rows = np.bincount(days - first, weights=times)
    open_days = np.flatnonzero(rows)
    if len(open_days) < FEWEST_DAYS:
        return ()
    gaps = np.diff(open_days)
    usual = float(np.quantile(gaps, 0.9))
    so_far = np.concatenate([[0], np.cumsum(rows)])
    sentences = []
    for place in np.flatnonzero(gaps - 1 >= max(LONG_HOLE, HOLE_GAPS * usual)):
        start, stop = int(open_days[place]) + 1, int(open_days[place + 1])
        before, after = max(start - AROUND, 0), min(stop + AROUND, len(rows))
        daily = (so_far[after] - so_far[before]) / (after - stop + start - before)
        if daily * (stop - start) >= EXPECTED_IN_HOLE:
            dates = [str(np.datetime64(first + day, "D")) for day in (start, stop - 1)]
            sentences.append(f"{dates[0]} to {dates[1]} ({stop - start} days)")
    if not sentences:
        return ()
    return (
        f"nobody bought from {' and from '.join(sentences)}: if these rows are missing in the export, customers look "
        "as if they had stayed away or left, and their value comes out too low. Add the rows, or start after the hole.",
    )


def price_break(customer: np.ndarray, days: np.ndarray, amount: np.ndarray) -> tuple[str, ...]:
    """Say that amounts jump from one level to another and stay there, also those of the same customers."""
    step = -(-len(days) // ENOUGH_ROWS)
    kept = (amount > 0) & (customer % step == 0)
    if not kept.any():
        return ()
    size = pd.DataFrame({"customer": customer[kept], "day": days[kept], "size": np.log(amount[kept])})
    first = int(size["day"].min())
    blocks = size.groupby((size["day"] - first) // BLOCK)["size"].agg(["median", "size"])
    levels = blocks["median"][blocks["size"] >= FEWEST_IN_BLOCK]
    found = _largest_jump(levels)
    if found is None or abs(found[1]) < np.log(PRICE_BREAK):
        return ()
    at, jump = first + found[0] * BLOCK, found[1]
    near = size[(size["day"] - at).between(-AROUND, AROUND + BLOCK)]
    before, after = (
        near[side].groupby("customer")["size"].mean() for side in (near["day"] < at, near["day"] >= at + BLOCK)
    )
    own = (after - before).dropna()
    if len(own) < FEWEST_WITNESSES or own.median() * np.sign(jump) < abs(jump) / 2:
        return ()
    times = np.exp(abs(jump))
    return (
        f"amounts {'rise' if jump > 0 else 'fall'} {times:.1f}-fold around {np.datetime64(at, 'D')} and stay there, "
        "those of the same customers too: mean spend mixes old and new prices, and values in money come out too "
        f"{'low' if jump > 0 else 'high'}. Bring all amounts to the same prices, or forecast counts only.",
    )


def _largest_jump(levels: pd.Series) -> tuple[int, float] | None:
    """Find the block at which the levels of all later blocks leave the range of all earlier ones; it may be mixed."""
    best = None
    for at in levels.index:
        before, after = levels[levels.index < at], levels[levels.index > at]
        if min(len(before), len(after)) < FEWEST_BLOCKS:
            continue
        if before.max() >= after.min() and before.min() <= after.max():
            continue
        jump = float(after[:3].median() - before[-3:].median())
        if best is None or abs(jump) > abs(best[1]):
            best = int(at), jump
    return best


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
