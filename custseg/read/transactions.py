"""How do transactions get in? All of them or every problem; or the sound rows, with the others set aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from ..schema import Day, DecimalSign, Duplicates, SchemaError, Unclear, as_day
from ._arguments import checked_arguments
from ._parse import Findings, parse
from ._verdict import all_sound, divided, fields_without_header
from .files.rows import Rows
from .files.source import read_source
from .meaning.survey import interpreted


def read_transactions(
    source: str | Path | Sequence[str | Path] | Any,
    *,
    columns: Mapping[str, str | None] | None = None,
    encoding: str | None = None,
    separator: str | None = None,
    decimal: DecimalSign | None = None,
    dayfirst: bool | None = None,
    yearfirst: bool | None = None,
    sheet: str | int | Sequence[str | int] | None = None,
    duplicates: Duplicates = "raise",
    observed_until: Day | None = None,
    unclear: Unclear = "ask",
    answers: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """Read transactions: one row per purchase or return, from a file or a dataframe.

    Nothing is guessed in silence. What the file shows by itself (its encoding, separator, decimal sign, order of day
    and month) is used and noted in ``attrs["source"]``; what it leaves open is asked for; what is wrong is listed, all
    of it, with row numbers. Nothing is written and `source` is not changed.

    What the rows mean is sorted into three grades. What one word or one pattern settles is decided and noted with its
    money and the way to change it: cancelled, void and refunded states, sums of other rows, rows without a customer or
    of a guest, headers that come again, remarks at the end, the sign of refunds, money in and out in two columns, units
    in headers (万元, k€, cents). What has two plausible readings that differ by more than 1 % of the money is asked,
    all at once, in a message that ends in one line to paste: several currencies, an order's total on each line,
    amounts before or after refunds. The rest is noted.

    Parameters
    ----------
    source : path or dataframe, or a list of them
        A ``.csv``, ``.tsv``, ``.txt`` (also packed: ``.csv.gz``, or alone in a ``.zip``), ``.xlsx``, ``.xlsm`` or
        ``.parquet`` file; a pandas
        DataFrame or any frame that narwhals knows (polars, PyArrow, DuckDB ...). Several must have the same headers.
    columns : mapping, optional
        Column name -> header, such as ``{"date": "InvoiceDate"}``; None for a column that the table does not have.
        Others are matched by their English and Chinese aliases, see `match_columns`.
    encoding : str, optional
        Of a text file. Otherwise UTF-8 if its bytes allow it, else a guess that is noted.
    separator : str, optional
        Of a text file. Otherwise comma, semicolon, tab or bar, or blanks if each line has as many words.
    decimal : {".", ",", "each"}, optional
        Otherwise decided by the numbers that can be read in one way only. "each" where both signs stand in the file:
        each cell by its own, and those that can be read in two ways are faults.
    dayfirst : bool, optional
        Whether ``5/1/2024`` is 5 January. Otherwise decided by the days above 12.
    yearfirst : bool, optional
        Whether ``24/01/05`` is 5 January 2024. Otherwise decided by the whole column: years are few, days are many.
    sheet : str or int, or a list of them, optional
        Of a workbook with several sheets: name, or position from 0; several must have the same headers.
    duplicates : {"raise", "keep", "drop"}
        What to do with rows that repeat an earlier row in every column.
    observed_until : str or date, optional
        The last day on which the log was watched, such as ``"2024-12-31"``; later dates are refused.
    unclear : {"ask", "decide"}
        What to do where two readings are plausible: refuse and ask, or take the first remedy of each question and note
        it. Repeated rows are then kept and noted, too.
    answers : mapping, optional
        What the caller decides about the meaning of rows, such as ``{"amount_per": "order", "guests": "keep"}``; each
        note and each question names its key.

    Returns
    -------
    DataFrame
        In the order of the source, labelled 0, 1, ...: ``customer_id`` (str), ``date`` (datetime64[ns] without a time
        zone; the time of day is kept), ``amount`` (float, returns negative); where they exist ``order_id``,
        ``quantity``, ``unit_price``, ``cost``, ``product``, ``category``, ``channel``; then all other columns under
        their own names. Without an amount, it is quantity × unit_price. ``attrs["source"]`` is a dict for JSON: what
        was read and how, ``rows_read``, ``rows_dropped``, ``notes``, and ``decided``: arguments for the next file of
        the same shape, ``read_transactions(path, **decided)``.

    Raises
    ------
    SchemaError
        With every problem and every open question at once; each names the argument that answers it, and the last line
        is one call to paste. Row numbers are those of the file (the header is row 1), or index labels.
    ValueError, TypeError
        An argument is none of those above, or means nothing for this source.

    See Also
    --------
    read_transactions_with_rejects : Go on without the faulty rows.

    Examples
    --------
    >>> import pandas as pd
    >>> sales = pd.DataFrame({"Customer": ["007", "8"], "Day": ["5.1.2024", "31.1.2024"], "Total": ["1,50", "(2,00)"]})
    >>> transactions = read_transactions(sales, columns={"date": "Day"})
    >>> transactions
      customer_id       date  amount
    0         007 2024-01-05     1.5
    1           8 2024-01-31    -2.0
    >>> transactions.attrs["source"]["dayfirst"], transactions.attrs["source"]["decimal"]
    (True, ',')
    >>> read_transactions(sales.head(1), columns={"date": "Day"})
    Traceback (most recent call last):
    custseg.schema.SchemaError: date can be read in two ways: no day is above 12 (row 0: '5.1.2024').
    Pass dayfirst=True for 2024-01-05 or dayfirst=False for 2024-05-01.
    """
    stated = checked_arguments(
        columns=columns,
        encoding=encoding,
        separator=separator,
        decimal=decimal,
        dayfirst=dayfirst,
        yearfirst=yearfirst,
        sheet=sheet,
        duplicates=duplicates,
        observed_until=observed_until,
        unclear=unclear,
        answers=answers,
    )
    return all_sound(source, stated, *_in_memory(source, stated))


def read_transactions_with_rejects(
    source: str | Path | Sequence[str | Path] | Any,
    *,
    columns: Mapping[str, str | None] | None = None,
    encoding: str | None = None,
    separator: str | None = None,
    decimal: DecimalSign | None = None,
    dayfirst: bool | None = None,
    yearfirst: bool | None = None,
    sheet: str | int | Sequence[str | int] | None = None,
    duplicates: Duplicates = "raise",
    observed_until: Day | None = None,
    unclear: Unclear = "ask",
    answers: Mapping[str, Any] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read transactions and set the faulty rows aside.

    Only rows are set aside. What concerns the whole table (a missing column, an open decimal sign, two currencies) is
    still refused.

    Parameters
    ----------
    source : path or dataframe, or a list of them
        As in `read_transactions`.
    columns, encoding, separator, decimal, dayfirst, yearfirst, sheet : optional
        As in `read_transactions`.
    duplicates : {"raise", "keep", "drop"}
        "raise" sets rows that repeat an earlier one aside with the others; "drop" leaves them out of both tables.
    observed_until, unclear, answers : optional
        As in `read_transactions`.

    Returns
    -------
    transactions : DataFrame
        As in `read_transactions`; ``attrs["source"]`` counts the rejects.
    rejects : DataFrame
        ``row`` (number in the file, header = 1, or index label), ``reason``, and the original columns as text. Empty
        if nothing is wrong.

    Raises
    ------
    SchemaError
        A problem or an open question of the whole table, with a call to paste; or no row is left.
    ValueError, TypeError
        As in `read_transactions`.

    See Also
    --------
    read_transactions : The transactions alone.

    Examples
    --------
    >>> import pandas as pd
    >>> sales = pd.DataFrame({"customer_id": ["7", None], "date": ["2024-01-05", "soon"], "amount": [1.5, 2.0]})
    >>> transactions, rejects = read_transactions_with_rejects(sales)
    >>> len(transactions)
    1
    >>> rejects[["row", "reason", "date"]]
       row                                       reason  date
    0    1  customer_id is missing; date cannot be read  soon
    """
    stated = checked_arguments(
        columns=columns,
        encoding=encoding,
        separator=separator,
        decimal=decimal,
        dayfirst=dayfirst,
        yearfirst=yearfirst,
        sheet=sheet,
        duplicates=duplicates,
        observed_until=observed_until,
        unclear=unclear,
        answers=answers,
    )
    return divided(source, stated, *_in_memory(source, stated))


def _in_memory(source: Any, stated: Mapping[str, Any]) -> tuple[Rows, Findings]:
    """Fetch all rows, and understand them."""
    rows = read_source(source, **{name: stated.get(name) for name in ("encoding", "separator", "sheet")})
    if not len(rows.table):
        raise SchemaError(*fields_without_header(rows))
    return rows, understood(rows, stated)


def understood(rows: Rows, stated: Mapping[str, Any]) -> Findings:
    """Read the cells of rows, then what the rows mean."""
    cells = {name: stated.get(name) for name in ("columns", "decimal", "dayfirst", "yearfirst")}
    end = stated.get("observed_until")
    findings = parse(rows, **cells, observed_until=None if end is None else as_day(end, "observed_until"))
    return interpreted(rows, findings, stated)
