"""Whom do we call or write to on Monday, whom do we hold back or leave alone, and when do we know whether it paid?

`lists_for_monday`.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..exhibit import Claim, Exhibit, day, percent, phrase
from ..plot import half_side, plot_bars_with_intervals
from ..schema import typed
from ._lists_in_words import capital, drawn, list_sheet, said_of, who
from ._lists_side_by_side import lists_at_a_glance, overview
from ._once import once_a_book
from ._one_list import LIMIT, about, looked_at_again
from ._rules import FEWEST_BEFORE
from .book import Book
from .section import Section


@typed
@once_a_book
def lists_for_monday(book: Book) -> Section:
    """Say who is to be called, written to, held back or left alone, and what each list can show (周一名单).

    On the front stands who is on which list, how many they are, when one looks again, and for what. Lists are made by
    stated rules: the largest customers, those who are late by their own rhythm, first-time buyers who are late, and the
    long silent. Each rule is judged by what those did who were on the same list on past days; who next to never came
    back is left alone. Of a list that is long enough half is drawn out and held back as control (对照组).

    Parameters
    ----------
    book : Book
        What is known of the file.

    Returns
    -------
    Section
        Key "monday"; ``lists`` holds one table a list, index ``customer_id``: those to write to first, then those drawn
        out as control, in both the largest customer of the last year first; of the largest customers those who are late
        come before the others. It steps aside where nobody or one customer bought.

    See Also
    --------
    custseg.decide.list_prospects : What a list can expect and show.
    customer_rows : The same lists as sheets of a workbook.

    Examples
    --------
    >>> from custseg.brief import lists_for_monday, open_book
    >>> from custseg.datasets import load_cdnow
    >>> section = lists_for_monday(open_book(load_cdnow()))
    >>> list(section.lists)
    ['largest customers', 'long silent', 'late customers']
    """
    buyers = len(book.customers) if book.has_sales else 0
    if buyers < 2:
        said = said_of(book, "alone" if buyers else "aside", "title")
        return Section("monday", str(phrase("own_lists.topic")), said, aside=True)
    table = book.prospects
    lead = _lead(table)
    own = [about(book, str(name), row) for name, row in table.iterrows()]
    first = own[list(table.index).index(lead)] if lead is not None else ()
    rest = [said for name, some in zip(table.index, own, strict=True) if name != lead for said in some]
    return Section(
        "monday",
        str(phrase("own_lists.topic")),
        _title(book, table, lead),
        claims=tuple(first),
        table=lists_at_a_glance(book, table) if len(table) else None,
        caution=_caution(book, table),
        more=(*_figure(book, table), *rest, *((_order(book, table), overview(book, table)) if len(table) else ())),
        lists={str(phrase(f"own_lists.{name}")): list_sheet(book, name) for name in table.index},
    )


def first_list(book: Book) -> str | None:
    """Name the list with which Monday begins: one that can teach something, else that with most money to write to."""
    table = book.prospects
    if (lead := _lead(table)) is not None:
        return lead
    asked = table.index[table["action"] != "leave"]
    money = book.lists.groupby("list", observed=True)["amount_last_year"].sum().reindex(asked)
    money = money[money > 0]
    return str(money.idxmax()) if len(money) else None


def _lead(table: pd.DataFrame) -> str | None:
    """Name the list with which to begin: of those that can teach something the one at which most money came back."""
    learning = table[table["for_learning"]]
    if not len(learning):
        return None
    return str((learning["customers"] * learning["share"] * learning["amount_per_return"]).idxmax())


def _title(book: Book, table: pd.DataFrame, lead: str | None) -> Claim:
    if lead is None:
        return _service(book, table)
    write, leave = drawn(book, lead)
    return said_of(
        book,
        "title",
        "title",
        n=write + leave,
        unit="customers",
        who=who(lead),
        write=write,
        leave=leave,
        when=looked_at_again(book),
        points=100 * float(table["smallest_effect"][lead]),
        todo=None,
        buyers=len(book.customers),
    )


def _service(book: Book, table: pd.DataFrame) -> Claim:
    """Say whom to call and to write to, where no list is long enough to learn from."""
    counts = table.groupby("action")["customers"].sum()
    call, write = int(counts.get("call", 0)), int(counts.get("write", 0))
    if not call + write:
        return said_of(book, "nobody", "title", n=len(book.customers), unit="customers")
    which = "both" if call and write else "call" if call else "write"
    which_numbers: dict[str, dict[str, Any]] = {
        "both": {"call": call, "write": write},
        "call": {"call": call},
        "write": {"write": write},
    }
    lacking = dict.fromkeys(("who", "write", "leave", "when", "points"))
    todo = str(phrase(f"own_lists.todo_{which}", **which_numbers[which]))
    sizes = {"n": call + write, "unit": "customers", "buyers": len(book.customers)}
    return said_of(book, "title", "title", holds=False, todo=todo, **sizes, **lacking)


def _order(book: Book, table: pd.DataFrame) -> Claim:
    return said_of(book, "order", "order", order=", ".join(who(str(name)) for name in table.index))


def _caution(book: Book, table: pd.DataFrame) -> Claim | None:
    """Name the largest list that its own past speaks against."""
    against = table[(table["action"] == "leave") & (table["people"] >= FEWEST_BEFORE)]
    if not len(against):
        return None
    row = against.iloc[int(against["customers"].to_numpy().argmax())]
    name = str(row.name)
    return said_of(
        book,
        "contradicted" if row["share"] < LIMIT else "anyway",
        f"contradicted.{name}",
        n=int(row["customers"]),
        unit="customers",
        interval=(row["low"], row["high"]),
        who=who(name),
        members=int(row["members"]),
        came_back=int(row["came_back"]),
        share=percent(row["share"]),
    )


@half_side()
def _figure(book: Book, table: pd.DataFrame) -> tuple[Exhibit, ...]:
    known = table[table["members"] > 0]
    if not len(known):
        return ()
    bars = known[["share", "low", "high"]].assign(n=known["members"]).set_axis([capital(who(n)) for n in known.index])
    past_days = book.past_alike.index.get_level_values("cut").nunique()
    shown = plot_bars_with_intervals(
        bars,
        value="share",
        kind="percent",
        label=str(phrase("own_lists.figure_label", ahead=book.days_ahead)),
        caption=str(phrase("own_lists.figure_caption")),
        source=str(phrase("own_lists.figure_source", name=book.name, days=past_days, last_day=day(book.as_of))),
    )
    return (shown,)
