"""What is odd about the days of a log? Too few, too old, a hole, a season, newcomers, a beginning that is none."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...schema import day_name
from ._facts import QUARTER, YEAR, LogFigures, Sign

SHORT = QUARTER  # a log of fewer days
HOLE_DAYS, HOLE_VISITS = 14, 15  # days without a purchase, and how many would have been usual in them
SEASON = 0.4  # of a year's visits in the same of its four quarters, in two years running
NEW = 0.5  # of all customers first seen in the last quarter
LATE, LATE_CUSTOMERS = 2.0, 30  # times as many first seen in the first quarter as in those that follow; at least


def signs_of_time(log: LogFigures) -> Iterator[Sign]:
    """Give the signs that the days show."""
    yield Sign("short", float(SHORT), float(log.days), more=float(log.days))
    last = int(log.rows.day.max())
    yield Sign("stale", float(log.until - last), _unusual_gap(log), day_name(last), float(log.until - last))
    if not len(log.day):
        return
    yield _hole(log)
    yield _season(log)
    first = log.first
    recent = float((first > log.until - QUARTER).mean()) if log.days >= YEAR else 0.0
    yield Sign("mostly newcomers", recent, NEW, more=float((first > log.until - QUARTER).sum()))
    quiet = log.until - int(first.max())
    quiet_year = float(quiet) if log.days >= YEAR + QUARTER else 0.0
    yield Sign("no newcomers", quiet_year, float(YEAR), day_name(int(first.max())), float(quiet))
    yield _late(log, first)


def _unusual_gap(log: LogFigures) -> float:
    """Give the days from which on a silence of the whole business is unusual: three usual gaps, and none was longer."""
    gaps = np.diff(np.unique(log.rows.day))
    return float(max(np.ceil(3 * np.median(gaps)), gaps.max()) + 1) if len(gaps) else 4.0


def _hole(log: LogFigures) -> Sign:
    """Find the stretch without a purchase in which most purchases were to be expected, by the days around it."""
    days = np.unique(log.day)
    gaps = np.diff(days) - 1
    if not len(gaps):
        return Sign("hole", 0.0, HOLE_VISITS)
    sorted_days = np.sort(log.day)
    ends = days[1:]
    before = np.diff(np.searchsorted(sorted_days, [days[:-1] - QUARTER, days[:-1]], "right"), axis=0)[0]
    after = np.diff(np.searchsorted(sorted_days, [ends, ends + QUARTER], "left"), axis=0)[0]
    usual = np.minimum(before, after) / QUARTER * gaps * (gaps >= HOLE_DAYS)
    worst = int(usual.argmax())
    if gaps[worst] < 2 * np.sort(gaps)[-2:][0]:  # there are others like it: so they buy
        usual = np.zeros(len(gaps))
    about = f"{day_name(int(days[worst]) + 1)} {day_name(int(ends[worst]) - 1)}"
    return Sign("hole", float(usual[worst]), HOLE_VISITS, about, float(gaps[worst]))


def _season(log: LogFigures) -> Sign:
    """Ask whether the same quarter of the last two years had by far the most visits."""
    counts = np.bincount(log.window[log.window < 8], minlength=8).astype(float)
    if log.days < 8 * QUARTER or not counts[:4].sum() or not counts[4:].sum():
        return Sign("season", 0.0, SEASON)
    shares = counts.reshape(2, 4) / counts.reshape(2, 4).sum(axis=1, keepdims=True)
    top = int(shares[0].argmax())
    same = top == int(shares[1].argmax())
    last = log.until - top * QUARTER
    about = f"{day_name(last - QUARTER + 1)} {day_name(last)}"
    return Sign("season", float(shares[:, top].min()) if same else 0.0, SEASON, about)


def _late(log: LogFigures, first: np.ndarray) -> Sign:
    """Compare how many were first seen in the first quarter with how many in those that follow."""
    quarter = (first - log.start) // QUARTER
    later = np.bincount(quarter, minlength=5)[1:5]
    early = float((quarter == 0).sum())
    if log.days < YEAR + QUARTER or not later.sum() or early < LATE_CUSTOMERS:
        return Sign("begins late", 0.0, LATE)
    usual = float(later.mean())
    beyond_chance = 1 + 3 / np.sqrt(usual)
    return Sign("begins late", early / usual, max(LATE, beyond_chance), day_name(log.start), early)
