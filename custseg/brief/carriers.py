"""Who carries it? What the largest fifth brings, with and without the largest customer, now and in each past year.

`who_carries_it`.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..decide import largest_customers
from ..exhibit import Claim, Exhibit, claim, day, format_table, interval_text, percent, phrase
from ..plot import half_side, plot_top_shares
from ..schema import SchemaError, said_already, typed
from ..tables import amount_between
from ..value import concentration_table, top_share
from ._once import once_a_book
from ._periods import all_equal, giant_account, mixed_year, past_years, year_name
from ._serving_costs import profit_of
from ._words import short_name
from .book import Book
from .section import Section

FIFTH = 0.2
FEWEST = 5
SHARES = (0.01, 0.05, 0.1, 0.2, 0.5)
LARGEST = 10
TENTH = 0.1  # who brings less does not make the answer
MOVES = 0.01  # how much less the fifth may bring without the largest customer


@typed
@once_a_book
def who_carries_it(book: Book) -> Section:
    """Say what share of the sales the largest fifth of the customers brings, and name the largest.

    Parameters
    ----------
    book : Book
        From :func:`open_book`.

    Returns
    -------
    Section
        Money of the 365 days that end on the day of the answers, or of the whole log where it is shorter. The list
        ``largest customers`` is that of Monday. It steps aside with fewer than five customers.

    See Also
    --------
    custseg.value.concentration_table : The shares and their intervals.

    Examples
    --------
    >>> from custseg.brief import open_book, who_carries_it
    >>> from custseg.datasets import load_cdnow
    >>> who_carries_it(open_book(load_cdnow(), as_of="1997-12-31")).title
    The largest fifth of 2,349 customers brings 65% of sales (95% interval 63–76%).
    """
    amounts, topic = book.year_amounts, str(phrase("own_carries.topic"))
    if len(amounts) < FEWEST:
        said = claim("own_carries.aside", holds=True, n=len(amounts), window=year_name(book), **_known(book, "title"))
        return Section("carries", topic, said, aside=True)
    if all_equal(amounts):
        return Section("carries", topic, _equal(book))
    table = concentration_table(amounts, SHARES)
    fifth: Any = table.set_index("share_of_customers").loc[FIFTH]
    listed = _largest(book)
    return Section(
        "carries",
        topic,
        _title(book, fifth),
        claims=_said(book, fifth, listed),
        exhibit=_shares(book, table),
        caution=_mixed(book) if mixed_year(book) else None,
        more=(*_no_interval(fifth), *_years(book), *_profit(book)),
        lists={str(phrase("own_carries.sheet")): listed} if "largest" in book.prospects.index else {},
    )


def _known(book: Book, name: str) -> dict[str, Any]:
    call = "custseg.brief.who_carries_it(book)"
    return {"unit": "customers", "dates": book.dates, "call": call, "id": f"carries.{name}"}


def _title(book: Book, fifth: pd.Series) -> Claim:
    amounts, giant = book.year_amounts, giant_account(book)
    if giant is not None and len(amounts) > FEWEST:
        said: dict[str, Any] = {"name": short_name(book.called(giant[0])), "alone": giant[1], "rest": _rest(amounts)}
        return claim("own_carries.title_giant", holds=True, n=len(amounts) - 1, **said, **_known(book, "title"))
    said = {"share": fifth["share_of_amount"], "n": len(amounts), **_known(book, "title")}
    if pd.isna(fifth["low"]):
        return claim("own_carries.title_bare", holds=True, top=int(fifth["customers"]), **said)
    ends = (fifth["low"], fifth["high"])
    return claim("own_carries.title", holds=True, interval=ends, ends=interval_text(*ends, level=0.95), **said)


def _rest(amounts: pd.Series) -> float:
    """Give what the largest fifth brings without the largest customer."""
    return top_share(amounts.drop(amounts.idxmax()), FIFTH)


def _equal(book: Book) -> Claim:
    amounts = book.year_amounts
    each = book.money(amounts.iloc[0])
    return claim(
        "own_carries.equal", holds=True, n=len(amounts), each=each, window=year_name(book), **_known(book, "title")
    )


def _said(book: Book, fifth: pd.Series, listed: pd.DataFrame) -> tuple[Claim, ...]:
    """Say what it is without the largest customer, which ten to look after, and who the largest is."""
    amounts = book.year_amounts
    ten = (_ten(book, listed),) if len(listed) < len(amounts) else ()
    if giant_account(book) is not None and len(amounts) > FEWEST:
        return ten
    name, alone = short_name(book.called(amounts.idxmax())), amounts.max() / amounts.sum()
    largest = claim(
        "own_carries.largest", holds=True, n=len(amounts), name=name, alone=alone, **_known(book, "largest")
    )
    if len(amounts) == FEWEST:
        return *ten, largest
    rest = _rest(amounts)
    holds = abs(rest - fifth["share_of_amount"]) <= MOVES and alone < TENTH
    without = claim("own_carries.without", holds=bool(holds), n=len(amounts) - 1, rest=rest, **_known(book, "without"))
    return without, *ten, largest


def _mixed(book: Book) -> Claim:
    when = day(pd.Timestamp(str(book.signs["about"]["prices jump"])))
    return claim("own_carries.mixed", holds=True, day=when, **_known(book, "mixed"))


def _no_interval(fifth: pd.Series) -> tuple[Claim, ...]:
    """Say why there is no interval, or why it may not hold."""
    if not fifth["caveat"]:
        return ()
    missing = bool(pd.isna(fifth["low"]))
    return (claim("own_carries.no_interval", holds=missing, caveat=str(fifth["caveat"]), id="carries.no-interval"),)


def _largest(book: Book) -> pd.DataFrame:
    """Give the largest customers: those of Monday's list, where there is one."""
    rhythm = book.rhythm
    if "largest" in book.prospects.index:
        listed = rhythm.loc[book.lists.index[book.lists["list"] == "largest"]]
    else:
        listed = rhythm[largest_customers(rhythm, customers=LARGEST)]
    return listed.sort_values("amount_last_year", ascending=False, kind="stable")


