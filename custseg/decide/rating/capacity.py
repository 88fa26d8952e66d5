"""How many customers can be key? As many as there are people to serve them (服务能力).

`key_capacity` counts from hours and visits; `capacity_cut` finds the score from which a customer can be key.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from ...schema import SchemaError, amounts_of, typed
from ._counts import check_count


@typed
def key_capacity(
    n_customers: int,
    *,
    people: float,
    hours: float,
    hours_per_visit: float,
    key_every_days: float = 7.0,
    ordinary_every_days: float = 30.0,
) -> pd.Series:
    """Say how many of the customers can be key, if each of these is promised more visits and none is given up.

    Every customer gets the ordinary visits; a key customer costs the difference. Travel and answers belong to the hours
    of a visit.

    Parameters
    ----------
    n_customers : int
        All customers who are looked after.
    people : float
        How many look after them.
    hours : float
        Hours a week that each of them has for visits.
    hours_per_visit : float
        Hours that a visit takes, all in all.
    key_every_days : float, default 7
        Days between two visits to a key customer; one a week is what the source promises.
    ordinary_every_days : float, default 30
        Days between two visits to an ordinary customer; a setting. Infinite for none.

    Returns
    -------
    Series
        ``key`` (how many can be key, a whole number), ``share`` of all customers, ``hours_there_are``,
        ``hours_if_none_is_key``, ``hours_if_all_are_key`` (a week), ``people_for_all`` (how many it would take to make
        all key).

    Raises
    ------
    ValueError
        If a number is not above zero, key customers are not visited more often, or the people cannot even pay the
        ordinary visits; all problems at once.

    See Also
    --------
    capacity_cut : From which score on.
    custseg.catalogue.load_rule : ``"key_and_ordinary"`` holds what is promised.

    Examples
    --------
    >>> key_capacity(600, people=5, hours=30, hours_per_visit=0.5)[["key", "share"]].round(3).tolist()
    [208.0, 0.347]
    """
    n_customers = check_count(n_customers, "n_customers", "customers", at_least=1)
    _check_visits(people, hours, hours_per_visit, key_every_days, ordinary_every_days)
    there_are = people * hours
    ordinary, key = (hours_per_visit * 7 / days for days in (ordinary_every_days, key_every_days))
    spare = there_are - n_customers * ordinary
    if spare < 0:
        raise SchemaError(
            f"{people:g} people with {hours:g} hours cannot visit {n_customers:,} customers every "
            f"{ordinary_every_days:g} days: that takes {n_customers * ordinary:,.1f} hours a week, there are "
            f"{there_are:,.1f}. Visit less often, or take more people."
        )
    can = min(n_customers, math.floor(spare / (key - ordinary) * (1 + 1e-12)))
    return pd.Series(
        {
            "key": can,
            "share": can / n_customers,
            "hours_there_are": there_are,
            "hours_if_none_is_key": n_customers * ordinary,
            "hours_if_all_are_key": n_customers * key,
            "people_for_all": n_customers * key / hours,
        }
    )


def _check_visits(
    people: float, hours: float, hours_per_visit: float, key_every_days: float, ordinary_every_days: float
) -> None:
    """Refuse numbers of visits that cannot be, all at once."""
    given = {"people": people, "hours": hours, "hours_per_visit": hours_per_visit, "key_every_days": key_every_days}
    problems = [
        f"{name} must be above zero and finite; found {value!r}."
        for name, value in given.items()
        if not 0 < value < math.inf
    ]
    if not ordinary_every_days > key_every_days:
        problems.append(
            f"key customers must be visited more often than others: key_every_days {key_every_days!r} must lie below "
            f"ordinary_every_days {ordinary_every_days!r}."
        )
    if problems:
        raise SchemaError(*problems)


@typed
def capacity_cut(scores: pd.Series, capacity: int) -> pd.Series:
    """Find the score from which on not more customers are key than can be looked after (S0-56).

    Equals are never treated unequally: if not all who have the score at the edge find a place, none of them has one.

    Parameters
    ----------
    scores : Series of shape (n_customers,)
        High is good.
    capacity : int
        How many can be key.

    Returns
    -------
    Series
        ``cut`` (infinite if nobody can be key), ``customers`` at or above it, ``places_left``, and ``equals_at_edge``:
        how many have the score at which the places ended and are left out for that.

    Raises
    ------
    ValueError
        If scores are missing, or the capacity is no whole number of zero or more.

    See Also
    --------
    key_capacity : How many can be key.

    Examples
    --------
    >>> capacity_cut(pd.Series([9, 7, 7, 7, 3]), 3).tolist()
    [9.0, 1.0, 2.0, 3.0]
    """
    values, _ = amounts_of(scores, "scores")
    capacity = check_count(capacity, "capacity", "customers")
    levels, counts = np.unique(values, return_counts=True)
    at_or_above = np.cumsum(counts[::-1])[::-1]
    fits = np.flatnonzero(at_or_above <= capacity)
    first = fits[0] if len(fits) else len(levels)
    chosen = int(at_or_above[first]) if len(fits) else 0
    left_out = int(counts[first - 1]) if first and chosen < capacity else 0
    cut = float(levels[first]) if len(fits) else math.inf
    return pd.Series({"cut": cut, "customers": chosen, "places_left": capacity - chosen, "equals_at_edge": left_out})
