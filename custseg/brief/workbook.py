"""What is to be known of each customer, in one row, and of each row that was set aside?

`customer_rows`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from ..decide import comeback_of_alike
from ..decide.alike import PURCHASE_DAYS, SILENT_FROM
from ..exhibit import phrase
from ..resample import customer_intervals
from ..schema import typed
from ._customer_names import customer_names
from ._lists_in_words import head_of_last_year, list_sheet
from ._once import lists_of
from ._serving_costs import profit_of
from .book import Book
from .coming_back import sheet_of, who_comes_back
from .groups import groups_today
from .moved import moves_of_all, who_moved

LEVEL = 0.9
MONEY = (
    "amount", "amount_last_year", "expected_amount", "expected_amount_low", "expected_amount_high",
    "from_score", "to_score", "cost_to_serve", "profit",
)  # fmt: skip


@typed
def customer_rows(book: Book) -> dict[str, pd.DataFrame]:
    """Give the sheets of the workbook: everybody in a row each, one sheet a list, and the rows that were set aside.

    Parameters
    ----------
    book : Book
        What is known of the file.

    Returns
    -------
    dict of str to DataFrame
        ``"customers"``, index ``customer_id``: the name, if the file has a column of names; first and last purchase,
        purchase days, orders, amount, amount of the last year, usual gap, recency; cost to serve and profit over the
        whole file, if costs were given; group with its rule; spending band of the last quarter and of the same one a
        year before, 0 for nothing bought; expected purchases and amount of the days ahead with the ends of a 90 %
        interval, where the file's past allows it; of 100 customers like this one how many came back, of how many, and
        who is like this one; list, what to do, and why. Then a sheet a list, with how many of 100 like this one came
        back; those of the sections about who comes back and who moved, the silent newcomers only where no list for
        Monday has them all; and ``"set aside"`` with the reason. Money has two decimals. Sheets without a row are left
        out, but for the first; so are columns in which nothing stands for anybody. ``attrs["heads"]`` of the
        first are heads of columns, by their names, that go before the usual ones.

    See Also
    --------
    lists_for_monday : The lists.
    custseg.report.write_customers_workbook : Writes such sheets.

    Examples
    --------
    >>> from custseg.brief import customer_rows, open_book
    >>> from custseg.datasets import load_cdnow
    >>> sheets = customer_rows(open_book(load_cdnow()))
    >>> {name: len(sheet) for name, sheet in sheets.items()}
    {'customers': 2357, 'largest customers': 10, 'long silent': 1539, 'late customers': 209}
    """
    names = list(book.prospects.index) if book.has_sales else []
    lists = {str(phrase(f"own_lists.{name}")): list_sheet(book, str(name)) for name in names}
    others = {**_newcomers(book), **lists_of(who_moved, book)} if book.has_sales else {}
    if book.has_sales:
        _done_with_rows(book)
    everybody = _customers(book, lists)
    lists = {name: _with_back(sheet, everybody) for name, sheet in lists.items()}
    sheets = {str(phrase("own_workbook.customers")): everybody, **lists, **others}
    named = customer_names(book)
    sheets = {name: _without_empty(_with_names(sheet, named)) for name, sheet in sheets.items()}
    sheets = {name: book.held(book.named(_in_cents(book, sheet))) for name, sheet in sheets.items()}
    everybody = next(iter(sheets.values()))
    everybody.attrs = {**everybody.attrs, "heads": head_of_last_year(book)}
    if len(book.set_aside):
        sheets[str(phrase("own_workbook.set_aside"))] = book.set_aside.set_index("row")
    return sheets


def _done_with_rows(book: Book) -> None:
    """Let the rows go once all that is told of a customer is summed up: the sheets are as large."""
    groups_today(book)
    moves_of_all(book)
    if np.isfinite(book.forecast.low):
        _ = book.expected, book.expected_before
    book.let_rows_go()


def _in_cents(book: Book, sheet: pd.DataFrame) -> pd.DataFrame:
    """Round money to two decimals: sums of floats end in digits that nobody paid."""
    return sheet.assign(**{column: book.held(sheet[column].round(2)) for column in MONEY if column in sheet})


def _with_names(sheet: pd.DataFrame, names: pd.Series | None) -> pd.DataFrame:
    """Put what a customer is called beside the id, where the file says it."""
    return sheet if names is None else pd.concat([names.reindex(sheet.index).to_frame(), sheet], axis=1)


def _without_empty(sheet: pd.DataFrame) -> pd.DataFrame:
    """Leave out columns in which nothing stands for anybody, as an expectation in a short file."""
    if not len(sheet):
        return sheet
    some = [name != "alike" or bool(values.ne(0).any()) for name, values in sheet.items()]
    told = [bool((values.notna() & (values != "")).any()) for _, values in sheet.items()]
    return sheet.loc[:, [one and other for one, other in zip(some, told, strict=True)]]


def _newcomers(book: Book) -> dict[str, pd.DataFrame]:
    """Give the list of silent newcomers, unless all of them stand on a list for Monday."""
    lists = lists_of(who_comes_back, book)
    return {name: listed for name, listed in lists.items() if sheet_of(book, listed) == name}


def _with_back(sheet: pd.DataFrame, everybody: pd.DataFrame) -> pd.DataFrame:
    """Say on the sheet of a list, before the reason, of 100 customers like each one how many came back."""
    back = everybody["back_in_100"].reindex(sheet.index)
    return pd.concat([sheet.drop(columns="why"), back, sheet["why"]], axis=1)


def _customers(book: Book, lists: dict[str, pd.DataFrame]) -> pd.DataFrame:
    if not book.has_sales:
        return pd.DataFrame(index=pd.Index([], name="customer_id", dtype="str"))
    known, rhythm = book.customers, book.held(book.rhythm.reindex(book.customers.index))
    table = pd.DataFrame(
        {
            "first_purchase": known["first_purchase"],
            "last_purchase": known["last_purchase"],
            "purchase_days": rhythm["purchase_days"],
            "orders": known["frequency"],
            "amount": known["amount"],
            "amount_last_year": rhythm["amount_last_year"],
            "usual_gap": rhythm["usual_gap"],
            "recency": known["recency"],
        }
    )
    made = (
        lambda: table,
        lambda: _profit(book),
        lambda: _groups(book),
        lambda: _expected(book),
        lambda: _alike(book, rhythm),
        lambda: _listed(book, lists),
    )
    parts = []
    for part in made:  # of a long file each is out of memory once the next is made
        parts.append(book.held(part().reindex(known.index)))
        book.rest()
    return pd.concat(parts, axis=1)  # equal indexes: nothing is copied


def _profit(book: Book) -> pd.DataFrame:
    """Give what each customer costs to serve and what is left then, where costs were given."""
    table = None if book.costs is None else profit_of(book)
    empty = pd.DataFrame(index=book.customers.index)
    return empty if table is None else table[["cost_to_serve", "profit"]]


def _groups(book: Book) -> pd.DataFrame:
    """Give each customer's group with its rule, and the spending band of the last quarter and of a year before.

    The groups are those of the section about groups, the bands those of the section about who moved.
    """
    groups, moves = groups_today(book), moves_of_all(book)
    table = groups.rename(columns={"rule": "group_rule"})
    for column, tier in (("band", "to_tier"), ("band_a_year_ago", "from_tier")):
        table[column] = pd.to_numeric(moves[tier]).reindex(table.index)
    return table


def _expected(book: Book) -> pd.DataFrame:
    """Give what is expected of each customer, as the total is, if the file has the past to judge a forecast by."""
    columns = ["expected_purchases", "expected_amount", "expected_amount_low", "expected_amount_high"]
    empty = pd.DataFrame(np.nan, index=book.customers.index, columns=columns)
    if not np.isfinite(book.forecast.low):
        return empty
    found = book.expected.reindex(empty.index)
    told = empty.assign(expected_purchases=found["expected_purchases"], expected_amount=found["expected_amount"])
    known = found["expected_amount"].dropna().clip(lower=0.0)
    then = book.expected_before
    if not len(then):
        return told
    came = book.past_alike["amount_later"].reindex(then.index)
    ends = customer_intervals(known, past_forecast=then, past_actual=came, level=LEVEL)
    return told.assign(expected_amount_low=ends["low"], expected_amount_high=ends["high"])


def _alike(book: Book, rhythm: pd.DataFrame) -> pd.DataFrame:
    """Say of 100 customers like this one how many came back, of how many, and who is like this one."""
    found = comeback_of_alike(rhythm, book.past_alike)
    kinds = found.groupby(["bought_from", "bought_to", "silent"]).ngroup().to_numpy()
    _, firsts = np.unique(kinds, return_index=True)
    words = ["", *(_who_is_alike(*found.iloc[row][["bought_from", "bought_to", "silent"]]) for row in firsts)]
    told = _few_texts(words, np.where(found["alike"] > 0, kinds + 1, 0))
    return pd.DataFrame(
        {"back_in_100": 100 * found["share"], "alike": found["alike"], "alike_in_words": told}, index=found.index
    )


def _few_texts(texts: list[str], places: np.ndarray) -> pd.Categorical[str]:
    """Give each row one of a few texts, as categories: a text a row would be most of the table."""
    different = list(dict.fromkeys(texts))
    codes = np.array([different.index(text) for text in texts], dtype=np.int32)
    return pd.Categorical.from_codes(codes[places], pd.Index(different))


def _who_is_alike(bought_from: float, bought_to: float, silent: float) -> str:
    days = _span(int(bought_from), _end(PURCHASE_DAYS, int(bought_to)))
    return str(phrase("own_workbook.alike", bought=days, silent=_span(int(silent), _end(SILENT_FROM, int(silent)))))


def _end(starts: tuple[int, ...], start: int) -> int | None:
    """Give the last number of the class that begins there; the last class has no end."""
    return next((later - 1 for later in starts if later > start), None)


def _span(start: int, end: int | None) -> str:
    return f"{start} or more" if end is None else str(start) if end == start else f"{start}–{end}"


def _listed(book: Book, lists: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Give the list on which each customer is, what to do, and why; those on none are told so."""
    none = {column: str(phrase(f"own_workbook.no_{column}")) for column in ("list", "todo", "why")}
    index = book.customers.index
    row = np.zeros(len(index), dtype=np.int32)  # of the sheets below each other, after one row for those on no list
    for start, sheet in zip(np.cumsum([1, *map(len, lists.values())]), lists.values(), strict=False):
        row[index.searchsorted(sheet.index)] = np.arange(start, start + len(sheet))  # sorted, and all are there
    on = np.repeat(np.arange(len(lists) + 1, dtype=np.int32), [1, *map(len, lists.values())])
    todo, why = (_below(none[column], [sheet[column] for sheet in lists.values()]) for column in ("todo", "why"))
    said = why[row]
    reasons = said.astype(why.categories.dtype) if book.people is None else said
    told = {"list": _few_texts([none["list"], *lists], on[row]), "todo": todo[row], "why": reasons}
    return pd.DataFrame(told, index=index)


def _below(first: str, columns: list[pd.Series]) -> pd.Categorical[str]:
    """Put texts below each other, as categories: of a long file a text a row would be most of the table."""
    texts = (one if isinstance(one.dtype, pd.CategoricalDtype) else one.astype("str") for one in columns)
    return union_categoricals([pd.Categorical([first]), *map(pd.Categorical, texts)])
