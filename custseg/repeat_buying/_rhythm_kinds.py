"""Which kind of buying do the measures of a log's rhythm show, and by which number?

`decide_kind`, a `Kind`; `measures` puts what was found beside its limit.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Self

import numpy as np
import pandas as pd

from ..resample import wilson_interval
from ._buying_rhythm import (
    BEAT_NAMES,
    CHANCES,
    CROSSED,
    CROWDED,
    CROWDED_ONCE,
    NEAR_BEAT,
    Beat,
    Evenness,
    Once,
    Season,
    crowding_of,
    find_beat,
    find_evenness,
    find_once,
    find_season,
)
from ._purchase_days import PurchaseDays

CONTRACT, YES_OR_NO, REGULAR, RANDOM, CANNOT_TELL = "contract", "yes or no", "regular", "random", "cannot tell"

FEWEST = 30  # purchases or customers that a measure asks for
FEWEST_EVEN = 20  # customers with two gaps: fewer leave no k apart from another
FEWEST_GAPS = 12  # of which most lie near a beat; or purchases of customers who came back, before a season is named
FEWEST_RETURNS = 3  # in a later season, where there are fewer gaps: they must keep to the season as newcomers do
KEPT = 0.6  # of all gaps near a beat: contracts
SCATTER, DRIFT = 0.05, -0.2  # gaps that hardly differ; or a late payment does not put off the next one
SKIPPED = 0.1  # of beats or seasons left out, by customers who came back: more is no contract
SEVERAL = 0.5  # of a customer's seasons with purchases more than a week apart: more is no yes or no
MIXED = 0.2  # of the customers keep to a beat while the others do not
EVEN = 1.35  # k: as many standard errors from 1 as from 2
TWICE = 2.0
SILENT = 366  # days without any purchase at the end: the log, or the shop, has ended before
WITHIN = 6  # days after a purchase that are still the same week
PERIODS = {12: "a year", 6: "a half-year", 3: "a quarter", 1: "a month"}
PER_YEAR = {1: "one season", 2: "two seasons", 3: "three seasons", 4: "four seasons", 12: "twelve seasons"}


class Rhythm(NamedTuple):
    """The measures of a log; evenness also with what is bought within a week taken as one purchase."""

    season: Season
    once: Once
    beat: Beat
    evenness: Evenness
    by_week: Evenness

    @classmethod
    def of(cls, log: PurchaseDays) -> Self:
        """Measure a log."""
        return cls(find_season(log), find_once(log), find_beat(log), find_evenness(log), find_evenness(log, WITHIN))


class Kind(NamedTuple):
    """What was decided, and why; of buyers by the calendar their beat in days, or their seasons."""

    kind: str
    reason: str
    beat: float = np.nan
    season: Season | None = None


def decide_kind(log: PurchaseDays, rhythm: Rhythm) -> Kind:
    """Ask for contracts first, then for seasons and periods, then whether gaps are more even than chance makes them."""
    if (silent := log.end - int(log.day.max())) > SILENT:
        return _ended(silent)
    beat, two = rhythm.beat if _keeps_to_beat(rhythm) else None, _two_in_one(rhythm.beat)
    if beat is not None and beat.skipped <= SKIPPED:
        return two or _by_beat(CONTRACT, beat)
    if two and not _others_crowd(log, rhythm):
        return two  # whom nothing binds crowds nowhere, though contracts that are due on one day do
    found = _by_season(rhythm.season, rhythm.beat.gaps) or _by_period(rhythm.once) or two
    if found is None and beat is not None:
        return _by_beat(YES_OR_NO, beat)
    return found or _by_evenness(rhythm.evenness, rhythm.by_week) or _too_few(log, rhythm.evenness)


def _ended(silent: int) -> Kind:
    return Kind(
        CANNOT_TELL,
        f"Nobody has bought in the last {silent:,} days: the export ends before observed_until, or the shop closed. "
        "Set observed_until to the last day that the log covers.",
    )


def _keeps_to_beat(rhythm: Rhythm) -> bool:
    """Ask for most gaps near a beat, on days that were agreed; one season seen twice is no beat: donors keep to it."""
    beat, season = rhythm.beat, rhythm.season
    if not _most_kept(beat) or not _is_due(beat):
        return False
    return not season.crowds or (season.between >= CHANCES and season.skipped <= SKIPPED)


def _most_kept(beat: Beat) -> bool:
    """Ask for most gaps near a beat: of a dozen and more as they are, of fewer the lower end of Wilson's interval."""
    if beat.gaps >= FEWEST_GAPS:
        return beat.kept >= KEPT
    return beat.gaps > 0 and wilson_interval(round(beat.kept * beat.gaps), beat.gaps)[0] >= KEPT


def _by_beat(kind: str, beat: Beat) -> Kind:
    return Kind(
        kind,
        f"Customers keep to a beat, mostly of {BEAT_NAMES[beat.days]}: {beat.kept:.0%} of {beat.gaps:,} gaps lie "
        f"within {NEAR_BEAT:.0%} of the customer's own ({KEPT:.0%} or more are needed), and {beat.skipped:.0%} of the "
        f"beats between two purchases were left out (contract: {SKIPPED:.0%} or fewer).",
        beat.days,
    )


def _is_due(beat: Beat) -> bool:
    """Whether the days near a beat are days that were agreed."""
    return beat.scatter <= SCATTER or beat.drift <= DRIFT


