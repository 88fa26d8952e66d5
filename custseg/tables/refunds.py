"""What does a refund undo? Each refund is set against purchases of its customer, so that what is left is what was sold.

`net_refunds`, and `set_refunds_off` on arrays.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import narwhals as nw
import numpy as np
import pandas as pd
from scipy import sparse

from ..schema import typed
from ._blank_names import without_blanks
from ._log import PurchaseLog, purchase_log
from ._log_checks import open_log
from ._read_once import once

NAMED_BY_REFUNDS = ("order_id", "product")
MOST_DECIMALS = 9
LARGEST_SUM = 18.5  # in powers of ten: a little below the largest 64-bit whole number
LARGEST_NUMBER = 2**31  # of an order: times the number of customers, 64 bits hold it
SHORT = 2**16  # keys below it are sorted by counting


class Netted(NamedTuple):
    """Per row: what is left of a purchase (0 for a refund), and what of a refund found no purchase (0 for others)."""

    left: np.ndarray
    unplaced: np.ndarray


@typed
def net_refunds(transactions: Any) -> pd.DataFrame:
    """Set every refund against what it undoes, and say what is left of each purchase.

    A refund (a row with an amount below zero) is set against purchases of the same customer that were made before it;
    on one day purchases come before refunds, and orders follow their ids. Three rules follow each other, and what one
    of them cannot place is left to the next:

    1. the order that the refund names, if rows of that ``order_id`` are among them;
    2. the latest purchases of the same ``product``, where the log has products;
    3. the latest purchases, whatever they were.

    Within a rule the last purchase gives first, then the one before it (last in, first out). A refund that finds no
    purchase is not placed: it usually belongs to a purchase from before the log begins.

    Every table of the package goes by this rule. An order of which nothing is left is no occasion, and a customer of
    whom no order is left has no recency. Money counts where it was sold: a refund of March for a purchase of January
    lowers January. What cannot be placed is left out, and ``attrs`` of each table say how much that is; more than one
    percent of what was bought is a warning.

    Parameters
    ----------
    transactions : dataframe
        Columns ``customer_id``, ``date``, ``amount``; ``order_id`` and ``product`` are used where they are there. A log
        without a column ``product`` may call it otherwise: rename it. pandas, polars, DuckDB, PyArrow …

    Returns
    -------
    DataFrame
        The same rows, brought into pandas, with two more columns, in the currency of the log: ``left``, what is left of
        a purchase (0 to its amount; 0 for a refund), and ``unplaced``, what of a refund found no purchase (0 or more,
        as a positive number; 0 for a purchase). ``left`` adds up to ``amount`` and ``unplaced``, to the cent.

    Raises
    ------
    SchemaError
        If the log is not valid.

    See Also
    --------
    customer_table : Counts what is left: an order wholly given back is no occasion.
    custseg.repeat_buying.repeat_purchase_table : Counts what is left in the same way.

    Examples
    --------
    The refund of 3 March names order A2; that of 9 March names none and takes the latest purchase, then the one before.
    Bob's purchase lies before the log.

    >>> import pandas as pd
    >>> transactions = pd.DataFrame({
    ...     "customer_id": ["ann", "ann", "ann", "ann", "ann", "bob"],
    ...     "date": pd.to_datetime(
    ...         ["2024-02-01", "2024-02-10", "2024-03-01", "2024-03-03", "2024-03-09", "2024-03-09"]),
    ...     "amount": [50.0, 30.0, 20.0, -30.0, -25.0, -8.0],
    ...     "order_id": ["A1", "A2", "A3", "A2", None, None],
    ... })
    >>> net_refunds(transactions)[["customer_id", "amount", "left", "unplaced"]]
      customer_id  amount  left  unplaced
    0         ann    50.0  45.0       0.0
    1         ann    30.0   0.0       0.0
    2         ann    20.0   0.0       0.0
    3         ann   -30.0   0.0       0.0
    4         ann   -25.0   0.0       0.0
    5         bob    -8.0   0.0       8.0
    """
    native: Any = nw.to_native(transactions, pass_through=True)
    if not isinstance(native, pd.DataFrame):
        open_log(native, *NAMED_BY_REFUNDS)  # types are judged where they are
        native = nw.from_native(native).lazy().collect().to_pandas()
    netted = once(native, "netted", lambda: place_refunds(purchase_log(native), native))
    rows: pd.DataFrame = native
    return rows.assign(left=netted.left, unplaced=netted.unplaced)


def place_refunds(log: PurchaseLog, table: pd.DataFrame, places: np.ndarray | None = None) -> Netted:
    """Apply the rules of `net_refunds` to a log, with the orders and products of the frame that it was read from.

    ``places`` says which rows of the frame the log holds, where these are not all.
    """
    order, product = names_in_refunds(log, table, places)
    return set_refunds_off(log.customer, log.day, log.amount, order=order, product=product)


def dated_before_their_order(table: pd.DataFrame) -> np.ndarray:
    """Say which refunds name an order of their customer whose purchases are all of a later day.

    Examples
    --------
    >>> days = pd.to_datetime(["2024-03-02", "2024-03-01", "2024-03-04"])
    >>> log = pd.DataFrame({"customer_id": "ann", "date": days, "amount": [50.0, -50.0, -9.0], "order_id": "A1"})
    >>> dated_before_their_order(log).tolist()
    [False, True, False]
    """
    if "order_id" not in table or not (table["amount"] < 0).any():
        return np.zeros(len(table), dtype=bool)
    keys, bought = ["customer_id", "order_id"], table["amount"] > 0
    back = table[(table["amount"] < 0) & table["order_id"].notna()]
    first = table[bought & table["customer_id"].isin(back["customer_id"])].groupby(keys)["date"].min().rename("sold")
    sold = back.join(first, on=keys)["sold"].dt.normalize()
    found = np.zeros(len(table), dtype=bool)
    found[np.flatnonzero((table["amount"] < 0) & table["order_id"].notna())] = back["date"].dt.normalize() < sold
    return found


def names_in_refunds(
    log: PurchaseLog, table: pd.DataFrame, places: np.ndarray | None = None
) -> tuple[np.ndarray | None, np.ndarray | None]:
    """Give orders and products as whole numbers, of customers who gave something back; None where nothing came back."""
    if not (log.amount < 0).any():
        return None, None
    rows = rows_concerned(log.customer, log.day, log.amount)
    asked = rows if places is None else places[rows]
    order, product = (_codes(table, name, asked, rows, len(log.day)) for name in NAMED_BY_REFUNDS)
    return order, product


def _codes(table: pd.DataFrame, name: str, asked: np.ndarray, rows: np.ndarray, n: int) -> np.ndarray | None:
    """Give the names of some rows as whole numbers in the order of the names; -1 for other rows and where none is."""
    if name not in table:
        return None
    codes = _in_their_order(open_log(table, name)[name].iloc[asked])
    all_codes = np.full(n, -1, dtype=np.int64)
    all_codes[rows] = codes
    return all_codes


def _in_their_order(names: pd.Series) -> np.ndarray:
    """Give names as whole numbers in their order; numbers that are small enough stay as they are, without a search."""
    if isinstance(names.dtype, np.dtype) and names.dtype.kind in "iu" and len(names):
        numbers: np.ndarray = names.to_numpy()
        if numbers.min() >= 0 and numbers.max() < LARGEST_NUMBER:
            return numbers
    codes, found = pd.factorize(names, sort=True)
    return without_blanks(codes, found)


def set_refunds_off(
    customer: np.ndarray,
    day: np.ndarray,
    amount: np.ndarray,
    *,
    order: np.ndarray | None = None,
    product: np.ndarray | None = None,
) -> Netted:
    """Apply the rules of `net_refunds` to arrays with one entry per row.

    Parameters
    ----------
    customer : ndarray of int
        Who, as whole numbers of zero or more.
    day : ndarray of int
        When, as whole days.
    amount : ndarray of float
        Finite; below zero for a refund.
    order, product : ndarray of int, optional
        Which order and product, as whole numbers; -1 where a row names none. On one day a higher order comes later.

    Returns
    -------
    Netted
        ``left`` and ``unplaced`` per row.
    """
    refund = amount < 0
    left, unplaced = np.where(refund, 0.0, amount), np.zeros(len(amount))
    if not refund.any():
        return Netted(left, unplaced)
    rows = rows_concerned(customer, day, amount)
    if order is not None:
        rows = rows[np.argsort(order[rows], kind="stable")]
    rows = _in_time(rows, customer, day, refund)
    scale = 10.0 ** _decimals(amount[rows])
    money = np.rint(amount[rows] * scale).astype(np.int64)
    open_money = money.copy()
    for names in (order, product, np.zeros(len(amount), dtype=np.int64)):
        if names is not None:
            _last_in_first_out(customer[rows], names[rows], open_money)
    touched, remains = open_money != money, np.abs(open_money) / scale
    sold, back = rows[(money > 0) & touched], rows[money < 0]
    left[sold] = remains[(money > 0) & touched]
    unplaced[back] = np.where(touched, remains, np.abs(amount[rows]))[money < 0]
    return Netted(left, unplaced)


def of_returners(customer: np.ndarray, refund: np.ndarray) -> np.ndarray:
    """Say of each row whether its customer gave anything back: no refund touches the others."""
    returners = np.zeros(int(customer.max(initial=-1)) + 1, dtype=bool)
    returners[customer[refund]] = True
    gave_back: np.ndarray = returners[customer]
    return gave_back


def rows_concerned(customer: np.ndarray, day: np.ndarray, amount: np.ndarray) -> np.ndarray:
    """Give the rows that a refund may touch: those of its customer up to the day of the last one."""
    back = np.flatnonzero(amount < 0)
    back = back[np.argsort(day[back], kind="stable")]
    last = np.full(int(customer.max(initial=-1)) + 1, np.iinfo(np.int64).min)
    last[customer[back]] = day[back]  # the last of several stays
    return np.flatnonzero((day <= last[customer]) & (amount != 0))


def _in_time(rows: np.ndarray, customer: np.ndarray, day: np.ndarray, refund: np.ndarray) -> np.ndarray:
    """Sort rows by customer, day, and refunds after purchases, by counting: faster than comparing."""
    moment = (day[rows].astype(np.int64) - int(day.min())) * 2 + refund[rows]
    short = moment.astype(np.uint16) if int(moment.max()) < SHORT else moment
    rows = rows[np.argsort(short, kind="stable")]
    shape = (int(customer.max()) + 1, len(rows))
    sorted_rows: np.ndarray = sparse.coo_array((rows, (customer[rows], np.arange(len(rows)))), shape=shape).tocsr().data
    return sorted_rows


def _decimals(amount: np.ndarray) -> int:
    """Give how many decimals of money whole numbers of 64 bits can hold when all of it is added up."""
    return min(MOST_DECIMALS, math.floor(LARGEST_SUM - math.log10(np.abs(amount).max()) - math.log10(len(amount))))


def _last_in_first_out(customer: np.ndarray, names: np.ndarray, money: np.ndarray) -> None:
    """Let the refunds of each customer and name take back the latest purchases before them; ``money`` is changed.

    The money known and not given back is a sum that never falls below zero. A purchase keeps what the sum, from then
    on, never falls below, above what it was before the purchase: no loop over purchases is needed.
    """
    use = np.flatnonzero((names >= 0) & (money != 0))
    if not len(use):
        return
    group = customer[use].astype(np.int64) * (int(names.max(initial=0)) + 1) + names[use]
    if (group[1:] < group[:-1]).any():
        order = np.argsort(group, kind="stable")
        use, group = use[order], group[order]
    first = np.concatenate([[True], group[1:] != group[:-1]])
    number = np.cumsum(first) - 1
    total = np.cumsum(money[use])
    total -= (total - money[use])[first][number]
    floor = pd.Series(np.minimum(total, 0)).groupby(number).cummin().to_numpy()
    known = total - floor
    before = np.where(first, 0, np.concatenate([[0], known[:-1]]))
    lowest = pd.Series(known[::-1]).groupby(number[::-1]).cummin().to_numpy()[::-1]
    fallen = floor - np.where(first, 0, np.concatenate([[0], floor[:-1]]))
    money[use] = np.where(money[use] > 0, np.maximum(lowest - before, 0), fallen)
