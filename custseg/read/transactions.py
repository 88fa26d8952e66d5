"""How do transactions get in? All of them or every problem; or the sound rows, with the others set aside."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from ..schema import SchemaError
from ._faults import Fault, reasons, sentence
from ._parse import Findings, parse
from .files.rows import Rows
from .files.source import read_source
from .meaning.answers import checked_answers
from .meaning.settings import line_to_paste, stated_settings
from .meaning.survey import interpreted, left

Duplicates = Literal["raise", "keep", "drop"]
Unclear = Literal["ask", "decide"]


def read_transactions(
    source: str | Path | Sequence[str | Path] | Any,
    *,
    columns: Mapping[str, str | None] | None = None,
    encoding: str | None = None,
    separator: str | None = None,
    decimal: Literal[".", ","] | None = None,
    dayfirst: bool | None = None,
    sheet: str | int | Sequence[str | int] | None = None,
    duplicates: Duplicates = "raise",
    as_of: str | datetime.date | None = None,
    unclear: Unclear = "ask",
    answers: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """Read transactions: one row per purchase or return, from a file or a dataframe.

    Nothing is guessed in silence. What the file shows by itself (its encoding, separator, decimal sign, order of day
    and month) is used and noted in ``attrs["source"]``; what it leaves open is asked for; what is wrong is listed, all
    of it, with row numbers. Nothing is written and `source` is not changed.

    What the rows mean is sorted into three grades. What one word or one pattern settles is decided and noted with its
    money and the way to change it: cancelled, void and refunded states, sums of other rows, rows without a customer or
    of a guest, the sign of refunds, units in headers (万元, k€, cents). What has two plausible readings that differ by
    more than 1 % of the money is asked, all at once, in a message that ends in one line to paste: several currencies,
    an order's total on each line, amounts before or after refunds. The rest is noted.

    Parameters
    ----------
    source : path or dataframe, or a list of them
        A ``.csv``, ``.tsv``, ``.txt`` (also packed, ``.csv.gz``), ``.xlsx``, ``.xlsm`` or ``.parquet`` file; a pandas
        DataFrame or any frame that narwhals knows (polars, PyArrow, DuckDB ...). Several must have the same headers.
    columns : mapping, optional
        Column name -> header, such as ``{"date": "InvoiceDate"}``; None for a column that the table does not have.
        Others are matched by their English and Chinese aliases, see `match_columns`.
    encoding : str, optional
        Of a text file. Otherwise UTF-8 if its bytes allow it, else a guess that is noted.
    separator : str, optional
        Of a text file. Otherwise comma, semicolon, tab or bar, or blanks if each line has as many words.
    decimal : {".", ","}, optional
        Otherwise decided by the numbers that can be read in one way only.
    dayfirst : bool, optional
        Whether ``5/1/2024`` is 5 January. Otherwise decided by the days above 12.
    sheet : str or int, or a list of them, optional
        Of a workbook with several sheets: name, or position from 0; several must have the same headers.
    duplicates : {"raise", "keep", "drop"}
        What to do with rows that repeat an earlier row in every column.
    as_of : str or date, optional
        The last day of the data, such as ``"2024-12-31"``; later dates are refused.
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
        With every problem at once. Row numbers are those of the file (the header is row 1), or index labels.
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
    stated = _stated(columns, encoding, separator, decimal, dayfirst, sheet, duplicates, as_of, unclear, answers)
    rows, findings = _read(source, stated)
    faults = left(findings.faults, findings.asides, len(rows.table))
    away = _masked(findings.asides, len(rows.table))
    if duplicates == "raise" and unclear == "ask" and findings.repeats.any():
        faults = [*faults, _repeated(findings)]
    problems = [*findings.problems, *_broken(rows), *(sentence(fault, rows.numbers) for fault in faults)]
    if not problems and away.all():
        problems = ["no row is left.", *findings.source["notes"]]
    if problems:
        raise SchemaError(*problems, paste=line_to_paste(source, stated, problems))
    dropped = findings.repeats & (duplicates == "drop") & ~away
    return _finished(findings, ~dropped & ~away, int(dropped.sum()), 0, int(away.sum()))