def _by_season(season: Season, repeats: int) -> Kind | None:
    if repeats < FEWEST_GAPS and not (season.returns >= FEWEST_RETURNS and season.returned >= CROWDED_ONCE):
        return None  # only newcomers crowd: nothing is known of coming back
    if not season.crowds or season.purchases < FEWEST or season.several > SEVERAL:
        return None
    skipped = (
        f"customers left out {season.skipped:.0%} of {season.between:,} seasons and came back"
        if season.between
        else "nobody has had a season to leave out and come back"
    )
    return Kind(
        YES_OR_NO,
        f"Purchases crowd into {PER_YEAR[season.per_year]} a year: their concentration is {season.crowding:.2f} of 1 "
        f"(yes or no: {season.limit:.2f} or more); {skipped}.",
        season=season,
    )


def _by_period(once: Once) -> Kind | None:
    if not once.strict:
        return None
    return Kind(
        YES_OR_NO,
        f"Customers buy once {PERIODS[once.months]} at most: {once.crossed:.0%} of {once.gaps:,} gaps shorter than two "
        f"thirds of it go over into the next (yes or no: {CROSSED:.0%} or more).",
        season=once.season,
    )


def _two_in_one(beat: Beat) -> Kind | None:
    """Find customers by contract among others, of whom one model would be wrong."""
    if not (min(beat.steady, beat.loose) >= MIXED and beat.steady * beat.asked >= FEWEST and _is_due(beat)):
        return None
    return Kind(
        CANNOT_TELL,
        f"Two rhythms in one log: {beat.steady:.0%} of {beat.asked:,} customers with three gaps or more keep to a beat "
        f"of the calendar, {beat.loose:.0%} to none (one rhythm: fewer than {MIXED:.0%} of either). Ask the two apart.",
    )


def _others_crowd(log: PurchaseDays, rhythm: Rhythm) -> bool:
    """Whether customers who keep to no beat come in the log's season too, at least half as closely as a season asks."""
    if not rhythm.season.crowds:
        return True
    others = np.isin(log.owner, rhythm.beat.without)
    return crowding_of(log, others, rhythm.season.period)[0] >= CROWDED / 2


def _by_evenness(by_day: Evenness, by_week: Evenness) -> Kind | None:
    for evenness in (by_day, by_week):
        if evenness.customers >= FEWEST_EVEN and evenness.k >= EVEN and evenness.low > 1.0:
            return Kind(REGULAR, f"Gaps are more even than chance would make them ({_numbers(evenness)}).")
    if by_day.customers < FEWEST_EVEN or by_day.high >= TWICE:
        return None
    if by_week.customers >= FEWEST_EVEN and by_week.high >= TWICE:
        return None
    if by_day.high < 1.0:
        return Kind(RANDOM, f"Purchases come in clumps, not by a rhythm ({_numbers(by_day)}).")
    if by_day.low > 1.0:
        return Kind(RANDOM, f"Gaps are hardly more even than chance would make them ({_numbers(by_day)}).")
    return Kind(RANDOM, f"Gaps are as uneven as chance would make them ({_numbers(by_day)}).")


def _numbers(evenness: Evenness) -> str:
    k, low, high, customers, within = evenness
    week = ", purchases within a week taken as one" if within else ""
    return f"k = {k:.2f}, {low:.2f} to {high:.2f}, of {customers:,} customers{week}; regular: {EVEN:.2f} or more"


def _too_few(log: PurchaseDays, evenness: Evenness) -> Kind:
    k, low, high, customers, _ = evenness
    if customers < FEWEST_EVEN:
        reason = (
            f"Only {customers:,} of {log.n:,} customers show two gaps that can be compared; {FEWEST_EVEN} are needed, "
            "and no beat, season or period decides."
        )
    else:
        reason = (
            f"Gaps of {customers:,} customers cannot tell chance from a rhythm (k = {k:.2f}, {low:.2f} to {high:.2f}: "
            "both 1 and 2 are possible)."
        )
    return Kind(CANNOT_TELL, reason)


def measures(rhythm: Rhythm) -> pd.DataFrame:
    """Put what was found beside the limit that decides."""
    table = pd.DataFrame(_measured(*rhythm), columns=["measure", "found", "low", "high", "limit", "n"])
    return table.set_index("measure").astype({"n": "int64"})


def _measured(
    season: Season, once: Once, beat: Beat, evenness: Evenness, by_week: Evenness
) -> Iterator[tuple[str, float, float, float, float, int]]:
    no = np.nan
    yield "gaps near a beat", beat.kept, no, no, KEPT, beat.gaps
    yield "customers who keep to a beat", beat.steady, no, no, MIXED, beat.asked
    yield "customers who keep to none", beat.loose, no, no, MIXED, beat.asked
    yield "scatter about the beat", beat.scatter, no, no, SCATTER, beat.gaps
    yield "drift from the beat", beat.drift, no, no, DRIFT, beat.gaps
    yield "beats left out", beat.skipped, no, no, SKIPPED, beat.gaps
    yield "concentration in seasons", season.crowding, no, no, season.limit, season.purchases
    yield "seasons left out", season.skipped, no, no, SKIPPED, season.between
    yield "seasons with several purchases", season.several, no, no, SEVERAL, season.purchases
    yield "short gaps into the next period", once.crossed, no, no, CROSSED, once.gaps
    yield "k of the gaps", evenness.k, evenness.low, evenness.high, EVEN, evenness.customers
    yield "k, a week's purchases as one", by_week.k, by_week.low, by_week.high, EVEN, by_week.customers
