"""How many bought again in each calendar period, and how many might have? Counts by cohort and period.

:func:`count_cells` gives :class:`SeasonCells`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import sparse

from ._occasions import Occasions

EPOCH_WEEKDAY = 3  # 1970-01-01 was a Thursday: weeks begin on Mondays
SEASONS = {"month": 12, "week": 52}


class SeasonCells(NamedTuple):
    """Repeat purchases of customers, by the calendar period, with the days on which they might have bought.

    ``cohort`` and ``first_days`` per customer: number of the period of the first purchase, and the days of it that
    followed; ``bought`` (customers x periods); ``days`` and ``season`` per period, the season counted from 0.
    """

    cohort: np.ndarray
    first_days: np.ndarray
    bought: sparse.csr_array
    days: np.ndarray
    season: np.ndarray


def count_cells(occasions: Occasions, end: int, by: str) -> SeasonCells:
    """Count per customer and period; the periods run from the first purchase of the log to the last day seen."""
    filled = np.diff(occasions.starts) > 0
    opening = occasions.starts[:-1][filled]
    day = occasions.when.astype(np.int64) + end
    period = period_number(day, by)
    origin, last = int(period[opening].min()), int(period_number(np.array([end]), by)[0])
    edges = period_start(np.arange(origin, last + 2), by)
    edges[0], edges[-1] = max(int(day[opening].min()), edges[0]), end + 1
    cohort = period[opening] - origin
    owner = np.repeat(np.arange(len(opening)), np.diff(occasions.starts)[filled])
    repeat = np.ones(len(day), dtype=bool)
    repeat[opening] = False
    cells = (np.ones(int(repeat.sum())), (owner[repeat], period[repeat] - origin))
    bought = sparse.coo_array(cells, shape=(len(opening), last - origin + 1)).tocsr()
    season = season_number(edges[:-1], by)
    return SeasonCells(cohort, edges[cohort + 1] - 1 - day[opening], bought, np.diff(edges), season)


def period_number(day: np.ndarray, by: str) -> np.ndarray:
    """Give the running number of the calendar month or week of days since 1970-01-01."""
    if by == "week":
        return (np.asarray(day, dtype=np.int64) + EPOCH_WEEKDAY) // 7
    return np.asarray(day, dtype=np.int64).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def period_start(period: np.ndarray, by: str) -> np.ndarray:
    """Give the first day of periods, in days since 1970-01-01."""
    if by == "week":
        return period * 7 - EPOCH_WEEKDAY
    return period.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def season_number(day: np.ndarray, by: str) -> np.ndarray:
    """Give the season of days, from 0: the month of the year, or the week, the 53rd counted with the 52nd."""
    when = np.asarray(day, dtype=np.int64).astype("datetime64[D]")
    if by == "week":
        thursday = period_start(period_number(day, by), by) + EPOCH_WEEKDAY
        year = thursday.astype("datetime64[D]").astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
        return np.minimum((thursday - year) // 7, SEASONS[by] - 1)
    return when.astype("datetime64[M]").astype(np.int64) % 12
