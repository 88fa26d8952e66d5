"""What rhythm does a log have: seasons, a common beat, gaps that are even or left to chance?

`find_season`, `find_once`, `find_beat` and `find_evenness` measure the days of :class:`PurchaseDays`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from scipy.stats import t as student

from ._purchase_days import Gaps, PurchaseDays
from .regularity import k_of_variance

YEAR = 365.25
SEASONS = (1, 2, 3, 4, 12)  # a year
CROWDED = 0.55  # from here on purchases crowd into the seasons; evenly spread they give 0, all on one day 1
CROWDED_ONCE = 0.7  # the same while hardly anybody could skip a season: newcomers of half a year crowd as much as .64
CHANCES = 30  # seasons between a customer's first and last one, from which on skipping is known
SHORT = 0.1  # of a period may lack: the log begins with its first purchase, not with its first day
REPEATS = 50  # purchases, from which on they are asked by themselves
BEAT_NAMES = {  # by which contracts are renewed and bills are paid; four weeks are near a month
    7.0: "a week",
    14.0: "two weeks",
    YEAR / 12: "a month",
    YEAR / 6: "two months",
    YEAR / 4: "a quarter",
    YEAR / 3: "four months",
    YEAR / 2: "half a year",
    YEAR: "a year",
    2 * YEAR: "two years",
}
BEATS = np.array(list(BEAT_NAMES))
NEAR_BEAT = 0.15  # of a beat, or a day
HALF = 0.5  # of a beat: a gap that differs by no more is of one turn
STEADY, LOOSE = 0.8, 0.5  # of a customer's gaps near the beat
APART = 7  # days between two purchases of one season that are two, not one order in parts
CROSSED = 0.9  # of the short gaps go over into the next period: chance makes half of them do so
PART = 2 / 3  # of a period: longer gaps nearly always go over into the next
FEW = 12  # gaps, without which it is not asked
TWO_GAPS = 14  # days that two gaps must last: of shorter ones whole days say too little
TWO_WEEKS = 4  # weeks, of customers who come on a weekday of their own


class Season(NamedTuple):
    """In how many seasons of a year purchases crowd, if in any, and how customers go from one to the next.

    ``crowding`` is the mean resultant length of the days in the year's seasons. Seasons are numbered by ``turn`` from
    the quietest day on; ``skipped`` is the share of the seasons between a customer's first and last one (``between``
    of them) without a purchase, ``several`` the share of the others with purchases more than a week apart. ``returns``
    counts the purchases of customers who came back in a later season; ``returned`` is the mean cosine of their days
    about the middle of the season: 1 if all came on its day, 0 if they came at any time.
    """

    per_year: int
    crowding: float
    purchases: int
    quiet_day: float = np.nan
    skipped: float = np.nan
    between: int = 0
    several: float = np.nan
    returns: int = 0
    returned: float = np.nan

    @property
    def period(self) -> float:
        """Days from one season to the next."""
        return YEAR / self.per_year

    @property
    def crowds(self) -> bool:
        """Whether purchases crowd into the seasons."""
        return self.crowding >= self.limit

    @property
    def limit(self) -> float:
        """The concentration from which on they do."""
        return CROWDED if self.between >= CHANCES else CROWDED_ONCE


def find_season(log: PurchaseDays) -> Season:
    """Find the fewest seasons a year into which purchases crowd, or else those into which they come nearest to it.

    All purchases must crowd, and the repeat purchases by themselves: newcomers may have come by a campaign, and in a
    young log only those can have come back after a year who came early.
    """
    asked = [np.ones(len(log.day), dtype=bool), log.is_repeat][: 1 + (log.is_repeat.sum() >= REPEATS)]
    found = [Season(per_year, *min(crowding_of(log, rows, YEAR / per_year) for rows in asked)) for per_year in SEASONS]
    crowded = [_through_seasons(log, season) for season in found if season.crowding >= CROWDED]
    return next((season for season in crowded if season.crowds), max(found, key=lambda season: season.crowding))


def crowding_of(log: PurchaseDays, asked: np.ndarray, period: float) -> tuple[float, int, float]:
    """Give the mean resultant length over whole periods, purchases in them, and the day opposite to their middle."""
    watched = int(log.days / period + SHORT) * period
    first = int(log.day.min())
    bought = np.bincount(log.day[asked] - first)
    day = first + np.arange(len(bought))
    bought = np.where(log.end - day < watched, bought, 0)
    purchases = int(bought.sum())
    if not purchases:
        return 0.0, 0, np.nan
    middle = complex((bought * np.exp(2j * np.pi * day / period)).sum() / purchases)
    return abs(middle), purchases, float((np.angle(middle) / (2 * np.pi) + 0.5) * period)


def _through_seasons(log: PurchaseDays, season: Season) -> Season:
    turn = season_turn(log.day, season)
    new = (np.diff(log.owner, prepend=-1) != 0) | (np.diff(turn, prepend=turn[0] - 1) != 0)
    owner, turn, first_day = log.owner[new], turn[new], log.day[new]
    last_day = log.day[np.append(np.flatnonzero(new)[1:] - 1, len(new) - 1)]
    seasons = np.bincount(owner)
    first, last = (np.full(len(seasons), fill, dtype=np.int64) for fill in (2**62, -(2**62)))
    np.minimum.at(first, owner, turn)
    np.maximum.at(last, owner, turn)
    here = seasons > 0
    between = np.maximum((last - first)[here] - 1, 0).sum()
    bought = np.maximum(seasons[here] - 2, 0).sum()
    return season._replace(
        skipped=float(1 - bought / between) if between else np.nan,
        between=int(between),
        several=float((last_day - first_day > APART).mean()),
        **_returns(log, season),
    )


def _returns(log: PurchaseDays, season: Season) -> dict[str, Any]:
    turn = season_turn(log.day, season)
    day = log.day[log.is_repeat & (np.diff(turn, prepend=turn[0]) > 0)]
    if not len(day):
        return {"returns": 0, "returned": np.nan}
    return {
        "returns": len(day),
        "returned": float(-np.cos(2 * np.pi * (day - season.quiet_day) / season.period).mean()),
    }


def season_turn(day: np.ndarray, season: Season) -> np.ndarray:
    """Give the numbers of the seasons of days, from one quietest day to the next."""
    return np.floor((day - season.quiet_day) / season.period).astype(np.int64)


class Once(NamedTuple):
    """How strictly customers buy at most once in a period of the calendar: so many ``months`` from month ``first`` on.

    ``crossed`` is the share of the gaps between a week and two thirds of a period (``gaps`` of them) that go over from
    one period into the next; all do where nobody buys twice in one.
    """

    months: int
    first: int
    crossed: float
    gaps: int

    @property
    def strict(self) -> bool:
        """Whether nearly nobody buys twice in a period."""
        return self.crossed >= CROSSED

    @property
    def season(self) -> Season:
        """The periods as seasons that last all year."""
        return Season(12 // self.months, 0.0, self.gaps, self.first * YEAR / 12)


def find_once(log: PurchaseDays) -> Once:
    """Find the longest period of the calendar in which customers buy once at most, or where they come nearest to it."""
    month = log.day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    same = log.is_repeat[1:]
    before, after, gap = month[:-1][same], month[1:][same], np.diff(log.day)[same]
    found = [Once(1, 0, 0.0, 0)]
    for months in (12, 6, 3, 1):
        short = (gap > APART) & (gap < PART * YEAR * months / 12)
        if short.sum() < FEW:
            continue
        for first in range(months):
            crossed = (before[short] - first) // months != (after[short] - first) // months
            found.append(Once(months, first, float(crossed.mean()), int(short.sum())))
    return next((once for once in found if once.strict), max(found, key=lambda once: once.crossed))


class Beat(NamedTuple):
    """How nearly customers keep to a beat of the calendar: each to the one next to their median gap.

    ``kept`` is the share of gaps near it, ``scatter`` their spread as a share of the beat; ``drift`` is 0 where a late
    purchase puts off the next one and minus one half where it does not, ``skipped`` the share of beats left out between
    two purchases, both of customers who keep to theirs every other time. ``days`` is the most common beat; of the
    customers with three gaps (``asked``) the share ``steady`` keeps to theirs four times in five, ``loose`` less than
    every other time: ``without`` is who.
    """

    days: float
    kept: float
    gaps: int
    scatter: float = np.nan
    drift: float = np.nan
    skipped: float = np.nan
    steady: float = np.nan
    loose: float = np.nan
    asked: int = 0
    without: np.ndarray = np.empty(0, dtype=np.int64)


def find_beat(log: PurchaseDays) -> Beat:
    """Measure whether gaps keep to the beats of a calendar: weeks, months, quarters, years."""
    gaps = log.gaps
    if not len(gaps.days):
        return Beat(np.nan, 0.0, 0)
    which = _own_beat(gaps)
    beat = BEATS[which]
    kept = np.abs(gaps.days - beat) <= np.maximum(NEAR_BEAT * beat, 1.0)
    off = (gaps.days - _usual(gaps.days, which, kept)[which]) / beat
    turns = np.maximum(np.rint(gaps.days / beat), 1.0)
    each = np.bincount(gaps.owner)
    share = np.bincount(gaps.owner, weights=kept) / np.maximum(each, 1)
    enough, with_beat = each >= 3, share[gaps.owner] >= LOOSE
    one = with_beat & (np.abs(gaps.days - beat) < HALF * beat)  # those near the beat alone would hide what evens out
    pair = gaps.followed[one[gaps.followed] & one[gaps.followed + 1]]
    squares = float((off[pair] ** 2 + off[pair + 1] ** 2).sum() / 2)
    return Beat(
        days=float(BEATS[np.bincount(which).argmax()]),
        kept=float(kept.mean()),
        gaps=len(kept),
        scatter=float(np.sqrt((off[kept] ** 2).mean())) if kept.any() else np.nan,
        drift=float((off[pair] * off[pair + 1]).sum() / squares) if squares > 0 else np.nan,
        skipped=float(1 - with_beat.sum() / turns[with_beat].sum()) if with_beat.any() else np.nan,
        steady=float((share[enough] >= STEADY).mean()) if enough.any() else np.nan,
        loose=float((share[enough] < LOOSE).mean()) if enough.any() else np.nan,
        asked=int(enough.sum()),
        without=np.flatnonzero(enough & (share < LOOSE)),
    )


def _own_beat(gaps: Gaps) -> np.ndarray:
    """Say near which beat most gaps of a customer lie; where it is even, the one that more gaps of all lie near."""
    nearest = np.abs(np.log(gaps.days[:, np.newaxis] / BEATS)).argmin(axis=1)
    near = np.abs(gaps.days - BEATS[nearest]) <= np.maximum(NEAR_BEAT * BEATS[nearest], 1.0)
    _, place = np.unique(gaps.owner, return_inverse=True)
    cells = place * len(BEATS) + nearest
    votes = np.bincount(cells, np.where(near, 1.0, 1e-6), (place.max() + 1) * len(BEATS)).reshape(-1, len(BEATS))
    common = votes.sum(axis=0) / len(nearest)
    own: np.ndarray = (votes + 1e-3 * common).argmax(axis=1)[place]
    return own


def _usual(days: np.ndarray, which: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """Give the median of the gaps near each beat: four weeks are a month that is a little short."""
    return np.array(
        [np.median(days[kept & (which == b)]) if (kept & (which == b)).any() else beat for b, beat in enumerate(BEATS)]
    )


class Evenness(NamedTuple):
    """The k of Erlang-k gaps with its interval, of so many customers with two gaps that last two weeks.

    Purchases ``within`` so many days of another counted as one.
    """

    k: float
    low: float
    high: float
    customers: int
    within: int = 0


def find_evenness(log: PurchaseDays, within: int = 0, level: float = 0.95) -> Evenness:
    """Estimate the regularity as Wheat and Morrison do, from all pairs of gaps, and allow for whole days.

    The share of one gap in two is beta distributed with ``k`` whatever their sum. What is bought on one day, or
    ``within`` so many, is one purchase, so that customers who buy at random have a first gap that is evenly spread over
    the days from there on (over the weeks, of customers with a weekday of their own). These days are taken off, half a
    day more, and the variance that whole days lack is added: k is 1 for such customers, however often they buy.
    """
    least = TWO_WEEKS if log.by_weekday else TWO_GAPS
    gaps = log.in_weeks.gaps if log.by_weekday else log.apart(within).gaps
    within = 0 if log.by_weekday else within
    first, over = gaps.pairs, gaps.days - within
    both = over[gaps.pairs] + over[gaps.pairs + 1]
    first, both = first[both >= least], both[both >= least]
    square = ((over[first] - 0.5) / (both - 1.0) - 0.5) ** 2 + 1.0 / (12.0 * (both - 1.0) ** 2)
    pairs = np.bincount(gaps.owner[first], minlength=1)
    each = (np.bincount(gaps.owner[first], weights=square, minlength=1) / np.maximum(pairs, 1))[pairs > 0]
    n = len(each)
    if n < 2:
        return Evenness(np.nan, np.nan, np.nan, n, within)
    mean = float(each.mean())
    width = float(student.ppf((1.0 + level) / 2.0, n - 1) * each.std(ddof=1) / np.sqrt(n))
    return Evenness(k_of_variance(mean), k_of_variance(mean + width), k_of_variance(mean - width), n, within)
