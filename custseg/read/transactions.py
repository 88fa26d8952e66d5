"""How do transactions get in? All of them or every problem; or the sound rows, with the others set aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..schema import Day, DecimalSign, Duplicates, SchemaError, Unclear, as_day
from ._faults import Fault, reasons, sentence
from ._parse import Findings, parse
from .files.rows import Rows
from .files.source import read_source
from .meaning.answers import checked_answers
from .meaning.settings import line_to_paste, stated_settings
from .meaning.survey import interpreted, left


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
    stated = _stated(
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
        As in `read_transactions`, like all that follows but `duplicates`.
    columns : mapping, optional
        Column name -> header.
    encoding, separator : str, optional
        Of a text file.
    decimal : {".", ","}, optional
        The decimal sign.
    dayfirst : bool, optional
        Whether ``5/1/2024`` is 5 January.
    yearfirst : bool, optional
        Whether ``24/01/05`` is 5 January 2024.
    sheet : str or int, or a list of them, optional
        Of a workbook with several sheets.
    duplicates : {"raise", "keep", "drop"}
        "raise" sets rows that repeat an earlier one aside with the others; "drop" leaves them out of both tables.
    observed_until : str or date, optional
        The last day on which the log was watched.
    unclear : {"ask", "decide"}
        Whether to ask where two readings are plausible, or to take the first remedy and note it.
    answers : mapping, optional
        What the caller decides about the meaning of rows.

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
    stated = _stated(
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
    *,
    columns: Mapping[str, str | None] | None,
    encoding: str | None,
    separator: str | None,
    decimal: DecimalSign | None,
    dayfirst: bool | None,
    yearfirst: bool | None,
    sheet: str | int | Sequence[str | int] | None,
    duplicates: Duplicates,
    observed_until: Day | None,
    unclear: Unclear,
    answers: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """Check the arguments, and return those that the caller stated."""
    _one_of("decimal", decimal, (None, ".", ","), "'.' or ','")
    _one_of("dayfirst", dayfirst, (None, True, False), "True, False or None")
    _one_of("yearfirst", yearfirst, (None, True, False), "True, False or None")
    _one_of("duplicates", duplicates, ("raise", "keep", "drop"), "'raise', 'keep' or 'drop'")
    _one_of("unclear", unclear, ("ask", "decide"), "'ask' or 'decide'")
    plain = isinstance(separator, str) and len(separator) == 1 and separator.isascii()
    if separator is not None and (not plain or separator in '"\r\n\0'):
        found = repr(separator)[:60]
        raise ValueError(f"separator must be one plain character such as ';' or '\\t', found {found}.")
    if columns is not None and not isinstance(columns, Mapping):
        raise TypeError(f'columns must be a mapping such as {{"date": "InvoiceDate"}}, found {type(columns).__name__}.')
    if observed_until is not None:
        as_day(observed_until, "observed_until")
    return stated_settings(
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
        answers=checked_answers(answers),
    )


def _read(source: Any, stated: dict[str, Any]) -> tuple[Rows, Findings]:
    rows = read_source(
        source, encoding=stated.get("encoding"), separator=stated.get("separator"), sheet=stated.get("sheet")
    )
    if not len(rows.table):
        raise SchemaError(*_broken(rows))
    end = stated.get("observed_until")
    last_day = None if end is None else as_day(end, "observed_until")
    findings = parse(
        rows,
        stated.get("columns"),
        stated.get("decimal"),
        stated.get("dayfirst"),
        last_day,
        stated.get("yearfirst"),
    )
    return rows, interpreted(rows, findings, stated)


def _one_of(name: str, value: object, known: tuple[object, ...], expected: str) -> None:
    if not any(value is one or (isinstance(value, str | int | np.bool_) and value == one) for one in known):
        raise ValueError(f"{name} must be {expected}, found {repr(value)[:60]}.")


def _repeated(findings: Findings) -> Fault:
    remedy = "Pass duplicates='keep' if each is a purchase of its own, duplicates='drop' if the file repeats itself"
    return Fault(findings.repeats, "every column repeats an earlier row", remedy)


def _masked(faults: Sequence[Fault], size: int) -> np.ndarray:
    return np.asarray(np.logical_or.reduce([np.zeros(size, dtype=bool), *(fault.mask for fault in faults)]))


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
