"""What does a margin around the cuts save from being undone, and how much later does it show who truly changed?

`hysteresis_tradeoff`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn.base import clone

from ...schema import check_fraction, check_whole, typed
from ._borders import rank_cuts
from .panel import finite_or_missing
from .rule import TierRule
from .shuffled_weeks import Floats, twins_of, windows_of
from .stability import facts_of

PLANTED = 0.1  # of the customers change places in a twin: few enough to leave the others' ranks alone


@typed
def hysteresis_tradeoff(
    weeks: pd.DataFrame,
    *,
    hysteresis: Sequence[float] = (0.0, 5.0, 10.0),
    lengths: Sequence[int] = (13,),
    rule: TierRule | None = None,
    by: int = 2,
    n_twins: int = 100,
    level: float = 0.95,
    most: int = 10_000,
    random_state: int,
) -> pd.DataFrame:
    """Say for margins and lengths of window how many move, how many promotions are undone, and how late truth shows.

    Beside what is seen stand twins of the same customers in which nobody changes, their weeks shuffled: what moves
    there is noise. And to know how late a true change shows, some customers change places in each twin: from a week
    drawn in its second quarter on, each of a pair has the weeks of the other, who belongs `by` tiers higher or lower.

    Parameters
    ----------
    weeks : DataFrame
        One row per customer, one column per week, NaN or 0 where nothing was bought: see :func:`window_scores`, whose
        windows are those compared. A customer whose weeks of a window are all NaN is absent there.
    hysteresis : sequence of float
        Margins to try, in the unit that the rule says.
    lengths : sequence of int
        Lengths of window to try, in weeks.
    rule : TierRule, optional
        All else of the rule; it need not be fitted. By default fifths of those present, cut anew in each window.
    by : int
        How many tiers higher or lower a planted customer belongs.
    n_twins : int
        How many twins, at least 20.
    level : float
        Which share of the twins their bands hold, 0-1.
    most : int
        How many customers are taken at most; of more, so many are drawn.
    random_state : int
        Seed.

    Returns
    -------
    DataFrame
        Index ``length`` (weeks) and ``hysteresis``. ``windows``; ``moves``, the share of customers in another tier in
        the next window, and ``undone``, that of promotions taken back in the next but one, NaN where there are not so
        many windows: as :func:`tier_stability` counts. ``moves_twin``, ``moves_low``, ``moves_high``, ``undone_twin``,
        ``undone_low``, ``undone_high``: median and band of the twins, the noise floor. Of those planted: ``found``, the
        share who are shown in the tier where they belong, or farther, at the end of any window after the change;
        ``by_chance``, the share whom the same twin shows there though they did not change; ``delay``, median weeks from
        the change to the end of the first such window, NaN where less than half are found.

    Raises
    ------
    ValueError
        If nothing is to be tried, a length makes less than two windows, `n_twins` is below 20, or no customer belongs
        `by` tiers above another.

    See Also
    --------
    TierRule : Takes the margin that is chosen.
    tier_stability : Moves and undone promotions of one rule.

    Notes
    -----
    What is lost and won is read across a row: less noise (``moves_twin``), fewer promotions undone, later truth
    (``delay``), and fewer true changes that show at all (``found`` less ``by_chance``). Longer windows have less noise
    and later truth as well. The level at which a customer belongs is the mean over all weeks.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from custseg.segment import hysteresis_tradeoff
    >>> rng = np.random.default_rng(1)
    >>> weeks = pd.DataFrame(rng.gamma(1.0, rng.gamma(2.0, 10.0, (200, 1)), (200, 52)))
    >>> table = hysteresis_tradeoff(weeks, hysteresis=[0, 10], n_twins=20, random_state=1)
    >>> bool(table["moves"].is_monotonic_decreasing)
    True
    """
    base = TierRule(frozen=False) if rule is None else rule
    values = finite_or_missing(weeks)
    _check(values, hysteresis, lengths, by, n_twins, base)
    check_fraction(np.asarray(level), None, "level", "Write 95 % as 0.95.")
    random = np.random.default_rng(random_state)
    if len(values) > most:
        values = values[random.choice(len(values), most, replace=False)]
    tried = _tried(base, hysteresis, lengths)
    seen = [one.facts(values) for one in tried]
    drawn, shown = [], []
    for twin in twins_of(values, n_twins, random):
        planted = _Planted.into(twin, base.best_tier, by, random)
        drawn.append([one.facts(twin) for one in tried])
        shown.append([[_delays(one, world, planted) for world in (planted.weeks, twin)] for one in tried])
    ends = np.quantile(drawn, [0.5, (1 - level) / 2, (1 + level) / 2], axis=0)  # three x tried x two
    return _table(tried, values.shape[1], np.array(seen), ends, shown)


class _Tried(NamedTuple):
    """One margin and one length of window."""

    length: int
    hysteresis: float
    rule: TierRule

    def tiers(self, weeks: Floats) -> np.ndarray:
        return self.rule.tiers_in(windows_of(weeks, self.length))

    def facts(self, weeks: Floats) -> tuple[float, float]:
        """Give the share that moves and the share of promotions undone."""
        windows = windows_of(weeks, self.length)
        facts = facts_of(windows, self.rule.tiers_in(windows), self.rule.best_tier)
        return 1 - facts["kept"], facts["undone"]


class _Planted(NamedTuple):
    """A twin in which some customers have changed places."""

    weeks: Floats
    who: np.ndarray  # those who change
    since: np.ndarray  # first week of the change
    target: np.ndarray  # the tier where they belong since
    up: np.ndarray  # whether that is higher

    @classmethod
    def into(cls, twin: Floats, n_tiers: int, by: int, random: np.random.Generator) -> _Planted:
        """Plant changes into a twin."""
        lower, higher = _pairs(_level(twin, n_tiers), by, random)
        n_weeks = twin.shape[1]
        since = random.integers(n_weeks // 4, n_weeks // 2 + 1, len(lower))
        weeks = twin.copy()
        after = np.arange(n_weeks) >= since[:, np.newaxis]
        weeks[lower] = np.where(after, twin[higher], twin[lower])
        weeks[higher] = np.where(after, twin[lower], twin[higher])
        level = _level(twin, n_tiers)
        return cls(
            weeks,
            np.append(lower, higher),
            np.tile(since, 2),
            level[np.append(higher, lower)],
            np.repeat([True, False], len(lower)),
        )


def _level(weeks: Floats, n_tiers: int) -> np.ndarray:
    """Give the tier in which each customer belongs by all weeks together."""
    total = np.nansum(weeks, axis=1)
    return 1 + np.searchsorted(rank_cuts(np.sort(total), n_tiers), total, side="right")


def _pairs(level: np.ndarray, by: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw customers, and for each another who belongs so many tiers higher; nobody twice."""
    lower, higher = [], []
    starts = range(1, int(level.max()) - by + 1)
    free = {tier: list(random.permutation(np.flatnonzero(level == tier))) for tier in range(1, int(level.max()) + 1)}
    wanted = max(1, round(PLANTED * len(level) / 2 / max(len(starts), 1)))
    for tier in starts:
        for _ in range(min(wanted, len(free[tier]), len(free[tier + by]))):
            lower.append(free[tier].pop())
            higher.append(free[tier + by].pop())
    return np.array(lower, dtype=int), np.array(higher, dtype=int)


