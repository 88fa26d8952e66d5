"""How many customers would have moved between tiers by chance alone, in a shop where nobody changes?

`steps_between` gives `Steps`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, Self

import numpy as np
import pandas as pd

from ...bands import Bands
from ...resample import Twin
from ...schema import Day, SchemaError, check_whole, day_name, day_number, typed
from ...tables._counted import appearing, plain_sums_by_customer, worked_out
from ...tables._customer_blocks import customer_blocks
from ...tables._log import PurchaseLog, first_days
from ...tables._sold import sold_until

WEEK = 7
FAR = 2  # tiers
TINY = 1e-6  # of money: sums in another order differ by less
WHAT = "each customer's weeks shuffled"


class Steps(NamedTuple):
    """By how many tiers customers moved between two windows, and by how many they would have if nobody changed.

    Attributes
    ----------
    table : DataFrame
        Index ``steps``, from the lowest possible to the highest; ``customers``, and of the twins ``twin`` (mean),
        ``low`` and ``high`` (between which 90 % of them lie).
    rose, fell : Twin
        How many rose, or fell, by two tiers or more: as seen, and in each twin.
    beyond : Twin
        Of the two the one that lies farther above its twins, in their standard deviations: larger means that more
        moved than chance moves.
    customers : int
        How many are compared: known before the first window, bought in both, and drawn if there were too many.
    of : int
        How many of them there are.
    """

    table: pd.DataFrame
    rose: Twin
    fell: Twin
    beyond: Twin
    customers: int
    of: int


@typed
def steps_between(
    transactions: Any,
    *,
    earlier: Day,
    later: Day,
    days: int = 91,
    n_tiers: int = 5,
    most: int = 10_000,
    n_twins: int = 200,
    random_state: int,
) -> Steps:
    """Count by how many tiers customers moved between two windows, beside twins in which nobody changes.

    Counted are customers who first bought before the first window and bought in both. A tier is a place among all who
    bought in that window, as in :func:`tier_panel`. In a twin each of them has the same weeks of purchases in another
    order: which of them fell into which window is chance, but for that both windows keep one; everybody else stays. A
    week that goes to the other window takes on its price level, by the ratio of the median weeks, so that a change of
    prices moves nobody.

    Parameters
    ----------
    transactions : dataframe
        ``customer_id``, ``date``, ``amount``; refunds are set against what they undo.
    earlier, later : str or date
        Last days of the two windows. A year apart, 364 days, a season that all customers share cancels out.
    days : int
        Length of each window; whole weeks.
    n_tiers : int
        How many tiers.
    most : int
        How many customers are compared at most; of more, so many are drawn.
    n_twins : int
        How many twins; a claim needs at least 200.
    random_state : int
        Seed.

    Returns
    -------
    Steps
        Counts by steps, those of the twins, and the twins of who rose and who fell by two tiers or more.

    Raises
    ------
    SchemaError
        If the transactions are not valid, or no customer bought in both windows.
    ValueError
        If the windows overlap, or are no whole weeks.

    See Also
    --------
    tier_moves : The customers who moved.
    moves_beyond_chance : The same question of any windows and twins.

    Notes
    -----
    What a customer has of a season of their own, or a holiday, counts as change.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.segment import steps_between
    >>> steps = steps_between(load_cdnow(), earlier="1997-07-01", later="1998-06-30", random_state=1)
    >>> steps.customers, int(steps.table["customers"].sum())
    (160, 160)
    """
    check_whole(days, "days", at_least=WEEK, of="days")
    ends = day_number(earlier, "earlier"), day_number(later, "later")
    if days % WEEK or ends[0] > ends[1] - days:
        raise ValueError(f"the windows must be whole weeks that do not overlap; found {days} days, {earlier}, {later}.")
    random = np.random.default_rng(random_state)
    windows = _Windows.of(transactions, ends, days, n_tiers)
    of = len(windows.weeks)
    if not of:
        raise SchemaError(
            f"nobody known before {day_name(ends[0] - days + 1)} bought in both windows: there is nobody to compare."
        )
    if of > most:
        windows = windows._replace(weeks=windows.weeks[random.choice(of, most, replace=False)])
    seen = windows.steps(windows.weeks)
    drawn = np.array([windows.steps(twin) for twin in _twins(windows.weeks, n_twins, random)])
    low, high = np.quantile(drawn, [0.05, 0.95], axis=0)
    far = np.arange(1 - n_tiers, n_tiers)
    table = pd.DataFrame(
        {"customers": seen, "twin": drawn.mean(axis=0), "low": low, "high": high}, index=pd.Index(far, name="steps")
    )
    sides = [far >= FAR, far <= -FAR]
    rose, fell = (Twin(WHAT, float(seen[side].sum()), drawn[:, side].sum(axis=1)) for side in sides)
    return Steps(table, rose, fell, _beyond(rose, fell), len(windows.weeks), of)


def _beyond(*sides: Twin) -> Twin:
    """Give, of the data and of each twin, by how many standard deviations the farther side lies above its mean."""
    above = [(np.append(side.draws, side.seen) - side.draws.mean()) / max(side.draws.std(), 0.5) for side in sides]
    *draws, seen = np.max(above, axis=0)
    return Twin(WHAT, float(seen), np.array(draws))


class _Windows(NamedTuple):
    """The weeks of those who are compared, at the price level of the first window, and the cuts of both windows."""

    weeks: np.ndarray  # of both windows, one after the other; NaN where nothing was bought
    level: float  # of the second window over the first
    cuts: tuple[np.ndarray, np.ndarray]
    n_tiers: int

    @classmethod
    def of(cls, transactions: Any, ends: tuple[int, int], days: int, n_tiers: int) -> Self:
        """Read them from a log."""
        found, _ = sold_until(transactions, day_name(ends[1]))
        log, n = found.sold, days // WEEK
        first, sums, compared = first_days(log), (list[np.ndarray](), list[np.ndarray]()), list[np.ndarray]()
        for who, weeks in _weeks(log.rows(worked_out(lambda day: _window(day, ends, days) >= 0, log.day)), ends, days):
            bought = [~np.isnan(part).all(axis=1) for part in (weeks[:, :n], weeks[:, n:])]
            sums[0].append(np.nansum(weeks[bought[0], :n], axis=1).round(6))
            sums[1].append(np.nansum(weeks[bought[1], n:], axis=1).round(6))
            compared.append(weeks[bought[0] & bought[1] & (first[who] <= ends[0] - days)])
        cuts = _cuts(np.concatenate(sums[0]), n_tiers), _cuts(np.concatenate(sums[1]), n_tiers)
        both = np.concatenate(compared)
        level = _level(both, n)
        both[:, n:] /= level
        return cls(both, level, cuts, n_tiers)

    def steps(self, weeks: np.ndarray) -> np.ndarray:
        """Count customers by the steps between their tiers in the two windows."""
        n = weeks.shape[1] // 2
        sums = np.nansum(weeks[:, :n], axis=1), np.nansum(weeks[:, n:], axis=1) * self.level
        before, now = (
            np.searchsorted(cuts, money + TINY, side="right") for cuts, money in zip(self.cuts, sums, strict=True)
        )
        return np.bincount(now - before + self.n_tiers - 1, minlength=2 * self.n_tiers - 1)


def _weeks(log: PurchaseLog, ends: tuple[int, int], days: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Give some customers of the windows after others, with their money in each week; NaN where nothing was bought."""
    n = days // WEEK
    for rows in customer_blocks(log.customer):
        who, place = np.unique(log.customer[rows], return_inverse=True)
        cell, size = place * (2 * n) + _week(log.day[rows], ends, days), len(who) * 2 * n
        money = plain_sums_by_customer(log.amount[rows], cell, size)
        money[~appearing(cell, size)] = np.nan
        yield who, money.reshape(-1, 2 * n)


