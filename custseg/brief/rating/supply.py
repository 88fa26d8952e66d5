"""Who gets how much of what there is, and what is left over?

`supply_shared`.
"""

from __future__ import annotations

from typing import Any, get_args

import pandas as pd

from ...decide import allocate_supply
from ...exhibit import Claim, claim, format_table
from ...schema import SupplyRule, typed
from ..section import Section
from ._saying import about
from .ratings import Ratings

TOPIC = "Supply shared out 货源分配"
NAMES = {"by tier": "by tier, the best first", "pro rata": "pro rata", "by weight": "by weight", "quota": "by quota"}
UNITS = ["demand", "quota", "given", "leftover", "unmet"]


@typed
def supply_shared(ratings: Ratings) -> Section:
    """Share the supply of the last period out by the tiers, with what is left over and what stays unmet.

    Parameters
    ----------
    ratings : Ratings
        From :func:`open_ratings`.

    Returns
    -------
    Section
        Units by tier, the other ways to share them beside it, and the list. Without a supply, or without a column
        ``demand``, it steps aside.

    See Also
    --------
    custseg.decide.allocate_supply : The ways to share.

    Examples
    --------
    >>> from custseg.brief import open_ratings, supply_shared
    >>> list(supply_shared(open_ratings()).lists)
    ['supply']
    """
    demand, supply = "demand" in ratings.last, ratings.supply
    if not demand or supply is None:
        why = "the file has no column demand" if not demand else "no supply was stated"
        return Section("supply", TOPIC, _say(ratings, "no_supply", why=why), aside=True)
    ordered = ratings.last["demand"].astype("int64")
    shared = ratings.rating.supply(ratings.rated, ordered, supply, rule=ratings.supply_rule)
    ways = _ways(ratings, ordered, supply)
    total = shared[UNITS].sum()
    title = _say(ratings, "supply", supply=supply, rule=NAMES[ratings.supply_rule], given=int(total["given"]),
        unmet=int(total["unmet"]), demand=int(total["demand"]), leftover=int(total["leftover"]),
    )  # fmt: skip
    said = _say(ratings, "supply_rules", leftover=int(ways["leftover"]["quota"]))
    table = shared.groupby("tier").agg(retailers=("given", "size"), **{name: (name, "sum") for name in UNITS})
    listed = shared.join(ratings.last[["class"]])
    return Section(
        "supply", TOPIC, title, table=_counted(table.sort_index(ascending=False)), more=(said, _counted(ways)),
        lists={"supply": listed},
    )  # fmt: skip


def _counted(units: pd.DataFrame) -> pd.DataFrame:
    """Write thousands apart."""
    formats: Any = dict.fromkeys(units.columns, "count")
    return format_table(units, interval_level=None, **formats)


def _ways(ratings: Ratings, ordered: pd.Series, supply: int) -> pd.DataFrame:
    """Give units by each way to share them."""
    tiers = ratings.last["tier"]
    rows = {
        way: allocate_supply(ordered, supply, rule=way, tiers=tiers)[["given", "leftover", "unmet"]].sum()
        for way in get_args(SupplyRule)
    }
    return pd.DataFrame(rows).T.rename_axis("shared out")


def _say(ratings: Ratings, key: str, /, *, holds: object = True, **values: Any) -> Claim:
    return claim(f"own_rating.{key}", holds=holds, **about(ratings, key, "supply_shared", values))
