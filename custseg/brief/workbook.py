"""What is to be known of each customer, in one row, and of each row that was set aside?

`customer_rows`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..decide import comeback_of_alike, rhythm_table
from ..decide.alike import PURCHASE_DAYS, SILENT_FROM
from ..exhibit import phrase
from ..repeat_buying import GammaGamma, ModifiedBetaGeoNBD, repeat_purchase_table
from ..resample import customer_intervals
from ..schema import said_already, typed
from ..tables import log_between
from .book import Book
from .monday import last_year, list_sheet

YEAR = 365
GROUPS = 5
LEVEL = 0.9


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
        ``"customers"``, index ``customer_id``: first and last purchase, purchase days, orders, amount, amount of the
        last year, usual gap, recency; group with its rule, group a year before; expected purchases and amount of the
        days ahead with the ends of a 90 % interval, where the file's past allows it; of 100 customers like this one
        how many came back, of how many, and who is like this one; list, what to do, and why. Then a sheet a list, and
        ``"set aside"`` with the reason. Sheets without a row are left out, but for the first.

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
    {'customers': 2357, 'largest customers': 10, 'long silent': 1539, 'late customers': 264}
    """
    names = list(book.prospects.index) if book.has_sales else []
    lists = {str(phrase(f"own_lists.{name}")): list_sheet(book, str(name)) for name in names}
    sheets = {str(phrase("own_workbook.customers")): _customers(book, lists), **lists}
    if len(book.set_aside):
        sheets[str(phrase("own_workbook.set_aside"))] = book.set_aside.set_index("row")
    return sheets


def _customers(book: Book, lists: dict[str, pd.DataFrame]) -> pd.DataFrame:
    if not book.has_sales:
        return pd.DataFrame(index=pd.Index([], name="customer_id", dtype="str"))
    known, rhythm = book.customers, book.rhythm.reindex(book.customers.index)
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
    parts = [
        table,
        _groups(book, rhythm),
        _expected(book).reindex(known.index),
        _alike(book, rhythm),
        _listed(book, lists),
    ]
    return pd.concat([part.reindex(known.index) for part in parts], axis=1)


def _groups(book: Book, rhythm: pd.DataFrame) -> pd.DataFrame:
    """Give each customer's fifth by the money of the last year, the rule of it, and that of a year before."""
    money = rhythm["amount_last_year"].to_numpy(dtype="float64")
    buyers = money[money > 0]
    cuts = np.unique(np.quantile(buyers, np.arange(1, GROUPS) / GROUPS)) if len(buyers) else np.empty(0)
    cuts = cuts[cuts > buyers.min()] if len(buyers) else cuts
    names, rules = _names_of_groups(book, cuts)
    table = pd.DataFrame(
        {"group": names[_places(money, cuts)], "group_rule": rules[_places(money, cuts)]}, rhythm.index
    )
    before = book.as_of - pd.Timedelta(days=YEAR)
    if book.days < 2 * YEAR or book.customers["first_purchase"].min() > before:
        return table.assign(group_a_year_ago="")
    earlier = rhythm_table(book.log, as_of=before)["amount_last_year"].reindex(rhythm.index)
    then = names[_places(earlier.fillna(0).to_numpy(), cuts)]
    return table.assign(group_a_year_ago=np.where(earlier.isna(), str(phrase("own_workbook.not_yet")), then))


def _places(money: np.ndarray, cuts: np.ndarray) -> np.ndarray:
    """Give 0 for nothing in the year, else the number of the group, the lowest being 1."""
    return np.where(money > 0, np.searchsorted(cuts, money, side="right") + 1, 0)


