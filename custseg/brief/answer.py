"""What is the answer in one breath? Who brought how much, how few of them half of it, and what to do first.

`the_answer`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..exhibit import Claim, Exhibit, claim, percent, phrase, sentence
from ..plot import half_side, plot_lines
from ..schema import typed
from ..value import customers_who_bring
from ._once import once_a_book
from ._periods import all_equal, giant_account, year_name
from ._words import people, short_name
from .book import Book
from .monday import first_list
from .section import Section

POINTS = 200  # of the curve: more cannot be seen


@typed
@once_a_book
def the_answer(book: Book) -> Section:
    """Say who brought how much in the last year, how few of them brought half, and what to do first.

    Parameters
    ----------
    book : Book
        From :func:`open_book`.

    Returns
    -------
    Section
        Its title counts customers and money of the 365 days that end on the day of the answers, or of the whole log
        where it is shorter; refunds are set against what they undo. It steps aside where nothing was sold.

    See Also
    --------
    who_carries_it : The shares behind it, with their intervals.

    Examples
    --------
    >>> from custseg.brief import open_book, the_answer
    >>> from custseg.datasets import load_cdnow
    >>> the_answer(open_book(load_cdnow(), as_of="1997-12-31")).title
    2,349 customers brought 201,225 USD in the 365 days to 31 December 1997; the 250 largest of them brought half.
    """
    amounts = book.year_amounts
    if amounts.empty:
        return Section("answer", str(phrase("own_answer.topic")), _nothing(book), aside=True)
    half = customers_who_bring(amounts)
    first = _first(book)
    return Section(
        "answer",
        str(phrase("own_answer.topic")),
        _title(book, half),
        claims=() if first is None else (first,),
        exhibit=None if all_equal(amounts) else _curve(amounts, half),
    )


def _known(book: Book, name: str) -> dict[str, Any]:
    return {
        "unit": "customers", "dates": book.dates, "call": "custseg.brief.the_answer(book)", "id": f"answer.{name}",
    }  # fmt: skip


def _title(book: Book, half: int) -> Claim:
    amounts = book.year_amounts
    said: dict[str, Any] = {"brought": book.money(amounts.sum()), "window": year_name(book)}
    known = _known(book, "title")
    if len(amounts) == 1:
        return claim("own_answer.title_one", holds=True, n=1, **said, **known)
    if all_equal(amounts):
        return claim("own_answer.title_equal", holds=True, n=len(amounts), **said, **known)
    if half == 1:
        return claim("own_answer.title_one_brings_half", holds=True, n=len(amounts), **said, **known)
    return claim("own_answer.title", holds=True, n=len(amounts), half=half, **said, **known)


def _nothing(book: Book) -> Claim:
    known: dict[str, Any] = {"n": 0, "window": year_name(book), **_known(book, "title")}
    if not book.has_sales:
        return claim("own_answer.refunds", holds=True, rows=len(book.log), **known)
    return claim("own_answer.aside", holds=True, **known)


def _first(book: Book) -> Claim | None:
    """Choose the one very large account; else the list with which Monday begins."""
    if len(book.rhythm) == 1 or all_equal(book.year_amounts):
        return None
    known = _known(book, "first")
    if (giant := giant_account(book)) is not None:
        name = short_name(book.called(giant[0]))
        return claim("own_answer.first_giant", holds=True, n=1, name=name, share=giant[1], **known)
    first = first_list(book)
    if first is None:  # nobody is to be called or written to
        return None
    if first == "largest":
        return _largest_first(book)
    members = book.lists[book.lists["list"] == first]
    write = int((members["draw"] == "write").sum())
    who = phrase(f"own_answer.{first}", people=people(len(members)))
    worth = book.money(members["amount_last_year"].sum())
    return claim(
        "own_answer.first", holds=write < len(members), n=len(members), who=who, write=write, worth=worth, **known
    )


def _largest_first(book: Book) -> Claim:
    """Name the largest, as Monday's list does."""
    listed = book.lists[book.lists["list"] == "largest"]
    worth = book.money(listed["amount_last_year"].sum())
    key = "own_answer.first_largest" if len(listed) == 1 else "own_answer.first_large"
    return claim(key, holds=True, n=len(listed), worth=worth, **_known(book, "first"))


@half_side()
def _curve(amounts: pd.Series, half: int) -> Exhibit:
    money = np.sort(amounts.to_numpy())[::-1].cumsum()
    n = len(money)
    at = np.unique(np.r_[np.linspace(0, n, min(n, POINTS) + 1).round(), half].astype(int))
    reached = np.r_[0.0, money / money[-1]][at].clip(0.0, 1.0)
    across, half_name = str(phrase("own_answer.across")), str(phrase("own_answer.half"))
    table = pd.DataFrame({str(phrase("own_answer.of_sales")): reached}, index=pd.Index(100 * at / n, name=across))
    share = percent(half / n)
    return plot_lines(
        table,
        kind="percent",
        across=f"{across}, %",
        label=str(phrase("own_answer.of_sales")),
        reference=(0.5, half_name),
        title=phrase("own_answer.figure.holds", share=share),
        caption=sentence(""),
        alt=phrase("own_answer.alt.holds", half=half, n=n, share=share),
    )