def _ten(book: Book, listed: pd.DataFrame) -> Claim:
    share = listed["amount_last_year"].sum() / book.year_amounts.sum()
    on_list = "largest" in book.prospects.index
    return claim("own_carries.ten", holds=on_list, n=len(listed), share=share, **_known(book, "ten"))


@half_side()
def _shares(book: Book, table: pd.DataFrame) -> Exhibit:
    amounts, n = book.year_amounts, len(book.year_amounts)
    several = len(amounts) > FEWEST and abs(_rest(amounts) - top_share(amounts, FIFTH)) > MOVES
    rest = concentration_table(amounts.drop(amounts.idxmax()), SHARES) if several else table.iloc[:0]
    names = str(phrase("own_carries.all")), str(phrase("own_carries.rest"))
    both = pd.concat([part.assign(group=name) for name, part in zip(names, (table, rest), strict=True)])
    both = both if several else both.drop(columns="group")  # one bar a share needs no name
    shown = both.groupby("share_of_customers")["customers"].transform("min") > 0
    shown &= both["share_of_customers"].isin((0.05, 0.1, 0.2, 0.5))
    share = percent(float(table["share_of_amount"][table["share_of_customers"] == FIFTH].iloc[0]))
    lines = f" {phrase('own_carries.lines')}" if both[shown]["low"].notna().any() else ""
    key = "own_carries.caption" if several else "own_carries.caption_all"
    return plot_top_shares(
        both[shown].drop(columns=["customers", "caveat"]),
        of="sales",
        title=phrase("plot.top_brings", share=percent(FIFTH), brought=share, of="sales"),
        caption=phrase(key, window=year_name(book), n=f"{n:,}", lines=lines),
    )


def _profit(book: Book) -> tuple[Claim, ...]:
    """Say what is left after the cost of serving, where that is known, and what the losers lose."""
    table = None if book.costs is None else profit_of(book)
    if table is None:
        return ()
    losers = table["profit"][table["outcome"] == "unprofitable"]
    basis = "" if book.margin is not None else f", {phrase('own_appendix.without_margin')}"
    said = claim(
        "own_carries.profit", holds=len(losers) > 0, n=len(table), profit=book.money(float(table["profit"].sum())),
        losers=len(losers), lost=book.money(-float(losers.sum())), basis=basis, **_known(book, "profit"),
    )  # fmt: skip
    return (said,)


def _years(book: Book) -> tuple[Claim | pd.DataFrame, ...]:
    """Say what the largest fifth brought in each year before."""
    known: dict[Any, pd.Series | None] = {until: _year(book, after, until) for after, until in past_years(book)}
    rows: dict[Any, pd.Series] = {until: row for until, row in known.items() if row is not None}
    earlier = [row["share_of_amount"] for until, row in rows.items() if until < book.as_of]
    if not earlier:
        return ()
    before = next(row for until, row in rows.items() if until < book.as_of)
    said = claim(
        "own_carries.years", holds=len(earlier) == 1, n=int(before["of_customers"]), years=len(earlier),
        earlier=before["share_of_amount"], least=min(earlier), largest=max(earlier), **_known(book, "years"),
    )  # fmt: skip
    table = pd.DataFrame(rows.values(), index=pd.Index(rows, name="last_day"))
    table = table[["of_customers", "customers", "share_of_amount", "low", "high"]].astype(float)
    formats: dict[str, Any] = {
        "of_customers": "count",
        "customers": "count",
        "share_of_amount": "percent",
        "low": "percent",
    }
    words = {"of_customers": "buyers", "customers": "fifth", "last_day": "year_to", "share_of_amount": "brought"}
    heads = {column: str(phrase(f"own_carries.{word}")) for column, word in words.items()}
    return said, format_table(table, heads=heads, last_day="day", **formats)


def _year(book: Book, after: pd.Timestamp, until: pd.Timestamp) -> pd.Series | None:
    """Give the row of the largest fifth in a year; None where fewer than five brought something."""
    try:
        with said_already():  # what came back and found no purchase is told under limits
            amounts = amount_between(book.quick, pd.RangeIndex(len(book.ids)), after=after, until=until)
    except SchemaError:  # not a row in that year
        return None
    if book.breaks(after + pd.Timedelta(days=1), until):  # days are missing, or money before and after differs
        return None
    amounts = amounts[amounts > 0]
    if len(amounts) < FEWEST:
        return None
    row = concentration_table(amounts, (FIFTH,)).drop(columns="caveat").iloc[0]
    return pd.concat([row, pd.Series({"of_customers": len(amounts)})]).astype(float)
