"""How does a file become a book? Read, asked about where no page could be right, and cut at the day of the answers.

`open_book`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..schema import Day, SchemaError, as_day, check_fraction, check_whole, typed
from ..tables import log_between, log_facts
from ..tables._release import release_memory
from ..tables._shelf import shelved
from ._customer_names import may_name
from ._long_file import numbered, signs_of, with_ids, without_the_gone
from ._rows import Rows, is_stale, rows_of, without_crowds
from ._serving_costs import costs_of
from .book import QUARTER, Book


@typed
def open_book(
    source: str | Path | pd.DataFrame,
    *,
    as_of: Day | None = None,
    name: str | None = None,
    currency: str | None = None,
    margin: float | None = None,
    by: str | None = None,
    costs: str | Path | pd.DataFrame | Mapping[str, Any] | None = None,
    days_ahead: int = QUARTER,
    seed: int = 1,
    leave_out: Sequence[str] = (),
    keep: Sequence[str] = (),
    turn_sign: bool = False,
    english_only: bool = False,
    reading: Mapping[str, Any] | None = None,
) -> Book:
    """Read a file of purchases, and settle what a page about its customers stands on.

    Parameters
    ----------
    source : path or DataFrame
        As for :func:`custseg.read.read_transactions`. A table that was read or loaded by custseg is taken as it is.
    as_of : str or date, optional
        The day that the answers are about; later rows are left out. Without it, the last day of the file: the clock is
        never read. Where the file ends so much earlier that it is stale, its last day stands in.
    name : str, optional
        Whose file it is, as a reader should see it; otherwise the name of the data set or of the file.
    currency : str, optional
        ISO code of the amounts, such as ``"EUR"``; otherwise what the file says.
    margin : float, optional
        What is left of a unit of sales after the cost of goods, between 0 and 1.
    by : str, optional
        A column by which customers are compared, as of their first purchase: ``"channel"``, ``"product"``.
    costs : path, DataFrame or mapping of str to DataFrame, optional
        What it costs to serve each customer in the days of the file: columns ``customer_id`` and ``cost``; or stated
        pools and activities, as :func:`custseg.read.read_cost_tables` reads them. Where these have no table of drivers,
        ``orders``, ``lines`` and ``returns`` are counted in the file.
    days_ahead : int, default 91
        How far forecasts look ahead, in days.
    seed : int, default 1
        Of everything that is drawn.
    leave_out, keep : sequence of str, optional
        Ids that stand for many people, such as a till: to leave out, or to keep as customers.
    turn_sign : bool, default False
        Whether purchases are the amounts below nought.
    english_only : bool, default False
        Whether to leave out the Chinese terms that stand beside the English ones.
    reading : mapping, optional
        Arguments for :func:`custseg.read.read_transactions`, where the file leaves something open.

    Returns
    -------
    Book
        With the rows up to the day of the answers, and what is known of them.

    Raises
    ------
    SchemaError
        With every problem and every open question of the file; or no row up to `as_of`; or no column `by`.
    ValueError
        A margin outside 0-1, or days below one.
    OSError
        A long file is laid aside in the folder for temporary files while it is read, and that folder is gone or cannot
        be written.

    See Also
    --------
    Section : What is made from a book.

    Examples
    --------
    >>> from custseg.brief import open_book
    >>> from custseg.datasets import load_cdnow
    >>> open_book(load_cdnow()).as_of
    Timestamp('1998-06-30 00:00:00')
    """
    check_whole(days_ahead, "days_ahead", at_least=1)
    if margin is not None:
        check_fraction(np.asarray(margin), None, "margin", "It is a share of sales: write 30 % as 0.3.")
    spelt = partial(_is_spelt, by=by)
    whole = None if leave_out else spelt
    until = None if as_of is None else pd.Timestamp(as_day(as_of, "as_of"))
    rows = rows_of(source, reading or {}, turn_sign=turn_sign, spelt=whole, leave_out=leave_out, until=until)
    if problems := _not_in(rows, by, as_of):
        raise SchemaError(*problems)
    rows, at_the_end = without_crowds(rows, leave_out, keep)
    log, ids = numbered(rows.log, rows.ids, spelt)
    last, signs, stale_on = _day_of_answers(log, ids, as_of, at_the_end)
    if ids is None or last < log["date"].max().normalize():
        log, ids = without_the_gone(log_between(log, until=last), ids)
    days = log.assign(customer_id=np.zeros(len(log), dtype=np.int32))  # who they are was checked; reading it takes long
    facts = log_facts(days, name=name, currency=currency)
    table = None if costs is None else costs_of(costs, with_ids(log, ids), facts.currency_code)
    said = {"leave_out": [str(one) for one in leave_out], "keep": [str(one) for one in keep], "turn_sign": turn_sign}
    log, ids = (log, None) if ids is None else (shelved(log), shelved(ids))
    release_memory()
    told = (margin, by, table, days_ahead, seed, stale_on, said, signs, english_only)
    return Book(log, rows.set_aside, last, facts, *told, ids)


def _day_of_answers(
    log: pd.DataFrame, ids: pd.Index | None, as_of: Day | None, at_the_end: pd.DataFrame
) -> tuple[pd.Timestamp, pd.DataFrame | None, pd.Timestamp | None]:
    """Give the day of the answers, what is odd on it where that is known, and the day asked if the file is too old."""
    end = log["date"].max().normalize()
    asked = end if as_of is None else pd.Timestamp(as_day(as_of, "as_of"))
    then = signs_of(log, ids, asked) if asked > end else at_the_end
    if is_stale(then):
        return end, None if asked < end else at_the_end, asked
    return asked, None if asked < end else then, None


def _is_spelt(column: object, by: str | None) -> bool:
    """Say whether a page asks for what stands in a column, and not only which rows are alike in it."""
    return column == by or may_name(column)


def _not_in(rows: Rows, by: str | None, as_of: Day | None) -> list[str]:
    """Say that a column is not there to compare by, and that a day is before the first row."""
    log, problems = rows.log, []
    if by == "order_id" and rows.no_order:
        problems.append(
            f"{rows.no_order}, so that customers cannot be compared by it: by must be a column that names what each "
            "row was, such as a channel. Pass another one, leave by out, or give every row its order in the file."
        )
    elif by is not None and by not in log.columns:
        found = ", ".join(map(str, log.columns))
        problems.append(f"the file has no column {by!r} to compare by (found: {found}).")
    first = log["date"].min()
    if as_of is not None and pd.Timestamp(as_day(as_of, "as_of")) < first.normalize():
        problems.append(
            f"nobody bought or returned anything up to {as_of}: the first row is of {first:%Y-%m-%d}; ask about that "
            "day or a later one."
        )
    return problems
