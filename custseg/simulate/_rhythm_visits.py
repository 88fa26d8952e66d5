"""On which days do customers buy who keep to a contract, to a season, to their own rhythm, or to none?

`RHYTHMS`: kind of business to what draws its purchases; `Calendar` is what all of them ask.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

YEAR = 365.25
MONTH = YEAR / 12


class Calendar(NamedTuple):
    """When each customer comes, in days from the first day of the log (below 0: before it), and the log's days."""

    came: np.ndarray
    days: int
    random_state: np.random.RandomState

    @property
    def n(self) -> int:
        """How many customers."""
        return len(self.came)

    def between(self, low: float, high: float) -> float:
        """Draw one setting of the business, evenly."""
        return float(self.random_state.uniform(low, high))

    def times(self, low: float, high: float) -> float:
        """Draw one setting of the business, evenly in its logarithm."""
        return float(np.exp(self.random_state.uniform(np.log(low), np.log(high))))


class Drawn(NamedTuple):
    """Whose each purchase is, on which day (fractions of days count from the first day), and what it was drawn with."""

    customer: np.ndarray
    day: np.ndarray
    settings: dict[str, Any]


def _shares(calendar: Calendar, mean: float, polarity: float) -> np.ndarray:
    """Draw a probability of each customer, beta distributed with a mean and ``1 / (1 + alpha + beta)`` as polarity."""
    total = 1 / polarity - 1
    return calendar.random_state.beta(mean * total, (1 - mean) * total, calendar.n)


def _survives(calendar: Calendar, leaving: np.ndarray, most: int) -> np.ndarray:
    """Say who is still there at each of so many turns after the first; who leaves stays away."""
    last = calendar.random_state.geometric(np.clip(leaving, 1e-9, 1.0))
    kept: np.ndarray = np.arange(most) < last[:, np.newaxis]
    return kept


def _paid(calendar: Calendar, beat: float, leaving: float, scatter: float, missed: float) -> Drawn:
    """Let customers pay on their own day of each month or year, a little late or early, until they stop."""
    chance = calendar.random_state
    most = int((calendar.days - calendar.came.min()) / beat) + 2
    polarity = calendar.between(0.05, 0.5)
    stays = _survives(calendar, _shares(calendar, leaving, polarity), most)
    due = calendar.came[:, np.newaxis] + beat * np.arange(most)
    paid = due + np.where(np.arange(most) > 0, chance.normal(0.0, scatter, due.shape), 0.0)
    done = stays & ((chance.uniform(size=due.shape) >= missed) | (np.arange(most) == 0))
    owner, _ = np.nonzero(done)
    settings = {"beat": beat, "leaving": leaving, "polarity": polarity, "scatter": scatter, "missed": missed}
    return Drawn(owner, paid[done], settings)


def _monthly_contract(calendar: Calendar) -> Drawn:
    leaving, scatter = calendar.times(0.015, 0.15), calendar.between(0.0, 2.0)
    return _paid(calendar, MONTH, leaving, scatter, missed=calendar.between(0.0, 0.03))


def _yearly_contract(calendar: Calendar) -> Drawn:
    return _paid(calendar, YEAR, calendar.times(0.08, 0.45), calendar.between(0.0, 10.0), missed=0.0)


def _in_seasons(calendar: Calendar, per_year: int, offset: Callable[[int], np.ndarray], leaving: float) -> Drawn:
    """Ask each customer once a season, the first one included, until they stay away for good (BG/BB)."""
    chance, period = calendar.random_state, YEAR / per_year
    first = np.floor(calendar.came / period)
    most = int(calendar.days / period - first.min()) + 2
    buying, polarity = calendar.between(0.25, 0.8), calendar.between(0.05, 0.5)
    bought = chance.uniform(size=(calendar.n, most)) < _shares(calendar, buying, polarity)[:, np.newaxis]
    bought &= _survives(calendar, _shares(calendar, leaving, calendar.between(0.05, 0.5)), most)
    bought[:, 0] = True
    owner, turn = np.nonzero(bought)
    day = (first[owner] + turn) * period + offset(len(owner))
    return Drawn(owner, day, {"per_year": per_year, "buying": buying, "polarity": polarity, "leaving": leaving})


def _yearly_donors(calendar: Calendar) -> Drawn:
    """Give once a year around one time of the year, but for some gifts at any time."""
    chance, peak = calendar.random_state, calendar.between(0.0, YEAR)
    width, stray = calendar.times(7, 45), calendar.between(0.0, 0.1)

    def offset(n: int) -> np.ndarray:
        usual = peak + chance.normal(0.0, width, n)
        return np.where(chance.uniform(size=n) < stray, chance.uniform(0.0, YEAR, n), usual)

    drawn = _in_seasons(calendar, 1, offset, calendar.between(0.05, 0.4))
    return drawn._replace(settings={**drawn.settings, "width": width, "stray": stray})


