"""Why did sales move? Buyers, orders of each, size of an order, margin; like season against like.

`why_sales_moved`.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..exhibit import Claim, Exhibit, Sentence, claim, count, day, money, number, percent, phrase
from ..plot import half_side, plot_bridge
from ..schema import Money, typed
from ._changes import how, jumped, known_of, moved, not_comparable, split, those, weeks_shuffled
from ._newcomers import by_first_purchase, said_of_newcomers
from ._once import once_a_book
from ._periods import Pair, giant_account, pair_of_periods
from ._words import short_name
from .book import Book
from .section import Section

BREAK = 3.0  # orders that many times as large are asked about


@typed
@once_a_book
def why_sales_moved(book: Book) -> Section:
    """Say by how much sales moved, and through which of their factors.

    Parameters
    ----------
    book : Book
        From :func:`open_book`.

    Returns
    -------
    Section
        The last quarter that is over against the same one a year before; in a shorter log the last two months or the
        last one against the same a year before, or else the last two equal stretches of whole months, and then said as
        such. Where the flow of new customers explains the change, the title says so. With a column ``cost`` the change
        of amount less cost, and the margin as a fourth factor. Where amounts jump between the periods, only buyers and
        orders are compared. It steps aside where there are no such periods, where in one of them days are missing, or a
        month without a row has nothing like it in the other.

    See Also
    --------
    custseg.value.sales_change : The factors.

    Examples
    --------
    >>> from custseg.brief import open_book, why_sales_moved
    >>> from custseg.datasets import load_cdnow
    >>> str(why_sales_moved(open_book(load_cdnow())).title).split(", ")[1]
    'most of it through fewer buyers; nobody came new.'
    """
    topic, pair = str(phrase("own_sales.topic")), pair_of_periods(book)
    if pair is None or not book.has_sales:
        key = "own_sales.aside" if book.has_sales else "own_sales.nothing"
        return Section("sales", topic, claim(key, holds=True, **known_of(book, "title")), aside=True)
    if (why_not := not_comparable(book, pair)) is not None:
        return Section("sales", topic, why_not, aside=True)
    counts_only = jumped(book, pair)
    change = split(book.quick, pair, *(("amount",) if counts_only else _kinds(book)))
    if change is None:
        return Section("sales", topic, _nothing_sold(book, pair), aside=True)
    if counts_only:
        return Section("sales", topic, _counts(book, pair, change), claims=(_why_counts(book),))
    new = said_of_newcomers(book, pair, change)
    title = _title(book, pair, change, new.why)
    first, last = (new.claims, ()) if new.explains and title.holds else ((), new.claims if title.holds else new.needed)
    return Section(
        "sales",
        topic,
        title,
        claims=(*_without_giant(book, pair), *first, _parts(book, change), *last),
        exhibit=_bridge(book, pair, change),
        caution=_caution(book, change),
        more=(*_earlier(book), *by_first_purchase(book)),
    )


def _counts(book: Book, pair: Pair, change: pd.DataFrame) -> Claim:
    """Say how many bought, and how often each, in either period: money says nothing there."""
    said: dict[str, Any] = {}
    for factor in ("buyers", "orders_per_buyer"):
        said |= {f"{factor}_{when}": _written(factor, change[when][factor]) for when in ("before", "after")}
    before, after = pair.names
    if pair.like:
        return claim("own_sales.counts", holds=True, after=after, **said, **known_of(book, "title"))
    return claim("own_sales.counts_unlike", holds=True, before=before, after=after, **said, **known_of(book, "title"))


def _why_counts(book: Book) -> Claim:
    when = day(pd.Timestamp(str(book.signs["about"]["prices jump"])))
    return claim("own_sales.jumped", holds=True, day=when, **known_of(book, "jumped"))


def _nothing_sold(book: Book, pair: Pair) -> Claim:
    before, after = pair.names
    return claim("own_sales.empty", holds=True, before=before, after=after, **known_of(book, "title"))


def _kinds(book: Book) -> tuple[Money, ...]:
    """Give what is split: amount less cost where costs are known, and sales."""
    return ("margin", "amount") if "cost" in book.log.columns else ("amount",)


def _title(book: Book, pair: Pair, change: pd.DataFrame, why: Sentence | None) -> Claim:
    total: Any = change.loc["total"]
    through = how(change) if total["change"] else None
    if through is not None and why is not None:
        through = phrase("own_sales.because", how=through, why=why)
    margin = "margin_rate" in change.index
    compared: dict[str, Any] = {"that": those(pair, "that_")} if margin else {"those": those(pair)}
    return claim(
        "own_sales.title_margin" if margin else "own_sales.title",
        holds=bool(total["change"] != 0),
        twin=weeks_shuffled(book, book.quick_sample, pair, "margin" if margin else "amount"),
        after=pair.names[1],
        moved=moved(total["ratio"]),
        how=through,
        now=book.money(total["after"]),
        then=book.money(total["before"]),
        **compared,
        **known_of(book, "title"),
    )


def _without_giant(book: Book, pair: Pair) -> tuple[Claim, ...]:
    """Say the same without the one account that brings a quarter of the sales or more, where there is one."""
    giant = giant_account(book)
    if giant is None:
        return ()
    name = book.called(giant[0])
    log = book.quick[book.quick["customer_id"] != book.places(pd.Index([giant[0]]))[0]]
    change = split(log, pair, "amount")
    if change is None or not change["change"]["total"]:
        return ()
    said: dict[str, Any] = {"moved": moved(change["ratio"]["total"]), "how": how(change), "those": those(pair)}
    return (
        claim(
            "own_sales.without", holds=True, twin=weeks_shuffled(book, log, pair), name=short_name(name), **said,
            **known_of(book, "without"),
        ),
    )  # fmt: skip


def _parts(book: Book, change: pd.DataFrame) -> Claim:
    rows = [(name, [change[when][name] for when in ("before", "after")]) for name in change.index.drop("total")]
    said: dict[str, Any] = {}
    for name, ends in rows:
        said |= {f"{name}_{when}": _written(name, end) for when, end in zip(("before", "after"), ends, strict=True)}
    size = change["after"]["amount_per_order"]
    said["amount_per_order_after"] = money(size, book.facts.currency_code, digits=2)
    key = "own_sales.parts_margin" if "margin_rate" in change.index else "own_sales.parts"
    return claim(key, holds=True, **said, **known_of(book, "parts"))


def _written(factor: str, value: float) -> str:
    if factor == "buyers":
        return count(value)
    return percent(value, 1) if factor == "margin_rate" else number(value, 2)


def _signed(book: Book, amount: float) -> str:
    """Write a change of money with its sign, in whole units."""
    return f"{'+' if amount > 0 else ''}{money(amount, book.facts.currency_code, digits=0)}"


def _caution(book: Book, change: pd.DataFrame) -> Claim | None:
    ratio = change["ratio"]["amount_per_order"]
    if not 1 / BREAK < ratio < BREAK:
        return claim(
            "own_sales.prices", holds=True, times=number(ratio, 1 if ratio > 1 else 2), **known_of(book, "prices")
        )
    return None


@half_side()
def _bridge(book: Book, pair: Pair, change: pd.DataFrame) -> Exhibit:
    before, after = pair.names
    names = {name: str(phrase(f"own_sales.{name}")) for name in change.index.drop("total")}
    moved = change.drop(index="total")["change"].rename(names)
    parts = "; ".join(f"{name} {_signed(book, value)}" for name, value in moved.items())
    ends = {
        "start": book.money(change["before"]["total"]), "end": book.money(change["after"]["total"]),
        "before": before, "after": after,
    }  # fmt: skip
    return plot_bridge(
        change[["before", "after", "change"]].rename(index=names),
        before=before.removeprefix("the "),
        after=after.removeprefix("the "),
        currency=book.facts.currency_code,
        title=phrase("own_sales.figure", **ends),
        caption=phrase("own_sales.caption"),
        alt=phrase("own_sales.alt", parts=parts, **ends),
    )


def _earlier(book: Book) -> tuple[Claim, ...]:
    """Split the change of the year before in the same way, where the log reaches back so far."""
    pair = pair_of_periods(book, years_back=1)
    if pair is None or not_comparable(book, pair) is not None or jumped(book, pair):
        return ()
    change = split(book.quick, pair, "amount")
    if change is None or not change["change"]["total"]:
        return ()
    before, after = pair.names
    said: dict[str, Any] = {
        "before": before,
        "after": after,
        "moved": moved(change["ratio"]["total"]),
        "how": how(change),
    }
    return (
        claim(
            "own_sales.earlier",
            holds=True,
            twin=weeks_shuffled(book, book.quick_sample, pair),
            **said,
            **known_of(book, "earlier"),
        ),
    )
