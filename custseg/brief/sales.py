"""Why did sales move? Buyers, orders of each, size of an order, margin; like season against like.

`why_sales_moved`.
"""

from __future__ import annotations

import pandas as pd

from ..exhibit import Claim, Exhibit, Sentence, claim, count, format_table, money, number, percent, period_name, phrase
from ..plot import plot_bridge
from ..resample import Twin, shuffle_labels, spread_between, twin
from ..schema import SchemaError, typed
from ..value import customers_to_stand_still, sales_by_first_purchase, sales_change, weekly_sales
from ._periods import Pair, pair_of_periods
from .book import Book
from .section import Section

TWINS = 200
MOST = 0.5  # of the change: what makes more of it is most of it
TIMES = 2.0  # a ratio from which on one says "times"
BREAK = 3.0  # orders that many times as large are asked about
YEAR_OF_QUARTERS = 4


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
        The last quarter that is over against the same one a year before; in a shorter log the last two equal stretches
        of whole months, three or one, and then said as such. With a column ``cost`` the change of amount less cost, and
        the margin as a fourth factor. It steps aside where there are no such periods, or one of them has a month
        without a row.

    See Also
    --------
    custseg.value.sales_change : The factors.

    Examples
    --------
    >>> from custseg.brief import open_book, why_sales_moved
    >>> from custseg.datasets import load_cdnow
    >>> why_sales_moved(open_book(load_cdnow())).title
    Sales of the second quarter of 1998 were 48% below those of the same quarter a year before, most of it through fewer buyers.
    """
    pair, topic = pair_of_periods(book), str(phrase("own_sales.topic"))
    if pair is None:
        said = claim("own_sales.aside", holds=True, dates=book.dates, id="sales.title")
        return Section("sales", topic, said, aside=True)
    if (why_not := _not_comparable(book, pair)) is not None:
        return Section("sales", topic, why_not, aside=True)
    change = _change(book, pair)
    if change is None:
        names = " and ".join(pair.names)
        return Section(
            "sales", topic, claim("own_sales.empty", holds=True, when=names, dates=book.dates, id="sales.title"), aside=True
        )
    return Section(
        "sales",
        topic,
        _title(book, pair, change),
        claims=(_parts(book, change), *_stand_still(book, pair)),
        exhibit=_bridge(book, pair, change),
        caution=_caution(book, pair, change),
        more=(*_earlier(book), *_by_first_purchase(book)),
    )


def _known(book: Book, name: str) -> dict[str, object]:
    return {"dates": book.dates, "call": "custseg.brief.why_sales_moved(book)", "id": f"sales.{name}"}


def _not_comparable(book: Book, pair: Pair) -> Claim | None:
    """Name the first month of the two periods without a row, if there is one."""
    sold = book.log["date"][book.log["amount"] >= 0]
    months = set(sold.dt.to_period("M").unique())
    asked = [*pd.period_range(*pair.before, freq="M"), *pd.period_range(*pair.after, freq="M")]
    empty = [month for month in asked if month not in months]
    if not empty:
        return None
    before, after = pair.names
    month = period_name(empty[0].start_time.normalize(), empty[0].end_time.normalize())
    return claim("own_sales.hole", holds=True, month=month, before=before, after=after, **_known(book, "title"))


def _change(book: Book, pair: Pair) -> pd.DataFrame | None:
    """Split the change, with the margin where costs are known and left something; None where nothing was sold."""
    for of in ("margin", "amount") if "cost" in book.log.columns else ("amount",):
        try:
            return sales_change(book.log, **pair.days(), of=of)
        except ValueError:  # nothing above zero to split
            continue
    return None


def _title(book: Book, pair: Pair, change: pd.DataFrame) -> Claim:
    before, after = pair.names
    total = change.loc["total"]
    those = phrase("own_sales.year_before") if pair.like else phrase("own_sales.months_before", before=before)
    return claim(
        "own_sales.title",
        holds=bool(total["change"] != 0),
        twin=_twin(book, pair),
        money=phrase("own_sales.profit" if "margin_rate" in change.index else "own_sales.sales"),
        after=after,
        those=those,
        moved=_moved(total["ratio"]),
        how=_how(change) if total["change"] else None,
        now=book.money(total["after"]),
        then=book.money(total["before"]),
        **_known(book, "title"),
    )


def _twin(book: Book, pair: Pair) -> Twin:
    weeks = weekly_sales(book.sample, **pair.days())
    return twin(
        weeks, shuffle_labels, spread_between, what=str(phrase("own_sales.what")), n=TWINS, random_state=book.seed
    )


def _moved(ratio: float) -> Sentence:
    """Say how the second period stands to the first: "22% below", "3.4 times"."""
    if ratio >= TIMES:
        return phrase("own_sales.times", times=number(ratio))
    return phrase("own_sales.above" if ratio >= 1 else "own_sales.below", share=percent(abs(ratio - 1)))


def _how(change: pd.DataFrame) -> Sentence:
    """Say through which factor most of the change came, and which pulled the other way."""
    share = change["share"].drop("total")
    factor = _moving(change, str(share.idxmax()))
    if share.max() > 1:
        return phrase("own_sales.against", factor=factor, other=_moving(change, str(share.idxmin())))
    return phrase("own_sales.most" if share.max() >= MOST else "own_sales.part", factor=factor)


def _moving(change: pd.DataFrame, factor: str) -> Sentence:
    return phrase(f"own_sales.{factor}_{'up' if change.loc[factor, 'ratio'] >= 1 else 'down'}")


def _parts(book: Book, change: pd.DataFrame) -> Claim:
    buyers, orders, size = (change.loc[name] for name in ("buyers", "orders_per_buyer", "amount_per_order"))
    said = {
        "buyers_before": int(buyers["before"]), "buyers_after": int(buyers["after"]),
        "buyers": _signed(book, buyers["change"]),
        "orders_before": number(orders["before"], 2), "orders_after": number(orders["after"], 2),
        "orders": _signed(book, orders["change"]),
        "size_before": money(size["before"], digits=2), "size_after": money(size["after"], digits=2),
        "size": _signed(book, size["change"]),
    }  # fmt: skip
    if "margin_rate" not in change.index:
        return claim("own_sales.parts", holds=True, **said, **_known(book, "parts"))
    rate = change.loc["margin_rate"]
    said |= {"rate_before": percent(rate["before"], 1), "rate_after": percent(rate["after"], 1)}
    return claim("own_sales.parts_margin", holds=True, rate=_signed(book, rate["change"]), **said, **_known(book, "parts"))


def _signed(book: Book, amount: float) -> str:
    """Write a change of money with its sign, in whole units."""
    return f"{'+' if amount > 0 else ''}{money(amount, book.facts.currency_code, digits=0)}"


def _stand_still(book: Book, pair: Pair) -> tuple[Claim, ...]:
    """Say how many new customers it took to hold the sales of a year before; only of like seasons."""
    if not pair.like:
        return ()
    table = _needed(book)
    row = table.iloc[-1]
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
    return customers_to_stand_still(book.log, observed_until=book.as_of, period="Q", since=YEAR_OF_QUARTERS)


def _caution(book: Book, pair: Pair, change: pd.DataFrame) -> Claim | None:
    ratio = change.loc["amount_per_order", "ratio"]
    if not 1 / BREAK < ratio < BREAK:
        return claim("own_sales.prices", holds=True, times=number(ratio), **_known(book, "prices"))
    if not pair.like:
        return claim("own_sales.seasons", holds=True, **_known(book, "seasons"))
    return None


def _bridge(book: Book, pair: Pair, change: pd.DataFrame) -> Exhibit:
    before, after = pair.names
    names = {name: str(phrase(f"own_sales.{name}")) for name in change.index.drop("total")}
    moved = change.drop(index="total")["change"].rename(names)
    parts = "; ".join(f"{name} {_signed(book, value)}" for name, value in moved.items())
    ends = {
        "start": book.money(change.loc["total", "before"]), "end": book.money(change.loc["total", "after"]),
        "before": before, "after": after,
    }  # fmt: skip
    return plot_bridge(
        change[["before", "after", "change"]].rename(index=names),
        before=before,
        after=after,
        currency=book.facts.currency_code,
        title=phrase("own_sales.figure", **ends),
        caption=phrase("own_sales.caption"),
        alt=phrase("own_sales.alt", parts=parts, **ends),
    )


def _earlier(book: Book) -> tuple[Claim, ...]:
    """Split the change of the year before in the same way, where the log reaches back so far."""
    pair = pair_of_periods(book, years_back=1)
    if pair is None or _not_comparable(book, pair) is not None:
        return ()
    change = _change(book, pair)
    if change is None or not change.loc["total", "change"]:
        return ()
    before, after = pair.names
    said = {"before": before, "after": after, "moved": _moved(change.loc["total", "ratio"]), "how": _how(change)}
    return (claim("own_sales.earlier", holds=True, twin=_twin(book, pair), **said, **_known(book, "earlier")),)


def _by_first_purchase(book: Book) -> tuple[pd.DataFrame, ...]:
    """Show the sales of each quarter by the year in which their buyers first bought, and who it took to stand still."""
    try:
        sales = sales_by_first_purchase(book.log, observed_until=book.as_of)
    except SchemaError:  # not one whole quarter
        return ()
    sales.index.name, sales.columns = str(phrase("own_sales.period")), sales.columns.astype(str)
    heads = {name: str(phrase("own_sales.first_bought", year=name)) for name in sales.columns}
    shown = sales.iloc[-12:].set_axis(sales.index[-12:].astype(str).rename("period"), axis=0)
    return (format_table(shown, heads=heads, **{name: "money:0" for name in shown.columns}),)