def _window(day: np.ndarray, ends: tuple[int, int], days: int) -> np.ndarray:
    """Say in which of the two windows each day lies, 0 or 1; -1 outside."""
    first, second = ((day <= end) & (day > end - days) for end in ends)
    return np.where(first, 0, np.where(second, 1, -1))


def _week(day: np.ndarray, ends: tuple[int, int], days: int) -> np.ndarray:
    """Give the week of each day, counted back from the end of its window, those of the second after the first's."""
    window = _window(day, ends, days)
    return (np.array(ends)[window] - day) // WEEK + window * (days // WEEK)


def _cuts(scores: np.ndarray, n_tiers: int) -> np.ndarray:
    """Give the cuts between equal parts; none where all scores are the same."""
    if not len(scores) or np.ptp(scores) == 0:
        return np.full(n_tiers - 1, np.inf)
    return Bands(n_bands=n_tiers).fit(scores[:, np.newaxis]).cuts_[0]


def _level(weeks: np.ndarray, n: int) -> float:
    if not len(weeks):
        return 1.0
    first, second = np.nanmedian(weeks[:, :n]), np.nanmedian(weeks[:, n:])
    return float(second / first) if first > 0 and second > 0 else 1.0


def _twins(weeks: np.ndarray, n_twins: int, random: np.random.Generator) -> Iterator[np.ndarray]:
    n = weeks.shape[1] // 2
    for _ in range(n_twins):
        twin = random.permuted(weeks, axis=1)
        while len(again := np.flatnonzero(np.isnan(twin[:, :n]).all(axis=1) | np.isnan(twin[:, n:]).all(axis=1))):
            twin[again] = random.permuted(twin[again], axis=1)
        yield twin
