"""Was the rating tampered with, and what does the page not know?

`rating_audit` and `rating_limits`.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from ...exhibit import Claim, claim
from ...schema import typed
from ...segment.rating.class_audit import FINDINGS
from ..section import Section
from ._saying import about
from .ratings import Ratings

TOPIC = "Audit 客户类别考核"
LIMITS = "Limits 局限"
MOST = 10  # rows on the page


@typed
def rating_audit(ratings: Ratings) -> Section:
    """Hold the tiers that were written by hand against those of the rule: what does not fit, and what shows it.

    Parameters
    ----------
    ratings : Ratings
        From :func:`open_ratings`.

    Returns
    -------
    Section
        Findings by kind, the gravest, and the list of all. Without a column ``tier`` it steps aside.

    See Also
    --------
    custseg.segment.audit_classes : What is looked for.

    Examples
    --------
    >>> from custseg.brief import open_ratings, rating_audit
    >>> rating_audit(open_ratings()).title.holds
    True
    """
    found = ratings.found
    if found is None:
        return Section("audit", TOPIC, _say(ratings, "no_audit"), aside=True)
    by_clerk = found["finding"] == FINDINGS[0]
    title = _say(ratings, "audit", holds=bool(by_clerk.any()), clerks=int(by_clerk.sum()),
        all_clerks=ratings.table["clerk"].nunique() if "clerk" in ratings.table else 0, findings=int((~by_clerk).sum()),
    )  # fmt: skip
    looked_for = list(found.attrs["looked_for"])
    caution = _say(ratings, "suspicion", looked_for=", ".join(looked_for))
    lacking = [name for name in FINDINGS if name not in looked_for]
    more: list[Claim | pd.DataFrame] = []
    if lacking:
        more.append(_say(ratings, "not_looked_for", lacking=", ".join(lacking)))
    if len(found):
        shown = ["finding", "customer_id", "period", "clerk", "evidence"]
        more.append(found[shown].head(MOST).fillna("").rename(columns={"customer_id": "retailer"}).set_index("finding"))
    counts = found["finding"].value_counts().reindex(looked_for, fill_value=0)
    return Section(
        "audit", TOPIC, title, table=counts.rename("findings").rename_axis("finding").to_frame(), caution=caution,
        more=tuple(more), lists={"audit": found.set_index("customer_id")} if len(found) else {},
    )  # fmt: skip


@typed
def rating_limits(ratings: Ratings) -> Section:
    """Say what a tier does not say, and how the rules that were named were read.

    Parameters
    ----------
    ratings : Ratings
        From :func:`open_ratings`.

    Returns
    -------
    Section
        The limits; whether the retailers are simulated; where the rules come from.

    Examples
    --------
    >>> from custseg.brief import open_ratings, rating_limits
    >>> rating_limits(open_ratings()).key
    'limits'
    """
    rules = [rule for rule in (ratings.points_rule, ratings.codes_rule, ratings.standards) if rule is not None]
    said = [
        _say(ratings, "rule", id=f"rating.rule_{rule.key}", rule=rule.name_en,
            directness=rule.directness or "a file of your own", provenance=rule.provenance or "no source stated",
        )
        for rule in rules
    ]  # fmt: skip
    if ratings.simulated:
        said.insert(0, _say(ratings, "simulated"))
    said.append(_say(ratings, "seed", seed=ratings.seed))
    return Section("limits", LIMITS, _say(ratings, "limits"), more=tuple(said))


def _say(ratings: Ratings, key: str, /, *, holds: object = True, **values: Any) -> Claim:
    return claim(f"own_rating.{key}", holds=holds, **about(ratings, key, "rating_audit", values))
