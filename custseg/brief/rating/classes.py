"""In which class is each retailer this period, and by what?

`rating_classes`.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from ...exhibit import Claim, claim
from ...schema import printable, typed
from ..section import Section
from ._saying import about, shown_cuts
from .ratings import Ratings

TOPIC = "This period's classes 本期分类"
MOST_TIERS = 8  # side by side in a table
MOST_ROWS = 24


@typed
def rating_classes(ratings: Ratings) -> Section:
    """Say how many retailers are in which tier, by what stands before the tier in their class.

    Parameters
    ----------
    ratings : Ratings
        From :func:`open_ratings`.

    Returns
    -------
    Section
        How many in the best and the lowest tier; a table of the groups; what the score and the code are made of.

    See Also
    --------
    rating_rows : Everybody's class.

    Examples
    --------
    >>> from custseg.brief import open_ratings, rating_classes
    >>> rating_classes(open_ratings()).key
    'classes'
    """
    last, top = ratings.last, ratings.rule.n_tiers_
    title = _say(
        ratings, "classes", period=ratings.periods[-1], best=int((last["tier"] == top).sum()), top=top,
        lowest=int((last["tier"] == 1).sum()),
    )  # fmt: skip
    return Section("classes", TOPIC, title, table=_table(ratings), more=tuple(_more(ratings)))


def _say(ratings: Ratings, key: str, /, *, holds: object = True, **values: Any) -> Claim:
    return claim(f"own_rating.{key}", holds=holds, **about(ratings, key, "rating_classes", values))


def _table(ratings: Ratings) -> pd.DataFrame:
    """Count tiers in the groups of the rating; of many groups the largest."""
    last, within = ratings.last, list(ratings.rating.within)
    entries = zip(*(last[column].astype(str) for column in within), strict=True)
    groups = pd.Series(list(map(" / ".join, entries)) if within else "all", last.index)
    groups = groups.map({name: printable(name) for name in groups.unique()})
    tier = last["tier"].groupby(groups.to_numpy())
    counts = pd.DataFrame({"retailers": tier.size(), "median tier": tier.median()})
    if ratings.rule.n_tiers_ <= MOST_TIERS:
        tiers = pd.crosstab(groups.to_numpy(), last["tier"]).reindex(
            columns=range(1, ratings.rule.n_tiers_ + 1), fill_value=0
        )
        counts = counts.join(tiers.rename(columns=lambda tier: f"tier {tier}"))
    counts = counts.sort_values("retailers", ascending=False, kind="stable").head(MOST_ROWS)
    return counts.rename_axis(" / ".join(within) or "group")


def _more(ratings: Ratings) -> list[Claim]:
    last, within = ratings.last, list(ratings.rating.within)
    said = [
        _say(ratings, "made_of", score=ratings.score_from, cuts=shown_cuts(ratings.rule.cuts_.tolist()),
             margin=float(ratings.rule.hysteresis)),
        _say(ratings, "class_is", holds=bool(within), within=", ".join(within), example=last["class"].iloc[0]),
    ]  # fmt: skip
    if ratings.codes_rule is not None:
        said.append(_say(ratings, "codes", rule=ratings.codes_rule.name_en, found=last["code"].nunique()))
    return said
