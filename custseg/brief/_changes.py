"""Which two periods can be compared, by what did sales change between them, and how is that said?

`not_comparable`, `jumped`, `split`, `weeks_shuffled`, `those`, `moved` and `how`.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..exhibit import Claim, Sentence, claim, day, number, percent, period_name, phrase
from ..resample import Twin, shuffle_labels, spread_between, twin
from ..schema import Money
from ..tables._shelf import STEP
from ..value import sales_change, weekly_sales
from ._periods import Pair
from .book import Book

TWINS = 200
ALL = 1.005  # of the change: what makes more of it had another factor against it
MOST = 0.5  # of the change: what makes more of it is most of it
TIMES = 2.0  # a ratio from which on one says "times"


def known_of(book: Book, name: str) -> dict[str, Any]:
    """Give what every claim of the section carries."""
    return {"dates": book.dates, "call": "custseg.brief.why_sales_moved(book)", "id": f"sales.{name}"}


def not_comparable(book: Book, pair: Pair) -> Claim | None:
    """Name the days missing, or the first month in which nothing was sold though in its like something was."""
    if "hole" in (book.breaks(*pair.before), book.breaks(*pair.after)):
        gone = [day(pd.Timestamp(end)) for end in str(book.signs["about"]["hole"]).split()]
        ends: dict[str, Any] = {"first": gone[0], "last": gone[1], "before": pair.names[0], "after": pair.names[1]}
        return claim("own_sales.missing", holds=True, **ends, **known_of(book, "title"))
    sold = book.log["amount"] >= 0
    steps = (slice(start, start + STEP) for start in range(0, len(sold), STEP))
    months = {month for part in steps for month in book.log["date"][part][sold[part]].dt.to_period("M").unique()}
    two = [pd.period_range(*ends, freq="M") for ends in (pair.before, pair.after)]
    empty = [
        one for months_of_both in zip(*two, strict=True) for one in months_of_both
        if one not in months and (not pair.like or months & set(months_of_both))
    ]  # fmt: skip
    if not empty:
        return None
    before, after = pair.names
    month = period_name(empty[0].start_time.normalize(), empty[0].end_time.normalize())
    return claim("own_sales.hole", holds=True, month=month, before=before, after=after, **known_of(book, "title"))


def jumped(book: Book, pair: Pair) -> bool:
    """Say whether amounts jump after the first day of the one period and up to the last of the other."""
    return book.breaks(pair.before[0], pair.after[1]) == "prices jump"


def split(log: pd.DataFrame, pair: Pair, *kinds: Money) -> pd.DataFrame | None:
    """Split the change of the first of some kinds of money of which both periods left something; None without one."""
    for of in kinds:
        try:
            return sales_change(log, **pair.days(), of=of)
        except ValueError:  # nothing above zero to split
            continue
    return None


def those(pair: Pair, form: str = "") -> Sentence:
    """Name what is compared with."""
    if pair.like:
        return phrase(f"own_sales.{form}year_before")
    return phrase(f"own_sales.{form}months_before", before=pair.names[0])  # of another season: the title says so


def weeks_shuffled(
    book: Book, log: pd.DataFrame, pair: Pair, of: Money = "amount", *, new_within: int | None = None
) -> Twin:
    """Put the weeks of both periods, of everybody or of newcomers, into either of them by chance."""
    weeks = weekly_sales(log, **pair.days(), of=of, new_within=new_within).astype({"label": "category"})
    return twin(
        weeks, shuffle_labels, spread_between, what=str(phrase("own_sales.what")), n=TWINS, random_state=book.seed
    )


def moved(ratio: float) -> Sentence:
    """Say how the second period stands to the first: "22% below", "3.4 times"."""
    if ratio >= TIMES:
        return phrase("own_sales.times", times=number(ratio, 1))
    return phrase("own_sales.above" if ratio >= 1 else "own_sales.below", share=percent(abs(ratio - 1)))


def how(change: pd.DataFrame) -> Sentence:
    """Say through which factor most of the change came, and which pulled the other way."""
    share = change["share"].drop("total")
    factor = _moving(change, str(share.idxmax()))
    if share.max() > ALL:
        return phrase("own_sales.against", factor=factor, other=_moving(change, str(share.idxmin())))
    return phrase("own_sales.most" if share.max() >= MOST else "own_sales.part", factor=factor)


def _moving(change: pd.DataFrame, factor: str) -> Sentence:
    way = "up" if change["ratio"][factor] >= 1 else "down"
    return phrase(f"own_sales.{factor}_{way}")