def _delays(one: _Tried, weeks: Floats, planted: _Planted) -> Floats:
    """Give the weeks until each planted customer is shown where they belong; infinite where that does not happen."""
    windows = windows_of(weeks, one.length)
    n_weeks = weeks.shape[1]
    ends = n_weeks - one.length * np.arange(windows.shape[1])[::-1]
    tiers = one.rule.tiers_in(windows)[planted.who]
    there = np.where(planted.up[:, None], tiers >= planted.target[:, None], tiers <= planted.target[:, None])
    there &= (tiers > 0) & (ends > planted.since[:, None])
    first = ends[np.argmax(there, axis=1)] - planted.since
    return np.where(there.any(axis=1), first, np.inf)


def _tried(base: TierRule, hysteresis: Sequence[float], lengths: Sequence[int]) -> list[_Tried]:
    return [
        _Tried(int(length), float(margin), clone(base).set_params(hysteresis=margin))
        for length in lengths
        for margin in hysteresis
    ]


def _table(tried: list[_Tried], n_weeks: int, seen: Floats, ends: Floats, shown: list) -> pd.DataFrame:
    rows = []
    for place, one in enumerate(tried):
        changed, still = (np.concatenate([world[place][which] for world in shown]) for which in (0, 1))
        delay = float(np.median(changed)) if len(changed) else np.nan
        rows.append(
            {
                "length": one.length,
                "hysteresis": one.hysteresis,
                "windows": n_weeks // one.length,
                **_beside("moves", seen[place, 0], ends[:, place, 0]),
                **_beside("undone", seen[place, 1], ends[:, place, 1]),
                "found": float(np.isfinite(changed).mean()),
                "by_chance": float(np.isfinite(still).mean()),
                "delay": delay if np.isfinite(delay) else np.nan,
            }
        )
    return pd.DataFrame(rows).set_index(["length", "hysteresis"])


def _beside(name: str, seen: float, ends: Floats) -> dict[str, float]:
    return {name: float(seen), f"{name}_twin": ends[0], f"{name}_low": ends[1], f"{name}_high": ends[2]}


def _check(
    values: Floats, hysteresis: Sequence[float], lengths: Sequence[int], by: int, n_twins: int, rule: TierRule
) -> None:
    problems = []
    if not len(hysteresis) or not len(lengths):
        problems.append("hysteresis and lengths need at least one number each.")
    if short := [length for length in lengths if not 1 <= length <= values.shape[1] // 2]:
        problems.append(f"lengths {short} make less than two windows of {values.shape[1]} weeks.")
    by, n_twins = (
        check_whole(by, "by", at_least=1, of="tiers"),
        check_whole(n_twins, "n_twins", at_least=20, of="twins"),
    )
    totals = np.nansum(values, axis=1)
    if not problems and len(np.unique(_level(totals[:, np.newaxis], rule.best_tier))) <= by:
        problems.append(f"no customer belongs {by} tiers above another: by must be smaller, or customers more.")
    if problems:
        raise ValueError(" ".join(problems))
