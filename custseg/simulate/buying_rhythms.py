"""By which rhythm do the customers of a business buy, if we knew? Eight kinds of businesses, drawn with wide settings.

`simulate_rhythm`, `RHYTHM_KINDS`; `RhythmBusiness` is what one is.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..schema import check_whole, listed, typed
from ._rhythm_visits import RHYTHMS, YEAR, Calendar
from ._streams import own_stream

LAST_DAY = pd.Timestamp("2023-12-31")
LOG_DAYS = (548, 1826)  # a year and a half to five
CUSTOMERS = (200, 3_000)
SPARE = 4  # times as many are drawn as are asked for: some have gone before the log begins

#: The kinds of :func:`simulate_rhythm`, each with the rhythm that is true of it.
RHYTHM_KINDS: dict[str, str] = {kind: rhythm for kind, (rhythm, _) in RHYTHMS.items()}


class RhythmBusiness(NamedTuple):
    """One simulated business: its log, and what only the simulator knows.

    Attributes
    ----------
    kind : str
        One of `RHYTHM_KINDS`.
    rhythm : {"contract", "yes or no", "regular", "random"}
        The truth.
    rows : DataFrame
        The log, by date: ``customer_id``, ``date``, ``amount``; refunds are negative.
    as_of : Timestamp
        The last day that was watched.
    settings : dict
        What was drawn for the business.
    """

    kind: str
    rhythm: str
    rows: pd.DataFrame
    as_of: pd.Timestamp
    settings: dict[str, Any]


@typed
def simulate_rhythm(
    kind: str,
    *,
    customers: int | None = None,
    days: int | None = None,
    random_state: int | np.random.RandomState | None = None,
) -> RhythmBusiness:
    """Draw a business whose customers buy by one rhythm: its settings first, widely, then its log.

    Contracts are paid on a day of the month or of the year, nearly on time, until they end; now and then something is
    bought besides. Donors give at most once a year around one season, visitors come in some of one to twelve seasons a
    year. Regular buyers have Erlang gaps with k = 2, as accounts that order about quarterly k = 3 or 4; in two kinds of
    shops purchases come at random, in one of them with a season of the year. Every business may grow or shrink, may
    have begun before its log, be closed on Sundays or whole weekends, take goods back, and have customers who order
    again within a week.

    Parameters
    ----------
    kind : str
        One of `RHYTHM_KINDS`.
    customers : int, optional
        How many customers the log has; drawn between 200 and 3,000 if None.
    days : int, optional
        How many days it covers; drawn between 548 and 1,826 if None.
    random_state : int or RandomState, optional
        Seed. Two kinds do not share their draws.

    Returns
    -------
    RhythmBusiness
        ``rows``, ``as_of``, and the truth: ``rhythm`` and ``settings``.

    Raises
    ------
    ValueError
        If there is no such kind, or a number is below 1.

    See Also
    --------
    simulate_business : Businesses whose exports are odd.
    custseg.repeat_buying.recommend_family : What is to find the rhythm.

    Examples
    --------
    >>> from custseg.simulate import simulate_rhythm
    >>> club = simulate_rhythm("monthly_contract", customers=200, days=548, random_state=1)
    >>> club.rhythm, club.rows["customer_id"].nunique()
    ('contract', 200)
    """
    if kind not in RHYTHMS:
        raise ValueError(f"kind must be one of {listed(RHYTHMS, len(RHYTHMS))}; found {kind!r}.")
    chance = own_stream(random_state, f"rhythm {kind}")
    settings_of = Calendar(np.zeros(0), 0, chance)
    drawn_days, drawn_customers = settings_of.times(*LOG_DAYS), settings_of.times(*CUSTOMERS)
    days = round(drawn_days) if days is None else check_whole(days, "days", at_least=1)
    n = round(drawn_customers) if customers is None else check_whole(customers, "customers", at_least=1)
    calendar, settings = _calendar(settings_of._replace(days=days), n * SPARE)
    drawn = RHYTHMS[kind][1](calendar)
    customer, day, habits = _with_habits(RHYTHM_KINDS[kind], calendar, drawn.customer, drawn.day)
    customer, day = _seen(customer, day, calendar, n)
    rows, returned = _rows(customer, day, calendar)
    settings = {"customers": n, "days": days, **settings, **drawn.settings, **habits, "returned": returned}
    return RhythmBusiness(kind, RHYTHM_KINDS[kind], rows, LAST_DAY, settings)


def _calendar(calendar: Calendar, n: int) -> tuple[Calendar, dict[str, Any]]:
    """Let customers come over the time of the log and some time before, ever more or ever fewer of them."""
    chance = calendar.random_state
    lead = calendar.between(0.0, YEAR) if chance.uniform() < 0.5 else 0.0
    until = calendar.between(0.5, 1.0)
    growth = np.log(calendar.times(0.5, 8))  # newcomers at the end, as a multiple of those at the beginning
    place = np.log1p(chance.uniform(size=n) * np.expm1(growth)) / growth
    came = -lead + place * (until * calendar.days + lead)
    return calendar._replace(came=came), {"lead": lead, "came_until": until, "growth": np.exp(growth)}


def _with_habits(
    rhythm: str, calendar: Calendar, customer: np.ndarray, day: np.ndarray
) -> tuple[np.ndarray, np.ndarray, dict[str, Any]]:
    """Add what may happen in any business: a second order within a week, and days on which nobody can buy."""
    chance = calendar.random_state
    most = {"contract": 0.05, "regular": 0.05, "yes or no": 0.2, "random": 0.3}[rhythm]
    again = calendar.between(0.0, most) if chance.uniform() < 0.4 else 0.0
    second = chance.uniform(size=len(day)) < again
    within = 25 if rhythm == "contract" else 6
    later = day[second] + chance.uniform(1, within, second.sum())
    customer, day = np.append(customer, customer[second]), np.floor(np.append(day, later)).astype(np.int64)
    closed = int(chance.choice([0, 1, 2], p=[0.4, 0.4, 0.2]))
    weekday = (day - (calendar.days - 1) + LAST_DAY.weekday()) % 7
    day = day + np.where(weekday >= 7 - closed, 7 - weekday, 0)
    return customer, day, {"again": again, "closed": closed}


def _seen(customer: np.ndarray, day: np.ndarray, calendar: Calendar, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Keep what lies in the log, of as many customers as are asked for."""
    inside = (day >= 0) & (day < calendar.days)
    customer, day = customer[inside], day[inside]
    here = np.unique(customer)
    kept = np.isin(customer, here[np.sort(calendar.random_state.permutation(len(here))[:n])])
    return customer[kept], day[kept]


