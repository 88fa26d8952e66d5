"""Why did sales move? Buyers, orders of each, size of an order, margin; like season against like.

`why_sales_moved`.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..exhibit import (
    Claim,
    Exhibit,
    Sentence,
    claim,
    count,
    day,
    format_table,
    money,
    number,
    percent,
    period_name,
    phrase,
)
from ..plot import half_side, plot_bridge
from ..resample import Twin, shuffle_labels, spread_between, twin
from ..schema import Money, SchemaError, typed
from ..value import customers_to_stand_still, sales_by_first_purchase, sales_change, weekly_sales
from ._periods import YEAR_OF_QUARTERS, Pair, giant_account, pair_of_periods
from ._words import short_name
from .book import Book
from .section import Section

TWINS = 200
ALL = 1.005  # of the change: what makes more of it had another factor against it
MOST = 0.5  # of the change: what makes more of it is most of it
TIMES = 2.0  # a ratio from which on one says "times"
BREAK = 3.0  # orders that many times as large are asked about
QUARTER = 3  # months


@typed
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
        such. With a column ``cost`` the change of amount less cost, and the margin as a fourth factor. Where amounts
        jump between the periods, only buyers and orders are compared. It steps aside where there are no such periods,
        where in one of them days are missing, or a month without a row has nothing like it in the other.

    See Also
    --------
    custseg.value.sales_change : The factors.

    Examples
    --------
    >>> from custseg.brief import open_book, why_sales_moved
    >>> from custseg.datasets import load_cdnow
    >>> why_sales_moved(open_book(load_cdnow())).title
    Sales of the second quarter of 1998 were 47% below those of a year before, most of it through fewer buyers.
    """
    topic, pair = str(phrase("own_sales.topic")), pair_of_periods(book)
    if pair is None or not book.has_sales:
        key = "own_sales.aside" if book.has_sales else "own_sales.nothing"
        return Section("sales", topic, claim(key, holds=True, **_known(book, "title")), aside=True)
    if (why_not := _not_comparable(book, pair)) is not None:
        return Section("sales", topic, why_not, aside=True)
    jumped = _jumped(book, pair)
    change = _change(book.quick, pair, *(("amount",) if jumped else _kinds(book)))
    if change is None:
        return Section("sales", topic, _nothing_sold(book, pair), aside=True)
    if jumped:
        return Section("sales", topic, _counts(book, pair, change), claims=(_why_counts(book),))
    return Section(
        "sales",
        topic,
        _title(book, pair, change),
        claims=(*_without_giant(book, pair), _parts(book, change), *_stand_still(book, pair)),
        exhibit=_bridge(book, pair, change),
        caution=_caution(book, change),
        more=(*_earlier(book), *_by_first_purchase(book)),
    )


def _known(book: Book, name: str) -> dict[str, Any]:
    return {"dates": book.dates, "call": "custseg.brief.why_sales_moved(book)", "id": f"sales.{name}"}


def _not_comparable(book: Book, pair: Pair) -> Claim | None:
    """Name the days missing, or the first month in which nothing was sold though in its like something was."""
    if "hole" in (book.breaks(*pair.before), book.breaks(*pair.after)):
        gone = [day(pd.Timestamp(end)) for end in str(book.signs["about"]["hole"]).split()]
        ends: dict[str, Any] = {"first": gone[0], "last": gone[1], "before": pair.names[0], "after": pair.names[1]}
        return claim("own_sales.missing", holds=True, **ends, **_known(book, "title"))
    sold = book.log["date"][book.log["amount"] >= 0]
    months = set(sold.dt.to_period("M").unique())
    two = [pd.period_range(*ends, freq="M") for ends in (pair.before, pair.after)]
    empty = [
        one for months_of_both in zip(*two, strict=True) for one in months_of_both
        if one not in months and (not pair.like or months & set(months_of_both))
    ]  # fmt: skip
    if not empty:
        return None
    before, after = pair.names
    month = period_name(empty[0].start_time.normalize(), empty[0].end_time.normalize())
    return claim("own_sales.hole", holds=True, month=month, before=before, after=after, **_known(book, "title"))


