"""What is the answer in one breath? Who brought how much, how few of them half of it, and what to do first.

`the_answer`.
"""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..decide import comeback_rates, largest_customers, overdue, silent_newcomers
from ..decide.lists_and_controls import Rule
from ..exhibit import Claim, Exhibit, claim, percent, phrase, sentence
from ..plot import half_side, plot_lines
from ..schema import typed
from ..value import customers_who_bring
from ._periods import all_equal, giant_account, year_name
from ._ripe_buyers import half_by
from ._words import people, short_name
from .book import Book
from .section import Section

POINTS = 200  # of the curve: more cannot be seen
WEEK = 7
LARGEST = 10
CUTS = 4
WORTHWHILE = 0.01  # of the money: a list that holds less is not the first thing to do
SELDOM = 0.1  # who surely comes back less often than this is not written to first
OFTEN = 0.75  # nor who surely comes back more often: they need no letter


@typed
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
        claims=() if first is None else (first.said,),
        exhibit=None if all_equal(amounts) else _curve(amounts, half),
        more=() if first is None else tuple(first.behind),
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


class _First(NamedTuple):
    """What to do first, and what lies behind it."""

    said: Claim
    behind: list[Claim]


def _first(book: Book) -> _First | None:
    """Choose the one very large account; else the list with most money of the last year; else the largest customers."""
    if len(book.rhythm) == 1 or all_equal(book.year_amounts):
        return None
    amounts, known = book.year_amounts, _known(book, "first")
    if (giant := giant_account(book)) is not None:
        said = claim("own_answer.first_giant", holds=True, n=1, name=short_name(giant[0]), share=giant[1], **known)
        return _First(said, [])
    before, lists = _came_back(book), _late_lists(book)
    behind = _behind_late(book, before)
    if behind and behind[-1].key in ("own_answer.late_gone", "own_answer.late_left_alone"):
        del lists["late"]
    worth = pd.Series({name: listed["amount_last_year"].sum() for name, listed in lists.items()}, dtype="float64")
    if not (worth >= WORTHWHILE * amounts.sum()).any():
        largest = _largest_first(book)
        return None if largest is None else _First(largest, behind if "late" not in lists else [])
    longest = str(worth.idxmax())
    who = phrase(f"own_answer.{longest}", people=people(len(lists[longest])))
    said = claim(
        "own_answer.first", holds=True, n=len(lists[longest]), who=who, worth=book.money(worth[longest]), **known
    )
    return _First(said, behind if longest == "late" or "late" not in lists else [])


def _late_lists(book: Book) -> dict[str, pd.DataFrame]:
    """Give who is late by their own rhythm, and whose second order is late by that of others."""
    rules: dict[str, Rule] = {"late": overdue}
    if (day := half_by(book)) is not None:
        rules["newcomers"] = partial(silent_newcomers, after=day, until=day + WEEK)
    return {name: book.rhythm[rule(book.rhythm)] for name, rule in rules.items()}


def _largest_first(book: Book) -> Claim | None:
    """Name the fifth that brings most, ten at most; nobody where there is no fifth."""
    most = min(LARGEST, len(book.year_amounts) // 5)
    if not most:
        return None
    listed = book.rhythm[largest_customers(book.rhythm, customers=most)]
    worth = book.money(listed["amount_last_year"].sum())
    key = "own_answer.first_largest" if most == 1 else "own_answer.first_large"
    return claim(key, holds=True, n=len(listed), worth=worth, **_known(book, "first"))


def _behind_late(book: Book, before: pd.Series | None) -> list[Claim]:
    """Say what late means, and what became of those who were late before: what their list is worth."""
    rule = claim("own_answer.late_rule", holds=True, id="answer.late-rule")
    if before is None:
        return [rule]
    key = "late_gone" if before["high"] < SELDOM else "late_left_alone" if before["low"] > OFTEN else "late_before"
    whom = phrase("own_answer.sampled" if book.quick_sample is not book.quick else "own_answer.everybody")
    said = claim(
        f"own_answer.{key}", holds=True, n=int(before["members"]), interval=(before["low"], before["high"]),
        back=int(before["came_back"]), share=before["share"], cuts=int(before["cuts"]), days=book.days_ahead, whom=whom,
        **_known(book, "late-before"),
    )  # fmt: skip
    return [rule, said]


def _came_back(book: Book) -> pd.Series | None:
    """Say how many who were late on earlier days bought again; None where the log is too short for two such days."""
    ahead = book.days_ahead
    days = [book.as_of - pd.Timedelta(days=ahead * back) for back in range(1, CUTS + 1)]
    begins = pd.Timestamp(book.facts.first_day) + pd.Timedelta(days=ahead)
    cuts = [day for day in days if day >= max(begins, book.customers["first_purchase"].min())]
    if len(cuts) < 2:
        return None
    rates = comeback_rates(
        book.quick_sample, {"late": overdue}, cuts=cuts, ahead=ahead, observed_until=book.as_of
    ).iloc[0]
    return None if not rates["members"] else pd.concat([rates, pd.Series({"cuts": len(cuts)})])


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