def _rows(customer: np.ndarray, day: np.ndarray, calendar: Calendar) -> tuple[pd.DataFrame, float]:
    """Write invoices with one line or more, and give some back within three weeks."""
    chance = calendar.random_state
    lines = np.repeat(np.arange(len(day)), 1 + chance.poisson(0.3, len(day)))
    customer, day = customer[lines], day[lines]
    amount = np.maximum(chance.gamma(4.0, 8.0, len(day)), 0.01).round(2)
    returned = calendar.between(0.01, 0.1) if chance.uniform() < 0.4 else 0.0
    back = chance.uniform(size=len(day)) < returned
    when = day[back] + chance.randint(1, 21, back.sum())
    share = np.where(chance.uniform(size=len(when)) < 0.5, 1.0, 0.5)
    customer, day = np.append(customer, customer[back]), np.append(day, when)
    amount = np.append(amount, -(amount[back] * share).round(2))
    names = np.array([f"K{number:05}" for number in range(1, calendar.n + 1)])
    rows = pd.DataFrame(
        {
            "customer_id": names[customer],
            "date": LAST_DAY + pd.to_timedelta(day - (calendar.days - 1), "D"),
            "amount": amount,
        }
    )
    kept = rows[day < calendar.days].sort_values("date", kind="stable", ignore_index=True)
    return kept, returned
