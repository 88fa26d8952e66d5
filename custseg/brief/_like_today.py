"""Did customers like each of today's do what was expected of them? Looked up on a past day.

`like_today`.
"""

from __future__ import annotations

import pandas as pd

from ..exhibit import Claim, day, interval_text, percent
from ..repeat_buying import comebacks_by_history
from ..repeat_buying.forecast_choice import ForecastChoice
from ._expected_in_words import claimed
from .book import Book

YEAR = 364


def like_today(book: Book, choice: ForecastChoice) -> tuple[Claim | pd.DataFrame, ...]:
    """Say what customers like each of today's did before, and whether the model had it right."""
    cut = _earlier_cut(book)
    if book.is_broken and cut < book.unbroken_from:
        return ()
    model = choice.rule if "/" in choice.rule else next(name for name in choice.rules.index if "/" in name)
    found = comebacks_by_history(book.quick, cut=cut, days_ahead=book.days_ahead, model=model)
    most, least = found.iloc[-1], found.iloc[0]
    when = f"{day(cut)}"
    back = claimed(
        book, "came_back", holds=bool(len(found) > 1 and most["low"] > least["high"]), n=int(found["customers"].sum()),
        most=found.index[-1], often=round(100 * most["share"]), seldom=round(100 * least["share"]), cut=when,
        days_ahead=book.days_ahead,
    )  # fmt: skip
    return back, *_calibrated(book, found), _shown(found)


def _earlier_cut(book: Book) -> pd.Timestamp:
    """Give the day a year ago, so that like season is held against like, or else the last day that has a window."""
    year = book.as_of - pd.Timedelta(days=YEAR)
    seen = (year - book.unbroken_from).days + 1
    return year if seen >= book.days_ahead <= YEAR else book.as_of - pd.Timedelta(days=book.days_ahead)


def _calibrated(book: Book, found: pd.DataFrame) -> tuple[Claim, ...]:
    if "expected" not in found:
        return ()
    off = (found["expected"] / found["purchases_after"].clip(lower=1) - 1).where(found["purchases_after"] >= 30)
    if off.isna().all():
        return ()
    worst = off.abs().idxmax()
    return (
        claimed(book, "calibrated", holds=bool(off.abs().max() <= 0.2), worst=percent(off.abs().max()), group=worst),
    )


def _shown(found: pd.DataFrame) -> pd.DataFrame:
    ends = [interval_text(*pair) for pair in found[["low", "high"]].itertuples(index=False)]
    shown = pd.DataFrame(
        {
            "purchases before": found.index.astype(str),
            "customers": found["customers"].to_numpy(),
            "of 100 bought again": (100 * found["share"]).round().astype(int).to_numpy(),
            "95% interval": ends,
            "purchases that came": found["purchases_after"].to_numpy(),
        }
    )
    if "expected" in found:
        shown["purchases expected"] = found["expected"].round().astype(int).to_numpy()
    return shown.set_index("purchases before")
