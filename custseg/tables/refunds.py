"""What does a refund undo? Each refund is set against purchases of its customer, so that what is left is what was sold.

`net_refunds`, and `set_refunds_off` on arrays.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import narwhals as nw
import numpy as np
import pandas as pd
from scipy import sparse

from ..schema import typed
from ._blank_names import without_blanks
from ._customer_blocks import rows_by_customers
from ._log import PurchaseLog, purchase_log
from ._log_checks import open_log
from ._read_once import once
from ._shelf import STEP, beside, taken

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
    on one day purchases come before refunds, orders follow their ids, and within an order products their names and the
    same product its amount: in which sequence the rows of the log stand makes no difference. Three rules follow each
    other, and what one of them cannot place is left to the next:

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
    # a log that is read once goes on holding them, so that whoever writes into what comes out writes into a copy
    columns = once(native, "netted columns", lambda: pd.DataFrame(netted._asdict(), copy=False))
    return rows.assign(**{str(name): column.set_axis(rows.index) for name, column in columns.items()})


def place_refunds(log: PurchaseLog, table: pd.DataFrame, places: np.ndarray | None = None) -> Netted:
    """Apply the rules of `net_refunds` to a log, with the orders and products of the frame that it was read from.

    ``places`` says which rows of the frame the log holds, where these are not all. Of a long log some customers are
    worked on after others.
    """

    def names_of(rows: np.ndarray) -> tuple[np.ndarray | None, np.ndarray | None]:
        return names_of_rows(table, rows if places is None else places[rows])

    return _netted(log.customer, log.day, log.amount, names_of)


def names_of_rows(table: pd.DataFrame, rows: np.ndarray) -> tuple[np.ndarray | None, np.ndarray | None]:
    """Give the orders and products of some rows as whole numbers in the order of the names; -1 where none is."""
    order, product = (_codes(table, name, rows) for name in NAMED_BY_REFUNDS)
    return order, product


def names_in_refunds(
    log: PurchaseLog, table: pd.DataFrame, places: np.ndarray | None = None
) -> tuple[np.ndarray | None, np.ndarray | None]:
    """Give orders and products as whole numbers, of customers who gave something back; None where nothing came back."""
    if not (log.amount < 0).any():
        return None, None
    rows = rows_concerned(log.customer, log.day, log.amount)
    asked = rows if places is None else places[rows]
    order, product = (_of_all_rows(_codes(table, name, asked), rows, len(log.day)) for name in NAMED_BY_REFUNDS)
    return order, product


def _of_all_rows(codes: np.ndarray | None, rows: np.ndarray, n: int) -> np.ndarray | None:
    """Give names of some rows as names of all: -1 for the others."""
    if codes is None:
        return None
    all_codes = np.full(n, -1, dtype=np.int64)
    all_codes[rows] = codes
    return all_codes


def _codes(table: pd.DataFrame, name: str, asked: np.ndarray) -> np.ndarray | None:
    """Give the names of some rows as whole numbers in the order of the names; -1 where none is."""
    return _in_their_order(open_log(table, name)[name].iloc[asked]) if name in table else None


def _in_their_order(names: pd.Series) -> np.ndarray:
    """Give names as whole numbers in their order; numbers that are small enough stay as they are, without a search."""
    if isinstance(names.dtype, np.dtype) and names.dtype.kind in "iu" and len(names):
        numbers: np.ndarray = names.to_numpy()
        if numbers.min() >= 0 and numbers.max() < LARGEST_NUMBER:
            return numbers
    if isinstance(names.dtype, pd.CategoricalDtype):  # in the order of their names, not of the list of categories
        codes, found = pd.factorize(names)
        ranks: np.ndarray = np.append(_in_their_order(pd.Series(np.asarray(found))), -1)[codes]
        return ranks
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
        Which order and product, as whole numbers; -1 where a row names none. On one day a higher order comes later, in
        an order a higher product, and of a product a larger amount.

    Returns
    -------
    Netted
        ``left`` and ``unplaced`` per row.
    """
    names = [order, product]
    return _netted(customer, day, amount, lambda rows: [None if name is None else name[rows] for name in names])


