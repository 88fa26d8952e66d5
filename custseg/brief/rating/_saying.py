"""How is something said of ratings? As a claim with its call, its dates and its number.

`say` and `shown_cuts`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...exhibit import Claim, claim
from .ratings import Ratings

MOST_CUTS = 6


def say(ratings: Ratings, key: str, call: str, /, *, holds: object = True, **values: Any) -> Claim:
    """Say something of a page about a rating; the wording stands in ``own_rating.toml``."""
    common: dict[str, Any] = {"n": len(ratings.last), "unit": "retailers", "id": f"rating.{key}"}
    called = f"custseg.brief.{call}(ratings)"
    return claim(f"own_rating.{key}", holds=holds, dates=ratings.dates, call=called, **(common | values))


def shown_cuts(cuts: Sequence[float]) -> str:
    """Write cuts, of many the first and the last."""
    texts = [f"{cut:.4g}" for cut in cuts]
    if len(texts) <= MOST_CUTS:
        return ", ".join(texts)
    return f"{', '.join(texts[:2])} ... {texts[-1]} ({len(texts)} cuts)"
