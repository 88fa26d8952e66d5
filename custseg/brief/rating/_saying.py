"""What does every claim about ratings carry? Its call, its dates and its number.

`about` and `shown_cuts`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .ratings import Ratings

MOST_CUTS = 6


def about(ratings: Ratings, key: str, call: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a claim of this page takes beside its key: of how many, of when, by which call."""
    common = {"n": len(ratings.last), "unit": "retailers", "id": f"rating.{key}", "dates": ratings.dates}
    return {**common, "call": f"custseg.brief.{call}(ratings)", **values}


def shown_cuts(cuts: Sequence[float]) -> str:
    """Write cuts, of many the first and the last."""
    texts = [f"{cut:.4g}" for cut in cuts]
    if len(texts) <= MOST_CUTS:
        return ", ".join(texts)
    return f"{', '.join(texts[:2])} ... {texts[-1]} ({len(texts)} cuts)"
