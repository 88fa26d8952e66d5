"""Who gets how much when there is not enough, and what is left where nobody wants it?

`allocate_supply` shares whole units out: pro rata, by tier, by weight, or as a quota for each tier (货源分配).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping

import numpy as np
import pandas as pd

from ...schema import LeftoverRule, SchemaError, SupplyRule, as_numbers, check_choice, listed, typed
from ._counts import check_count

_WEIGHS = ("by weight", "quota")
_NEEDS_TIERS = ("by tier", *_WEIGHS)


@typed
def allocate_supply(
    demand: pd.Series,
    supply: int,
    *,
    rule: SupplyRule = "pro rata",
    tiers: pd.Series | None = None,
    weights: Mapping[Hashable, float] | None = None,
    leftover: LeftoverRule = "unsold",
) -> pd.DataFrame:
    r"""Share a supply out among customers, in whole units, so that nothing is lost and nobody gets what he cannot sell.

    *Pro rata* everybody gets the same part of his demand. *By tier* the best tier is served first and in full, then the
    next; the tier in which the supply ends shares pro rata. *By weight* the part grows with the weight of the tier,
    until demand is met. These three look at demand. A *quota* does not: each customer of a tier gets the same, as the
    weights say, sells what he can, and the rest is left over; so wrong tiers leave goods unsold while others run out.

    Parameters
    ----------
    demand : Series of shape (n_customers,)
        What each customer orders, or can sell: whole units of zero or more, each customer once.
    supply : int
        Units that there are.
    rule : {"pro rata", "by tier", "by weight", "quota"}
        How they are shared.
    tiers : Series, optional
        Same index; high is good. Needed for all rules but "pro rata".
    weights : mapping of tier to float, optional
        Above zero, for every tier that occurs; by default a tier weighs its number. For "by weight" and "quota".
    leftover : {"unsold", "shared again"}
        What happens to the part of a quota that its customer cannot sell: it stays unsold, or goes pro rata to the
        demand that is not met.

    Returns
    -------
    DataFrame
        Index of `demand`; ``demand``, ``quota`` (what was set aside for the customer at first), ``given`` (what he
        sells), ``leftover`` (quota that he could not sell) and ``unmet``, all whole units. ``given`` adds up to the
        smaller of supply and demand, save for quotas whose leftover is unsold. The last units go to the largest
        remainders; among equals to the first by id, so that the order of the rows does not matter.

    Raises
    ------
    SchemaError
        For demand that is missing, below zero or no whole number, customers twice or without a name, tiers that are
        missing, not numbers or on another index, and weights that are missing, not above zero, or given to a rule that
        does not read them; all at once.
    ValueError
        If the supply is no whole number of zero or more, or a rule is not known.

    See Also
    --------
    custseg.segment.demand_classes : What customers could sell, from where they are.
    capacity_cut : Who can be key at all.

    Notes
    -----
    The leftover of a quota is :math:`\sum_k \max(q_k - d_k, 0)`.

    Examples
    --------
    >>> demand = pd.Series({"ann": 10, "bob": 10, "eve": 2})
    >>> tiers = pd.Series({"ann": 2, "bob": 1, "eve": 2})
    >>> allocate_supply(demand, 11)["given"].to_dict()
    {'ann': 5, 'bob': 5, 'eve': 1}
    >>> allocate_supply(demand, 13, rule="by tier", tiers=tiers)["given"].to_dict()
    {'ann': 10, 'bob': 1, 'eve': 2}
    >>> allocate_supply(demand, 15, rule="quota", tiers=tiers).loc["eve"].to_dict()
    {'demand': 2, 'quota': 6, 'given': 2, 'leftover': 4, 'unmet': 0}
    """
    check_choice(rule, "rule", SupplyRule)
    check_choice(leftover, "leftover", LeftoverRule)
    supply = check_count(supply, "supply", "units")
    wanted, tier, weight = _checked(demand, rule, tiers, weights)
    order = np.argsort(np.argsort(demand.index.astype(str).to_numpy(dtype=object), kind="stable"), kind="stable")
    if rule == "by tier":
        quota = _by_tier(wanted, supply, tier, order)
    elif rule == "quota":
        quota = _shared(weight, supply, np.full(len(wanted), supply, dtype=np.int64), order)
    else:
        quota = _shared(wanted * weight, supply, wanted, order)
    given = np.minimum(quota, wanted)
    left = quota - given
    if leftover == "shared again":
        given = given + _shared((wanted - given).astype(float), int(left.sum()), wanted - given, order)
    columns = {"demand": wanted, "quota": quota, "given": given, "leftover": left, "unmet": wanted - given}
    return pd.DataFrame(columns, index=demand.index)


def _by_tier(wanted: np.ndarray, supply: int, tier: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Serve the best tier first, then what is left of the supply to the next."""
    quota = np.zeros(len(wanted), dtype=np.int64)
    for each in -np.unique(-tier):
        own = tier == each
        quota[own] = _shared(wanted[own].astype(float), supply - int(quota.sum()), wanted[own], order[own])
    return quota


