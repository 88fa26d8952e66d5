"""What is each retailer owed, and on which day is which visit due?

`standards_owed`; `visits_due` gives the dated list.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from ...catalogue import RuleSpec
from ...decide import capacity_cut
from ...exhibit import Claim, claim, day
from ...schema import typed
from ..section import Section
from ._saying import about
from .ratings import Ratings

TOPIC = "Standards owed 服务标准"
DAYS = 28  # ahead


@typed
def standards_owed(ratings: Ratings) -> Section:
    """Say who is key this period, as far as there are people for it, and which visits are due.

    Parameters
    ----------
    ratings : Ratings
        From :func:`open_ratings`.

    Returns
    -------
    Section
        How many are key and how many visits are due in the four weeks after the period; what each is promised.

    See Also
    --------
    custseg.decide.key_capacity : How many can be key.
    visits_due : The list.

    Examples
    --------
    >>> from custseg.brief import open_ratings, standards_owed
    >>> list(standards_owed(open_ratings()).lists)
    ['visits due']
    """
    standing, rule = ratings.standing, ratings.standards
    key, visits = rule.tiers[0].key, visits_due(ratings)
    n_key = int((standing["standing"] == key).sum())
    until = day(pd.Timestamp(ratings.dates[1]) + pd.Timedelta(days=DAYS))
    title = _say(ratings, "standards", holds=n_key > 0, key=n_key, period=ratings.periods[-1],
        visits=len(visits), until=until,
    )  # fmt: skip
    caution, *more = _places(ratings, n_key)
    hours = [each.within_hours for each in rule.standards if each.within_hours > 0]
    more += [_say(ratings, "answers", hours=float(min(hours)))] if hours else []
    return Section(
        "standards", TOPIC, title, table=_promises(standing, rule), caution=caution, more=tuple(more),
        lists={"visits due": visits} if len(visits) else {},
    )  # fmt: skip


def _places(ratings: Ratings, n_key: int) -> list[Claim]:
    """Say how many places there are, and first of all whether more stand equal at their end than find one."""
    stated, left = ratings.capacity, ratings.places - n_key
    said = [_say(ratings, "capacity", holds=stated is not None, capacity=stated or 0, left=left)]
    scores = ratings.last["score"]
    equals = int(capacity_cut(scores, ratings.places)["equals_at_edge"])
    if not equals:
        return said
    edge = float(scores.sort_values(ascending=False).iloc[n_key])
    equal = _say(ratings, "equals", equals=equals, score=edge, places=ratings.places, left=left)
    return [equal, *(said if stated is None else [])]


@typed
def visits_due(ratings: Ratings) -> pd.DataFrame:
    """List the visits that are owed in the four weeks after the last period, each with the day by which it is due.

    Parameters
    ----------
    ratings : Ratings
        From :func:`open_ratings`.

    Returns
    -------
    DataFrame
        Index ``customer_id``; ``due`` (day), ``promise``, ``class``, ``standing`` and, where the file has it,
        ``clerk``. By day, then by clerk and retailer.

    See Also
    --------
    standards_owed : What is said of it.

    Examples
    --------
    >>> from custseg.brief import open_ratings, visits_due
    >>> visits_due(open_ratings())["due"].nunique()
    4
    """
    standing, rule = ratings.standing, ratings.standards
    end = pd.Timestamp(ratings.dates[1])
    told = standing[["class", "standing"]].join(ratings.last[[name for name in ("clerk",) if name in ratings.last]])
    parts = [
        told[told["standing"].isin(each.tiers or [tier.key for tier in rule.tiers])].assign(
            due=end + pd.Timedelta(days=ahead), promise=each.name_en
        )
        for each in rule.standards
        if each.every_days > 0
        for ahead in range(int(each.every_days), DAYS + 1, int(each.every_days))
    ]
    columns = ["due", "promise", *told.columns]
    if not parts:
        return pd.DataFrame(columns=columns, index=pd.Index([], name="customer_id"))
    order = [name for name in ("due", "clerk", "customer_id") if name in (*columns, "customer_id")]
    return pd.concat(parts)[columns].sort_values(order, kind="stable")


def _promises(standing: pd.DataFrame, rule: RuleSpec) -> pd.DataFrame:
    """Lay side by side how many are key and others, and what is promised to them alone."""
    rows = {
        tier.name_en or tier.key: {
            "retailers": int((standing["standing"] == tier.key).sum()),
            "promised to them alone": "; ".join(
                each.name_en for each in rule.standards if list(each.tiers) == [tier.key]
            ),
        }
        for tier in rule.tiers
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("standing")


def _say(ratings: Ratings, key: str, /, *, holds: object = True, **values: Any) -> Claim:
    return claim(f"own_rating.{key}", holds=holds, **about(ratings, key, "standards_owed", values))