def read_transactions_with_rejects(
    source: str | Path | Sequence[str | Path] | Any,
    *,
    columns: Mapping[str, str | None] | None = None,
    encoding: str | None = None,
    separator: str | None = None,
    decimal: Literal[".", ","] | None = None,
    dayfirst: bool | None = None,
    sheet: str | int | Sequence[str | int] | None = None,
    duplicates: Duplicates = "raise",
    as_of: str | datetime.date | None = None,
    unclear: Unclear = "ask",
    answers: Mapping[str, Any] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read transactions and set the faulty rows aside.

    Only rows are set aside. What concerns the whole table (a missing column, an open decimal sign, two currencies) is
    still refused.

    Parameters
    ----------
    source, columns, encoding, separator, decimal, dayfirst, sheet, as_of, unclear, answers
        As in `read_transactions`.
    duplicates : {"raise", "keep", "drop"}
        "raise" sets rows that repeat an earlier one aside with the others; "drop" leaves them out of both tables.

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
        A problem of the whole table, or no row is left.
    ValueError, TypeError
        As in `read_transactions`.

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
    stated = _stated(columns, encoding, separator, decimal, dayfirst, sheet, duplicates, as_of, unclear, answers)
    rows, findings = _read(source, stated)
    if findings.problems:
        raise SchemaError(*findings.problems, paste=line_to_paste(source, stated, findings.problems))
    decided = {aside.reason for aside in findings.asides}
    faults = [*findings.asides, *(fault for fault in findings.faults if fault.reason not in decided)]
    faults += [_repeated(findings)] if duplicates == "raise" and unclear == "ask" else []
    reason = reasons(faults, len(rows.table))
    rejected = (reason != "").to_numpy()
    dropped = findings.repeats & (duplicates == "drop") & ~rejected
    if (rejected | dropped).all():
        listed = [sentence(fault, rows.numbers) for fault in faults if fault.mask.any()]
        raise SchemaError("no row is left.", *_broken(rows), *listed)
    rejects = _rejects(rows, reason, rejected)
    return _finished(findings, ~rejected & ~dropped, int(dropped.sum()), len(rejects)), rejects


def _stated(
    columns: Mapping[str, str | None] | None,
    encoding: str | None,
    separator: str | None,
    decimal: str | None,
    dayfirst: bool | None,
    sheet: str | int | Sequence[str | int] | None,
    duplicates: str,
    as_of: str | datetime.date | None,
    unclear: str,
    answers: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """Check the arguments, and return those that the caller stated."""
    if decimal not in (None, ".", ","):
        raise ValueError(f"decimal must be '.' or ',', found {decimal!r}.")
    if separator is not None and len(separator) != 1:
        raise ValueError(f"separator must be one character, found {separator!r}.")
    if dayfirst not in (None, True, False):
        raise ValueError(f"dayfirst must be True, False or None, found {dayfirst!r}.")
    if duplicates not in ("raise", "keep", "drop"):
        raise ValueError(f"duplicates must be 'raise', 'keep' or 'drop', found {duplicates!r}.")
    if unclear not in ("ask", "decide"):
        raise ValueError(f"unclear must be 'ask' or 'decide', found {unclear!r}.")
    _as_day(as_of)
    return stated_settings(
        columns=columns,
        encoding=encoding,
        separator=separator,
        decimal=decimal,
        dayfirst=dayfirst,
        sheet=sheet,
        duplicates=duplicates,
        as_of=as_of,
        unclear=unclear,
        answers=checked_answers(answers),
    )


def _read(source: Any, stated: dict[str, Any]) -> tuple[Rows, Findings]:
    files = {name: stated.get(name) for name in ("encoding", "separator", "sheet")}
    rows = read_source(source, **files)
    if not len(rows.table):
        raise SchemaError(*_broken(rows))
    cells = (stated.get(name) for name in ("columns", "decimal", "dayfirst"))
    return rows, interpreted(rows, parse(rows, *cells, _as_day(stated.get("as_of"))), stated)


def _as_day(as_of: str | datetime.date | None) -> pd.Timestamp | None:
    if as_of is None:
        return None
    try:
        if isinstance(as_of, str) and not re.match(r"\d{4}-\d{2}-\d{2}", as_of):
            raise ValueError(as_of)
        return pd.Timestamp(as_of).tz_localize(None).normalize()
    except (ValueError, TypeError):
        raise ValueError(f"as_of must be a day such as '2024-12-31', found {as_of!r}.") from None


def _repeated(findings: Findings) -> Fault:
    remedy = "Pass duplicates='keep' if each is a purchase of its own, duplicates='drop' if the file repeats itself"
    return Fault(findings.repeats, "every column repeats an earlier row", remedy)


def _masked(faults: Sequence[Fault], size: int) -> np.ndarray:
    return np.logical_or.reduce([np.zeros(size, dtype=bool), *(fault.mask for fault in faults)])


def _broken(rows: Rows) -> list[str]:
    if rows.broken.empty:
        return []
    numbers = rows.broken["row"].to_numpy()
    fault = Fault(
        np.ones(len(numbers), dtype=bool),
        "there are more fields than headers",
        f"Put fields that hold '{rows.source['separator']}' in quotation marks; with decimal commas use ';' instead",
    )
    return [sentence(fault, numbers)]


def _rejects(rows: Rows, reason: pd.Series, rejected: np.ndarray) -> pd.DataFrame:
    taken = {name: f"{name} (original)" for name in ("row", "reason") if name in rows.table}
    cells = rows.table[rejected].rename(columns=taken).astype(object)
    cells = cells.where(cells.notna(), "").map(str)
    cells.insert(0, "row", rows.numbers[rejected])
    cells.insert(1, "reason", reason[rejected].to_numpy(dtype=object))
    broken = rows.broken.set_axis(["row", "reason", *cells.columns[2:]], axis=1) if len(rows.broken) else None
    if broken is not None:
        cells = pd.concat([cells, broken]).sort_values("row", kind="stable")
    return cells.reset_index(drop=True)


def _finished(findings: Findings, kept: np.ndarray, dropped: int, rejected: int, aside: int = 0) -> pd.DataFrame:
    table = findings.table[kept].reset_index(drop=True)
    table.attrs["source"] = {
        **findings.source,
        "rows_dropped": dropped + rejected + aside,
        "duplicates_dropped": dropped,
        "rows_rejected": rejected,
        "rows_set_aside": aside,
    }
    return table