def _jumped(book: Book, pair: Pair) -> bool:
    """Say whether amounts jump after the first day of the one period and up to the last of the other."""
    return book.breaks(pair.before[0], pair.after[1]) == "prices jump"


def _counts(book: Book, pair: Pair, change: pd.DataFrame) -> Claim:
    """Say how many bought, and how often each, in either period: money says nothing there."""
    said: dict[str, Any] = {}
    for factor in ("buyers", "orders_per_buyer"):
        said |= {f"{factor}_{when}": _written(factor, change[when][factor]) for when in ("before", "after")}
    before, after = pair.names
    if pair.like:
        return claim("own_sales.counts", holds=True, after=after, **said, **_known(book, "title"))
    return claim("own_sales.counts_unlike", holds=True, before=before, after=after, **said, **_known(book, "title"))


def _why_counts(book: Book) -> Claim:
    when = day(pd.Timestamp(str(book.signs["about"]["prices jump"])))
    return claim("own_sales.jumped", holds=True, day=when, **_known(book, "jumped"))


def _nothing_sold(book: Book, pair: Pair) -> Claim:
    before, after = pair.names
    return claim("own_sales.empty", holds=True, before=before, after=after, **_known(book, "title"))


def _change(log: pd.DataFrame, pair: Pair, *kinds: Money) -> pd.DataFrame | None:
    """Split the change of the first of some kinds of money of which both periods left something; None without one."""
    for of in kinds:
        try:
            return sales_change(log, **pair.days(), of=of)
        except ValueError:  # nothing above zero to split
            continue
    return None


def _kinds(book: Book) -> tuple[Money, ...]:
    """Give what is split: amount less cost where costs are known, and sales."""
    return ("margin", "amount") if "cost" in book.log.columns else ("amount",)


def _title(book: Book, pair: Pair, change: pd.DataFrame) -> Claim:
    total: Any = change.loc["total"]
    margin = "margin_rate" in change.index
    compared: dict[str, Any] = {"that": _those(pair, "that_")} if margin else {"those": _those(pair)}
    return claim(
        "own_sales.title_margin" if margin else "own_sales.title",
        holds=bool(total["change"] != 0),
        twin=_twin(book, book.quick_sample, pair, "margin" if margin else "amount"),
        after=pair.names[1],
        moved=_moved(total["ratio"]),
        how=_how(change) if total["change"] else None,
        now=book.money(total["after"]),
        then=book.money(total["before"]),
        **compared,
        **_known(book, "title"),
    )


def _those(pair: Pair, form: str = "") -> Sentence:
    """Name what is compared with."""
    if pair.like:
        return phrase(f"own_sales.{form}year_before")
    return phrase(f"own_sales.{form}months_before", before=pair.names[0])  # of another season: the title says so


def _without_giant(book: Book, pair: Pair) -> tuple[Claim, ...]:
    """Say the same without the one account that brings a quarter of the sales or more, where there is one."""
    giant = giant_account(book)
    if giant is None:
        return ()
    name = giant[0]
    log = book.quick[book.quick["customer_id"] != book.ids.get_loc(name)]
    change = _change(log, pair, "amount")
    if change is None or not change["change"]["total"]:
        return ()
    said: dict[str, Any] = {"moved": _moved(change["ratio"]["total"]), "how": _how(change), "those": _those(pair)}
    return (
        claim(
            "own_sales.without", holds=True, twin=_twin(book, log, pair), name=short_name(name), **said,
            **_known(book, "without"),
        ),
    )  # fmt: skip


def _twin(book: Book, log: pd.DataFrame, pair: Pair, of: Money = "amount") -> Twin:
    """Put the weeks of both periods into either of them by chance."""
    weeks = weekly_sales(log, **pair.days(), of=of).astype({"label": "category"})
    return twin(
        weeks, shuffle_labels, spread_between, what=str(phrase("own_sales.what")), n=TWINS, random_state=book.seed
    )