def _names_of_groups(book: Book, cuts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the name and the rule of each group, from nothing in the year to the highest."""
    last, n = last_year(book), len(cuts) + 1
    names, rules = [str(phrase("own_workbook.no_group"))], [str(phrase("own_workbook.group_rule_none", last_year=last))]
    ends = [book.money(float(cut)) for cut in cuts]
    for place in range(n):
        number = str(n - place)
        names.append(str(phrase("own_workbook.group_top", number=number)) if place == n - 1 and n > 1 else number)
        if not ends:
            rules.append(str(phrase("own_workbook.group_rule_all", last_year=last)))
        elif place == n - 1:
            rules.append(str(phrase("own_workbook.group_rule", low=ends[-1], last_year=last)))
        elif place == 0:
            rules.append(str(phrase("own_workbook.group_rule_below", high=ends[0], last_year=last)))
        else:
            between = {"low": ends[place - 1], "high": ends[place]}
            rules.append(str(phrase("own_workbook.group_rule_between", **between, last_year=last)))
    return np.array(names, dtype=object), np.array(rules, dtype=object)


def _expected(book: Book) -> pd.DataFrame:
    """Forecast each customer's purchases and money, if the file has the past to judge a forecast by."""
    columns = ["expected_purchases", "expected_amount", "expected_amount_low", "expected_amount_high"]
    empty = pd.DataFrame(np.nan, index=book.customers.index, columns=columns)
    if not book.gates.loc["expected", "passes"]:
        return empty
    return _forecast(book, empty)


def _forecast(book: Book, empty: pd.DataFrame) -> pd.DataFrame:
    """Forecast today, and as on the past days, from which the interval comes."""
    today = _models(book.sample, book.as_of, book.days_ahead, of=book.log)
    found = empty.assign(expected_purchases=today["purchases"], expected_amount=today["amount"])
    if today["amount"].isna().any() or not len(book.past):
        return found
    cuts = book.past.index.get_level_values("cut").unique()
    then = pd.concat({cut: _models(book.sample, cut, book.days_ahead) for cut in cuts}, names=["cut", "customer_id"])
    then = then["amount"].dropna()
    came = book.past["amount_later"].reindex(then.index)
    ends = customer_intervals(today["amount"], past_forecast=then, past_actual=came, level=LEVEL)
    return found.assign(expected_amount_low=ends["low"], expected_amount_high=ends["high"])


def _models(log: pd.DataFrame, day: pd.Timestamp, ahead: int, of: pd.DataFrame | None = None) -> pd.DataFrame:
    """Fit to what was known on a day, and forecast the customers of the log or those of another one.

    Money is missing where amounts have no spread.
    """
    with said_already():  # by the sections about the file and about what to expect
        table = repeat_purchase_table(log_between(log, until=day), observed_until=day)
        rows = table if of is None else repeat_purchase_table(of, observed_until=day)
        if not (table["x"] > 0).any():
            return pd.DataFrame({"purchases": np.nan, "amount": np.nan}, index=rows.index)
        purchases = ModifiedBetaGeoNBD().fit(table).expected_purchases(rows, horizon=ahead / 7)
        try:
            amount = purchases * GammaGamma().fit(table).expected_spend(rows)
        except ValueError:  # all amounts are equal, or next to nobody came back
            amount = pd.Series(np.nan, index=rows.index)
    return pd.DataFrame({"purchases": purchases, "amount": amount})


def _alike(book: Book, rhythm: pd.DataFrame) -> pd.DataFrame:
    """Say of 100 customers like this one how many came back, of how many, and who is like this one."""
    found = comeback_of_alike(rhythm, book.past)
    kinds = found.groupby(["bought_from", "bought_to", "silent"]).ngroup().to_numpy()
    _, firsts = np.unique(kinds, return_index=True)
    words = np.array([_who_is_alike(*found.iloc[row][["bought_from", "bought_to", "silent"]]) for row in firsts])
    told = np.where(found["alike"] > 0, words[kinds], "")
    return pd.DataFrame({"back_in_100": 100 * found["share"], "alike": found["alike"], "alike_in_words": told})


def _who_is_alike(bought_from: float, bought_to: float, silent: float) -> str:
    days = _span(int(bought_from), _end(PURCHASE_DAYS, int(bought_to)))
    return str(phrase("own_workbook.alike", bought=days, silent=_span(int(silent), _end(SILENT_FROM, int(silent)))))


def _end(starts: tuple[int, ...], start: int) -> int | None:
    """Give the last number of the class that begins there; the last class has no end."""
    return next((later - 1 for later in starts if later > start), None)


def _span(start: int, end: int | None) -> str:
    return f"{start} or more" if end is None else str(start) if end == start else f"{start}–{end}"


def _listed(book: Book, lists: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Give the list on which each customer is, what to do, and why; nothing for those on none."""
    parts = [pd.DataFrame({"list": [], "todo": [], "why": []}, index=pd.Index([], name="customer_id"), dtype="object")]
    parts += [sheet[["todo", "why"]].assign(list=name) for name, sheet in lists.items()]
    return pd.concat(parts).reindex(book.customers.index).fillna("")