def _seasonal_visitors(calendar: Calendar) -> Drawn:
    """Come in some of the seasons: of one to four a year, or on the days of a monthly fair; some come twice in one."""
    chance, per_year = calendar.random_state, int(calendar.random_state.choice([1, 2, 3, 4, 12]))
    period = YEAR / per_year
    start, width = calendar.between(0.0, period), calendar.between(0.08, 0.35) * period
    drawn = _in_seasons(
        calendar, per_year, lambda n: start + chance.uniform(0.0, width, n), calendar.between(0.02, 0.25)
    )
    twice = chance.uniform(size=len(drawn.day)) < calendar.between(0.0, 0.2)
    season = (drawn.day[twice] - start) // period * period + start
    again = season + chance.uniform(0.0, width, twice.sum())
    customer, day = np.append(drawn.customer, drawn.customer[twice]), np.append(drawn.day, again)
    return Drawn(customer, day, {**drawn.settings, "width": width})


def _own_rhythm(calendar: Calendar, k: int, gap: float, r: float, leaving: float) -> Drawn:
    """Let customers buy after Erlang-k gaps, each at their own rate, until they leave after a purchase (MBG/CNBD-k)."""
    chance = calendar.random_state
    rate = np.maximum(chance.gamma(r, 1.0 / (r * gap), calendar.n), 1e-9)  # 1 / gap on average
    most = min(int(6 * calendar.days / gap) + 30, 400)
    stays = _survives(calendar, _shares(calendar, leaving, calendar.between(0.05, 0.5)), most)
    gaps = chance.gamma(k, 1.0, (calendar.n, most)) / (k * rate[:, np.newaxis])
    gaps[:, 0] = 0.0
    day = calendar.came[:, np.newaxis] + np.cumsum(gaps, axis=1)
    done = stays & (day < calendar.days)
    owner, _ = np.nonzero(done)
    return Drawn(owner, day[done], {"k": k, "gap": gap, "r": r, "leaving": leaving})


def _regular_shop(calendar: Calendar) -> Drawn:
    gap = calendar.days / calendar.times(4, 25)
    return _own_rhythm(calendar, 2, gap, calendar.times(0.5, 5), calendar.times(0.02, 0.25))


def _regular_accounts(calendar: Calendar) -> Drawn:
    """Order about once a quarter, as firms do."""
    k = int(calendar.random_state.choice([3, 4]))
    return _own_rhythm(calendar, k, calendar.between(60, 120), calendar.times(2, 10), calendar.times(0.01, 0.12))


def _random_shop(calendar: Calendar) -> Drawn:
    """Buy at random; the buying rates differ as widely as those of CDNOW."""
    gap = calendar.days / calendar.times(2.5, 25)
    return _own_rhythm(calendar, 1, gap, calendar.times(0.25, 3), calendar.times(0.02, 0.4))


def _seasonal_shop(calendar: Calendar) -> Drawn:
    """Buy at random, more often at one time of the year, and leave at any moment (Pareto/NBD)."""
    chance, r = calendar.random_state, calendar.times(0.25, 3)
    gap, ratio = calendar.days / calendar.times(2.5, 25), calendar.between(1.5, 4.0)
    rate = chance.gamma(r, 1.0 / (r * gap), calendar.n)
    stays, s = calendar.days * calendar.times(0.3, 5), calendar.times(0.5, 3)
    lifetime = chance.exponential(size=calendar.n) / np.maximum(chance.gamma(s, 1.0 / (s * stays), calendar.n), 1e-9)
    watched = np.minimum(lifetime, calendar.days - calendar.came)
    peak, swing = calendar.between(0.0, YEAR), (ratio - 1) / (ratio + 1)
    times = chance.poisson(np.minimum(rate * (1 + swing) * watched, 2_000))
    owner = np.repeat(np.arange(calendar.n), times)
    day = calendar.came[owner] + chance.uniform(size=len(owner)) * watched[owner]
    height = (1 + swing * np.cos(2 * np.pi * (day - peak) / YEAR)) / (1 + swing)
    kept = chance.uniform(size=len(day)) < height
    customer, day = np.append(np.arange(calendar.n), owner[kept]), np.append(calendar.came, day[kept])
    return Drawn(customer, day, {"gap": gap, "r": r, "ratio": ratio, "s": s, "stays": stays})


#: Kind of business to its rhythm, and what draws its purchases.
RHYTHMS: dict[str, tuple[str, Callable[[Calendar], Drawn]]] = {
    "monthly_contract": ("contract", _monthly_contract),
    "yearly_contract": ("contract", _yearly_contract),
    "yearly_donors": ("yes or no", _yearly_donors),
    "seasonal_visitors": ("yes or no", _seasonal_visitors),
    "regular_shop": ("regular", _regular_shop),
    "regular_accounts": ("regular", _regular_accounts),
    "random_shop": ("random", _random_shop),
    "seasonal_shop": ("random", _seasonal_shop),
}