def _moved(ratio: float) -> Sentence:
    """Say how the second period stands to the first: "22% below", "3.4 times"."""
    if ratio >= TIMES:
        return phrase("own_sales.times", times=number(ratio, 1))
    return phrase("own_sales.above" if ratio >= 1 else "own_sales.below", share=percent(abs(ratio - 1)))


def _how(change: pd.DataFrame) -> Sentence:
    """Say through which factor most of the change came, and which pulled the other way."""
    share = change["share"].drop("total")
    factor = _moving(change, str(share.idxmax()))
    if share.max() > ALL:
        return phrase("own_sales.against", factor=factor, other=_moving(change, str(share.idxmin())))
    return phrase("own_sales.most" if share.max() >= MOST else "own_sales.part", factor=factor)


def _moving(change: pd.DataFrame, factor: str) -> Sentence:
    way = "up" if change["ratio"][factor] >= 1 else "down"
    return phrase(f"own_sales.{factor}_{way}")


def _parts(book: Book, change: pd.DataFrame) -> Claim:
    rows = [(name, [change[when][name] for when in ("before", "after")]) for name in change.index.drop("total")]
    said: dict[str, Any] = {}
    for name, ends in rows:
        said |= {f"{name}_{when}": _written(name, end) for when, end in zip(("before", "after"), ends, strict=True)}
    size = change["after"]["amount_per_order"]
    said["amount_per_order_after"] = money(size, book.facts.currency_code, digits=2)
    key = "own_sales.parts_margin" if "margin_rate" in change.index else "own_sales.parts"
    return claim(key, holds=True, **said, **_known(book, "parts"))


def _written(factor: str, value: float) -> str:
    if factor == "buyers":
        return count(value)
    return percent(value, 1) if factor == "margin_rate" else number(value, 2)


def _signed(book: Book, amount: float) -> str:
    """Write a change of money with its sign, in whole units."""
    return f"{'+' if amount > 0 else ''}{money(amount, book.facts.currency_code, digits=0)}"


def _stand_still(book: Book, pair: Pair) -> tuple[Claim, ...]:
    """Say how many new customers it took to hold the sales of a year before; only of like seasons."""
    if not (pair.like and pair.months == QUARTER):
        return ()
    if book.breaks(book.as_of - pd.Timedelta(days=2 * 365), book.as_of):
        return ()  # who is new, or what was brought then, is not known
    row: Any = _needed(book).iloc[-1]
    n, less = int(row["new_customers"]), row["sales_before"] - row["from_known"]
    known = _known(book, "stand-still")
    if less <= 0:
        return (claim("own_sales.stand_still_more", holds=True, n=n, **known),)
    if n == 0:
        return (claim("own_sales.nobody_new", holds=True, less=book.money(less), **known),)
    if pd.isna(row["needed"]):
        return ()
    return (claim("own_sales.stand_still", holds=True, n=n, needed=count(round(row["needed"])), **known),)


def _needed(book: Book) -> pd.DataFrame:
    return customers_to_stand_still(book.quick, observed_until=book.as_of, period="Q", since=YEAR_OF_QUARTERS)


def _caution(book: Book, change: pd.DataFrame) -> Claim | None:
    ratio = change["ratio"]["amount_per_order"]
    if not 1 / BREAK < ratio < BREAK:
        return claim(
            "own_sales.prices", holds=True, times=number(ratio, 1 if ratio > 1 else 2), **_known(book, "prices")
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
    if pair is None or _not_comparable(book, pair) is not None or _jumped(book, pair):
        return ()
    change = _change(book.quick, pair, "amount")
    if change is None or not change["change"]["total"]:
        return ()
    before, after = pair.names
    said: dict[str, Any] = {
        "before": before,
        "after": after,
        "moved": _moved(change["ratio"]["total"]),
        "how": _how(change),
    }
    return (
        claim(
            "own_sales.earlier",
            holds=True,
            twin=_twin(book, book.quick_sample, pair),
            **said,
            **_known(book, "earlier"),
        ),
    )


def _by_first_purchase(book: Book) -> tuple[pd.DataFrame, ...]:
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
