"""What stands above the page about a rating, and what in its workbook?

`rating_opening` and `rating_rows`.
"""

from __future__ import annotations

import pandas as pd

from ...exhibit import count, phrase
from ...schema import typed
from ..heading import Opening
from .audit import rating_audit
from .moves import rating_moves
from .ratings import Ratings
from .standards import standards_owed
from .supply import supply_shared


@typed
def rating_opening(ratings: Ratings) -> Opening:
    """Say whose rating a page is about, and of which periods.

    Parameters
    ----------
    ratings : Ratings
        From :func:`open_ratings`.

    Returns
    -------
    Opening
        The last line of a cell.

    Examples
    --------
    >>> from custseg.brief import open_ratings, rating_opening
    >>> rating_opening(open_ratings()).title
    'A rating of simulated retailers, 2024Q1 to 2025Q4'
    """
    said = {"first": ratings.periods[0], "last": ratings.periods[-1]}
    counts = {
        "retailers": count(ratings.table["customer_id"].nunique()),
        "rows": count(len(ratings.table)),
        "periods": count(len(ratings.periods)),
        "last": ratings.periods[-1],
    }
    if ratings.simulated:
        title = phrase("own_rating.title_simulated", **said)
        return Opening(title, phrase("own_rating.data_simulated", **counts))
    return Opening(phrase("own_rating.title", name=ratings.name, **said), phrase("own_rating.data", **counts))


@typed
def rating_rows(ratings: Ratings) -> dict[str, pd.DataFrame]:
    """Give the sheets of the workbook: every retailer in a row, then a sheet a list.

    Parameters
    ----------
    ratings : Ratings
        From :func:`open_ratings`.

    Returns
    -------
    dict of str to DataFrame
        ``"retailers"``, index ``customer_id``: class, code where a rule of codes was named, tier, score, tier of the
        period before (0 for absent), standing and promises, clerk, tier that was written by hand. Then those of
        ``"rose"``, ``"fell"``, ``"visits due"``, ``"supply"`` and ``"audit"`` that have a row.

    See Also
    --------
    custseg.report.write_rating_lists : Writes them.

    Examples
    --------
    >>> from custseg.brief import open_ratings, rating_rows
    >>> list(rating_rows(open_ratings()))
    ['retailers', 'rose', 'fell', 'visits due', 'supply', 'audit']
    """
    parts = (rating_moves, standards_owed, supply_shared, rating_audit)
    lists = {name: listed for part in parts for name, listed in part(ratings).lists.items()}
    return {"retailers": _retailers(ratings), **lists}


def _retailers(ratings: Ratings) -> pd.DataFrame:
    last = ratings.last
    codes = ["code"] if ratings.codes_rule is not None else []
    table = last[["class", *codes, "tier", "score"]].copy()
    if len(ratings.periods) > 1:
        table["tier_before"] = ratings.moves["from_tier"].reindex(last.index)
    table = table.join(ratings.standing[["standing", "promises"]])
    hand = last[[name for name in ("clerk", "given") if name in last]].rename(columns={"given": "tier_by_hand"})
    return table.join(hand)