def _netted(customer: np.ndarray, day: np.ndarray, amount: np.ndarray, names_of: Callable[..., Any]) -> Netted:
    """Apply the rules; ``names_of`` gives the orders and the products of some rows."""
    left, unplaced = beside(amount, len(amount), np.float64), beside(amount, len(amount), np.float64)
    np.maximum(amount, 0.0, out=left)
    if not len(amount) or not amount.min() < 0:
        return Netted(left, unplaced)
    asked = _concerned(customer, day, amount)
    scale = 10.0 ** _decimals(amount, asked)
    for rows in rows_by_customers(customer, asked):
        order, product = names_of(rows)
        _set_off(rows, (customer[rows], day[rows], amount[rows], order, product), scale, left, unplaced)
    return Netted(left, unplaced)


def _set_off(rows: np.ndarray, columns: Any, scale: float, left: np.ndarray, unplaced: np.ndarray) -> None:
    """Apply the rules to some rows, all of their customers that count; what is left of them is written down."""
    customer, day, amount, order, product = columns
    at = np.lexsort([amount, *(names for names in (product, order) if names is not None)])
    at = _in_time(at, customer - customer.min(), day, amount < 0)
    money = np.rint(amount[at] * scale).astype(np.int64)
    open_money = money.copy()
    for names in (order, product, np.zeros(len(rows), dtype=np.int8)):
        if names is not None:
            _last_in_first_out(customer[at], names[at], open_money)
    touched, remains = open_money != money, np.abs(open_money) / scale
    sold, back = (money > 0) & touched, money < 0
    left[rows[at[sold]]] = remains[sold]
    unplaced[rows[at[back]]] = np.where(touched, remains, np.abs(amount[at]))[back]


def of_returners(customer: np.ndarray, refund: np.ndarray) -> np.ndarray:
    """Say of each row whether its customer gave anything back: no refund touches the others."""
    returners = np.zeros(int(customer.max(initial=-1)) + 1, dtype=bool)
    returners[customer[refund]] = True
    return taken(returners, customer)


def rows_concerned(customer: np.ndarray, day: np.ndarray, amount: np.ndarray) -> np.ndarray:
    """Give the rows that a refund may touch: those of its customer up to the day of the last one."""
    return np.flatnonzero(_concerned(customer, day, amount))


def _concerned(customer: np.ndarray, day: np.ndarray, amount: np.ndarray) -> np.ndarray:
    """Say so of each row."""
    back = np.flatnonzero(amount < 0)
    back = back[np.argsort(day[back], kind="stable")]
    last = np.full(int(customer.max(initial=-1)) + 1, np.iinfo(np.int64).min)
    last[customer[back]] = day[back]  # the last of several stays
    asked = beside(amount, len(amount), np.bool_)
    for start in range(0, len(amount), STEP):
        part = slice(start, start + STEP)
        asked[part] = (day[part] <= last[customer[part]]) & (amount[part] != 0)
    return asked


def _in_time(rows: np.ndarray, customer: np.ndarray, day: np.ndarray, refund: np.ndarray) -> np.ndarray:
    """Sort rows by customer, day, and refunds after purchases, by counting: faster than comparing."""
    moment = (day[rows].astype(np.int64) - int(day.min())) * 2 + refund[rows]
    short = moment.astype(np.uint16) if int(moment.max()) < SHORT else moment
    rows = rows[np.argsort(short, kind="stable")]
    shape = (int(customer.max()) + 1, len(rows))
    sorted_rows: np.ndarray = sparse.coo_array((rows, (customer[rows], np.arange(len(rows)))), shape=shape).tocsr().data
    return sorted_rows


def _decimals(amount: np.ndarray, asked: np.ndarray) -> int:
    """Give how many decimals of money whole numbers of 64 bits can hold when all that counts of it is added up."""
    parts = [slice(start, start + STEP) for start in range(0, len(amount), STEP)]
    largest = max(np.abs(amount[part]).max(where=asked[part], initial=0.0) for part in parts)
    return min(MOST_DECIMALS, math.floor(LARGEST_SUM - math.log10(largest) - math.log10(np.count_nonzero(asked))))


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
