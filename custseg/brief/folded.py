"""What stands behind the page for those who want to look up? Cohorts, RFM names, profit, methods, norms, words.

`appendix`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import numpy as np
import pandas as pd

from ..catalogue import glossary, load_grid, norms, phrases
from ..exhibit import Claim, claim, day, format_table, number, percent, phrase
from ..resample import wilson_interval
from ..schema import Period, said_already, typed
from ..segment.grids.value_grid import ValueGrid
from ..tables import customer_table, log_between
from ..value import cohort_table
from ._once import once_a_book
from ._serving_costs import costs_of_strangers, profit_of, without_costs
from ._words import in_languages
from .book import Book
from .section import Section

CALL = "custseg.brief.appendix(book)"
YEAR = 365
MOST_COHORTS = 13
LATELY = ("champions", "loyal", "potential_loyalists", "new", "promising")  # names for who buys lately
OWN_NAMES = ("lost", "at_risk", "cannot_lose")
METHODS = ("purchase", "past", "interval", "effect", "alike", "expected", "triangle")
WORDS = (
    "cohort", "cohort triangle", "first purchase", "repeat rate", "repeat purchases", "recency", "frequency",
    "RFM analysis", "control group", "break-even", "cost to serve", "forecast interval",
)  # fmt: skip
Folded = Claim | pd.DataFrame


@typed
@once_a_book
def appendix(book: Book) -> Section:
    """Give what one may want to look up; all of it is folded (附录).

    Parameters
    ----------
    book : Book
        What is known of the file.

    Returns
    -------
    Section
        Key "appendix": nothing but its title on the front. Behind it the cohort triangle; the names of the RFM grid
        with what each group did in the last window that is over; profit and cost to serve, where given; methods in
        short; figures of the literature; words.

    See Also
    --------
    custseg.catalogue.norms : The figures of the literature.
    custseg.value.cohort_table : The triangle.

    Examples
    --------
    >>> from custseg.brief import appendix, open_book
    >>> from custseg.datasets import load_cdnow
    >>> section = appendix(open_book(load_cdnow()))
    >>> section.key, len(section.claims)
    ('appendix', 0)
    """
    parts = [*_triangle(book), *_rfm(book), *_profit(book), *_methods(book), *_norms(book), *_words(book)]
    return Section(
        "appendix",
        str(phrase("own_appendix.topic")),
        _claim(book, "title", holds=not book.english_only),
        more=tuple(parts),
    )


def _triangle(book: Book) -> Iterator[Folded]:
    """Give the shares of each cohort who bought in each later period, in the finest periods that fit."""
    period = _period(book)
    if period is None:
        yield _claim(book, "triangle", holds=False, period="")
        return
    table = cohort_table(book.log, observed_until=book.as_of, period=cast(Period, period))
    yield _claim(book, "triangle", period=str(phrase(f"own_appendix.{period}")))
    shares = table["retention"].unstack("age").drop(columns=0).mul(100)  # noqa: PD010
    shown = shares.map(lambda share: "" if np.isnan(share) else number(share, 0))
    shown.insert(0, "customers", table["customers"].groupby("cohort").first().map("{:,}".format))
    yield format_table(shown.rename(columns=str).rename_axis(columns=None).set_axis(shown.index.astype(str)))


def _period(book: Book) -> str | None:
    """Choose months, quarters or years, so that at least two are over and at most 13 cohorts stand below each other."""
    if not book.has_sales:
        return None
    first = book.customers["first_purchase"].min()
    for period in ("M", "Q", "Y"):
        over = pd.period_range(first, book.as_of + pd.Timedelta(days=1), freq=period)[:-1]
        if len(over) < 2:
            return None
        if len(over) <= MOST_COHORTS or period == "Y":
            return period
    return None


def _rfm(book: Book) -> Iterator[Folded]:
    """Name customers on the last past day, and say what each group did after it."""
    why = _why_no_names(book)
    cut = book.as_of - pd.Timedelta(days=book.days_ahead)
    if not why:
        with said_already():  # under limits
            customers = customer_table(log_between(book.log, until=cut), as_of=cut)
        try:
            names = ValueGrid("rfm").fit(customers).predict(customers)
        except ValueError:  # a column without any spread
            why = str(phrase("own_appendix.rfm_no_spread", n=len(customers)))
    if why:
        yield _claim(book, "rfm", holds=False, cut="", ahead=book.days_ahead, why=why)
        return
    yield _claim(book, "rfm", cut=day(cut), ahead=book.days_ahead, why="")
    silent = names.isin(LATELY) & (customers["recency"] > YEAR)
    yield _claim(book, "guard", holds=bool(silent.any()), n=int(silent.sum()), unit="customers", cut=day(cut))
    shown = names.astype("object").mask(silent, "silent")
    later = pd.DataFrame(book.past.xs(cut, level="cut")).reindex(customers.index)
    yield _champions(book, shown, later)
    yield _groups(book, shown, later)


def _why_no_names(book: Book) -> str:
    cut = book.as_of - pd.Timedelta(days=book.days_ahead)
    if not book.has_sales or not len(book.past) or cut not in book.past.index.get_level_values("cut"):
        return str(phrase("own_appendix.rfm_too_short", days=book.days_ahead))
    return ""


def _champions(book: Book, names: pd.Series, later: pd.DataFrame) -> Claim:
    best = later["came_back"][names == "champions"]
    return _claim(
        book,
        "champions",
        holds=bool(len(best)),
        n=len(best),
        unit="customers",
        share=percent(best.mean()),
        everybody=len(later),
        all_share=percent(later["came_back"].mean()),
    )


def _groups(book: Book, names: pd.Series, later: pd.DataFrame) -> pd.DataFrame:
    groups = later.groupby(names)
    back = groups["came_back"]
    table = pd.DataFrame({"customers": back.size(), "came_back": back.sum()}).astype("int64")
    table["came_back_after"] = table["came_back"] / table["customers"]
    table["low"], table["high"] = wilson_interval(table["came_back"].to_numpy(), table["customers"].to_numpy())
    table["amount_per_customer"] = groups["amount_later"].mean()
    order = [name for name in [*_grid_names(), "silent"] if name in table.index]
    table = table.loc[order, ["customers", "came_back_after", "low", "high", "amount_per_customer"]]
    table.index = pd.Index(
        [in_languages(book, _grid_names().get(name, "") or _own_name(name)) for name in order], name="group"
    )
    written: Any = book.money
    return format_table(table, came_back_after="percent", low="percent", amount_per_customer=written)


def _grid_names() -> dict[str, str]:
    """Give the names of the grid in both languages, those aside that say more than a log can know."""
    return {
        one.key: _own_name(one.key) if one.key in OWN_NAMES else f"{one.name_en} {one.name_zh}"
        for one in load_grid("rfm").segments
    }


def _own_name(key: str) -> str:
    return str(phrase(f"own_appendix.rfm_{key}"))


def _profit(book: Book) -> Iterator[Folded]:
    """Give profit by customer, as far as margin and costs are known."""
    table = profit_of(book)
    if table is None:
        yield _claim(book, "profit", holds=False, n=0, unit="customers", unprofitable=0, basis="")
        return
    bad = int((table["outcome"] == "unprofitable").sum())
    key = "with_margin" if book.margin is not None else "without_margin"
    basis = str(phrase(f"own_appendix.{key}", margin=percent(book.margin)) if book.margin is not None
                else phrase(f"own_appendix.{key}"))  # fmt: skip
    yield _claim(book, "profit", n=len(table), unit="customers", unprofitable=bad, basis=f", {basis}")
    yield from _of_costs(book)
    sums = table.groupby("outcome")[["revenue", "gross_margin", "cost_to_serve", "profit"]].sum()
    sums.insert(0, "customers", table["outcome"].value_counts())
    sums = sums.reindex([one for one in ("profitable", "break-even", "unprofitable") if one in sums.index])
    sums.index = pd.Index([str(phrase(f"own_appendix.{one.replace('-', '_')}")) for one in sums.index], name="outcome")
    money: dict[str, Any] = dict.fromkeys(["revenue", "gross_margin", "cost_to_serve", "profit"], book.money)
    yield format_table(sums, **money)


def _of_costs(book: Book) -> Iterator[Folded]:
    """Say whose costs are not counted, who has none, and what of stated costs nobody asked for."""
    strangers, without = costs_of_strangers(book), without_costs(book)
    if len(strangers):
        yield _claim(book, "strangers", n=len(strangers), unit="customers", cost=book.money(float(strangers.sum())))
    if without:
        yield _claim(book, "without_costs", n=without, unit="customers")
    told = {} if book.costs is None else book.costs.attrs
    if "unused" in told:
        unused, pools = (book.money(told[name]) for name in ("unused", "pools"))
        n = len(book.costs) if book.costs is not None else 0
        yield _claim(book, "unused", n=n, unit="customers", unused=unused, pools=pools)


def _methods(book: Book) -> Iterator[Folded]:
    known = phrases()
    yield _claim(book, "methods")
    rows = {known[f"own_appendix.method_{one}"]: known[f"own_appendix.method_{one}_text"] for one in METHODS}
    yield pd.DataFrame({"how": rows}).rename_axis("what")


def _norms(book: Book) -> Iterator[Folded]:
    yield _claim(book, "norms")
    table = norms()
    table["n"] = [f"{n:,} {unit}" for n, unit in zip(table["n"], table["unit"], strict=True)]
    shown = table.drop(columns="unit").rename(columns={"n": "of_how_many"}).set_index("what")
    yield format_table(shown, figure="percent")


def _words(book: Book) -> Iterator[Folded]:
    if book.english_only:  # they stand there for both languages
        return
    yield _claim(book, "words")
    yield format_table(glossary().set_index("term_en").loc[list(WORDS), ["term_zh", "note"]])


def _claim(book: Book, key: str, *, holds: bool = True, **values: Any) -> Claim:
    return claim(f"own_appendix.{key}", holds=holds, id=f"appendix.{key}", dates=book.dates, call=CALL, **values)