def _shared(weights: np.ndarray, total: int, caps: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Share whole units in proportion to weights, to nobody more than the cap, until one of both is used up."""
    total = min(total, int(caps[weights > 0].sum()))
    if total <= 0:
        return np.zeros(len(caps), dtype=np.int64)
    real = np.minimum(caps, _level(weights, total, caps) * weights)
    # a unit that rounding took from a whole number comes back first, by its remainder of nearly one
    units = np.floor(real * (1 - 1e-12)).astype(np.int64)
    best = np.lexsort((order, -np.round(real - units, 9)))
    while (rest := total - int(units.sum())) > 0:
        places = best[(units < caps)[best] & (weights > 0)[best]][:rest]
        units[places] += 1
    return units


def _level(weights: np.ndarray, total: int, caps: np.ndarray) -> float:
    """Give the units per weight at which the total is reached, while the caps hold: the water level."""
    own = (weights > 0) & (caps > 0)
    weight, cap = weights[own], caps[own].astype(float)
    rank = np.argsort(cap / weight, kind="stable")
    weight, cap = weight[rank], cap[rank]
    full = np.cumsum(cap) - cap  # of those who are filled earlier
    open_weight = np.cumsum(weight[::-1])[::-1]
    levels = (total - full) / open_weight
    return float(levels[np.argmax(levels <= cap / weight * (1 + 1e-12))])


def _checked(
    demand: pd.Series, rule: str, tiers: pd.Series | None, weights: Mapping[Hashable, float] | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give demand, tiers and weights as numbers, or say everything that is wrong."""
    problems = [] if len(demand) else ["demand is empty: there is nobody to supply."]
    if demand.index.nlevels == 1 and (nobody := np.asarray(demand.index.isna())).any():
        problems.append(f"demand names no customer in {nobody.sum():,} rows: name them, or leave these rows out.")
    if weights is not None and rule not in _WEIGHS:
        problems.append(f"weights belong to the rules {listed(_WEIGHS)}, not to '{rule}'.")
    if not demand.index.is_unique:
        problems.append(f"demand has customers twice: {listed(demand.index[demand.index.duplicated()].unique())}.")
    wanted = as_numbers(demand, "demand")
    wrong = ~((wanted >= 0) & (wanted == np.floor(wanted)) & (wanted < 2**53))
    if wrong.any():
        problems.append(f"demand must be whole units of zero or more; not so for {listed(demand.index[wrong])}.")
    tier = np.zeros(len(demand))
    if tiers is None and rule in _NEEDS_TIERS:
        problems.append(f"rule '{rule}' needs tiers, one per customer.")
    elif tiers is not None and not tiers.index.equals(demand.index):
        problems.append("tiers must have the index of demand in the same order.")
    elif tiers is not None:
        tier = as_numbers(tiers, "tiers")
        if not np.isfinite(tier).all():
            problems.append(f"tiers are missing for {listed(demand.index[~np.isfinite(tier)])}.")
    weight = np.ones(len(demand))
    if rule in _WEIGHS and not problems:
        weight, found = _weights(tier, weights)
        problems += found
    if problems:
        raise SchemaError(*problems)
    return wanted.astype(np.int64), tier, weight


def _weights(tier: np.ndarray, weights: Mapping[Hashable, float] | None) -> tuple[np.ndarray, list[str]]:
    known = np.unique(tier)
    given = {each: each for each in known} if weights is None else dict(weights)
    missing = [f"{each:g}" for each in known if each not in given]
    wrong = [key for key, weight in given.items() if not 0 < weight < np.inf]
    problems = [f"weights lack the tiers {listed(missing)}."] if missing else []
    problems += [f"weights must be above zero; not so for the tiers {listed(wrong)}: pass weights."] if wrong else []
    return (np.ones(len(tier)) if problems else np.array([float(given[each]) for each in tier])), problems
