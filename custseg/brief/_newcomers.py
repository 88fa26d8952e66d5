"""What do new customers have to do with a change of sales? Their flow, how many it takes, what each year's bring.

`said_of_newcomers`, `stand_still` and `by_first_purchase`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from ..exhibit import Claim, Sentence, claim, count, format_table, phrase
from ..schema import SchemaError
from ..value import customers_to_stand_still, newcomer_sales, sales_by_first_purchase
from ._changes import MOST, known_of, weeks_shuffled
from ._periods import YEAR_OF_QUARTERS, Pair
from ._ripe_buyers import SETTLED
from .book import Book

QUARTER = 3  # months
YEAR = 365
NEW_FOR = (365, 182, 91)  # days; the longest for which the log reaches back far enough


class Newcomers(NamedTuple):
    """What is said of new customers, whether their flow explains the change, and how the title says it in a word.

    ``needed`` is what is said of them where nothing changed.
    """

    claims: tuple[Claim, ...]
    needed: tuple[Claim, ...]
    explains: bool
    why: Sentence | None


def said_of_newcomers(book: Book, pair: Pair, change: pd.DataFrame) -> Newcomers:
    """Compare what new customers brought with what all others did, and say how many it takes to stand still."""
    needed = stand_still(book, pair)
    falls = change["ratio"]["total"] < 1
    if falls and any(one.key == "own_sales.nobody_new" for one in needed):
        why = phrase("own_sales.flow_none") if _through_buyers(change) else None
        return Newcomers((*needed, *_flow(book, pair).claims), needed, True, why)
    flow = _flow(book, pair)
    if "margin_rate" in change.index or not any(one.holds for one in flow.claims):
        return Newcomers((*needed, *flow.claims), needed, False, None)
    more = flow.customers[1] > flow.customers[0]
    why = phrase("own_sales.flow_more" if more else "own_sales.flow_fewer")
    named = _through_buyers(change) and more != falls
    return Newcomers((*flow.claims, *needed), needed, True, why if named else None)


def _through_buyers(change: pd.DataFrame) -> bool:
    """Say whether most of the change came through the number of buyers."""
    share = change["share"].drop("total")
    return share.idxmax() == "buyers" and bool(share["buyers"] >= MOST)


class _Flow(NamedTuple):
    """What newcomers and the others brought in two periods, in a sentence, and how many newcomers bought in each."""

    claims: tuple[Claim, ...] = ()
    customers: tuple[int, int] = (0, 0)


def _flow(book: Book, pair: Pair) -> _Flow:
    """Say whether newcomers made most of the change; nothing of unlike seasons, or where nobody knows who was new."""
    within = _new_for(book, pair)
    if within is None or not pair.like or book.breaks(pair.before[0] - pd.Timedelta(days=within), pair.after[1]):
        return _Flow()
    table = newcomer_sales(book.quick, **pair.days(), within=within)
    new: Any = table.loc["new"]
    if not new["customers_before"] + new["customers_after"]:
        return _Flow()
    money: dict[str, Any] = {
        f"{who}_{when}": book.money(table[when][who]) for who in ("new", "known") for when in ("before", "after")
    }
    said = claim(
        "own_sales.newcomers", holds=bool(new["share"] >= MOST),
        twin=weeks_shuffled(book, book.quick_sample, pair, new_within=within),
        within=phrase("own_sales.year") if within == YEAR else phrase("own_sales.days", days=within), **money,
        **known_of(book, "newcomers"),
    )  # fmt: skip
    return _Flow((said,), (int(new["customers_before"]), int(new["customers_after"])))


def _new_for(book: Book, pair: Pair) -> int | None:
    """Give for how many days one is new, so that who bought long before the log begins is not taken for new."""
    if book.facts.starts_with_first_purchase:
        return NEW_FOR[0]
    reach = (pair.before[1] - pd.Timestamp(book.facts.first_day)).days - SETTLED
    return next((days for days in NEW_FOR if days <= reach), None)


def stand_still(book: Book, pair: Pair) -> tuple[Claim, ...]:
    """Say how many new customers it took to hold the sales of a year before; only of like seasons."""
    if not (pair.like and pair.months == QUARTER):
        return ()
    if book.breaks(book.as_of - pd.Timedelta(days=2 * 365), book.as_of):
        return ()  # who is new, or what was brought then, is not known
    row: Any = _needed(book).iloc[-1]
    n, less = int(row["new_customers"]), row["sales_before"] - row["from_known"]
    known = known_of(book, "stand-still")
    if less <= 0:
        return (claim("own_sales.stand_still_more", holds=True, n=n, **known),)
    if n == 0:
        return (claim("own_sales.nobody_new", holds=True, less=book.money(less), **known),)
    if pd.isna(row["needed"]):
        return ()
    return (claim("own_sales.stand_still", holds=True, n=n, needed=count(round(row["needed"])), **known),)


def _needed(book: Book) -> pd.DataFrame:
    return customers_to_stand_still(book.quick, observed_until=book.as_of, period="Q", since=YEAR_OF_QUARTERS)


def by_first_purchase(book: Book) -> tuple[pd.DataFrame, ...]:
    """Show the sales of each quarter by the year in which their buyers first bought, and who it took to stand still."""
    try:
        sales = sales_by_first_purchase(book.quick, observed_until=book.as_of)
    except SchemaError:  # not one whole quarter
        return ()
    whole = [not book.breaks(one.start_time, one.end_time.normalize()) for one in pd.PeriodIndex(sales.index)]
    sales = sales[whole]
    if not len(sales) or 1 in sales.shape:  # one quarter, or customers of one year: nothing to see
        return ()
    sales.index.name, sales.columns = str(phrase("own_sales.period")), sales.columns.astype(str)
    heads = {name: str(phrase("own_sales.first_bought", year=name)) for name in sales.columns}
    shown = sales.iloc[-12:].set_axis(sales.index[-12:].astype(str).rename("period"), axis=0)
    formats: dict[str, Any] = dict.fromkeys(shown.columns, "money:0")
    return (format_table(shown, heads=heads, **formats),)
