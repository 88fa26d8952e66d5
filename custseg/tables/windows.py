"""Which rows of a log lie in a window of days? A study cuts its log at its own days with it.

`log_between`.
"""

from datetime import date, datetime, timedelta
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from ..schema import Day, SchemaError, as_day, day_name, day_number
from ._calendar_numbers import day_of
from ._log_checks import open_log
from ._shelf import is_shelved, taken_rows


def log_between(transactions: Any, *, after: Day | None = None, until: Day | None = None) -> Any:
    """Keep the rows of a window of days, with all their columns.

    A day is kept or left out whole, whatever the time of a purchase: comparing ``date`` with a day by hand leaves out
    all that was bought on the last day after midnight.

    Parameters
    ----------
    transactions : dataframe
        As for :func:`custseg.tables.customer_table`.
    after, until : str or date, optional
        The window: later than the day ``after``, up to and including the day ``until``. Without one of them it is open
        at that end.

    Returns
    -------
    dataframe
        Of the kind that came in; ``attrs`` of a pandas table are kept, so that the log still knows whose it is.

    Raises
    ------
    SchemaError
        Missing columns, or dates that are none; or a window in which there are no rows.
    ValueError
        The window is empty or not made of dates.

    See Also
    --------
    amount_between : What known customers brought in a window.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.tables import log_facts
    >>> log_facts(log_between(load_cdnow(), until="1997-12-31")).last_day
    datetime.date(1997, 12, 31)
    """
    if after is not None and until is not None and day_number(until, "until") <= day_number(after, "after"):
        raise ValueError(
            f"until must be later than after; found until {day_name(day_number(until, 'until'))} and after "
            f"{day_name(day_number(after, 'after'))}."
        )
    open_log(transactions)
    native: Any = nw.to_native(transactions, pass_through=True)
    if isinstance(native, pd.DataFrame) and _lies_in_files(native):
        return _between_in_files(native, after, until)
    frame = nw.from_native(transactions)
    # moments in pandas, which has no dates; dates elsewhere: Spark would take a moment for one of this machine's zone
    moments = isinstance(native, pd.DataFrame) and not isinstance(native["date"].dtype, pd.ArrowDtype)
    day_after = _next_day if moments else _next_date
    when = nw.col("date").cast(nw.Datetime("us")) if moments else day_of(frame.lazy())
    if after is not None:
        frame = frame.filter(when >= day_after(after, "after"))
    if until is not None:
        frame = frame.filter(when < day_after(until, "until"))
    if not len(frame.lazy().head(1).collect()):
        raise SchemaError(f"nobody bought or returned anything{_window_words(after, until)}.")
    kept = frame.to_native()
    return kept.copy() if isinstance(kept, pd.DataFrame) else kept  # a table of its own: columns may be added to it


def _lies_in_files(table: pd.DataFrame) -> bool:
    return isinstance(table["date"].dtype, np.dtype) and is_shelved(table["date"].to_numpy())


def _between_in_files(table: pd.DataFrame, after: Day | None, until: Day | None) -> pd.DataFrame:
    """Do the same for a long log, whose columns lie in files as before."""
    moments = table["date"].to_numpy()
    kept = np.ones(len(moments), dtype=bool)
    if after is not None:
        kept &= moments >= np.datetime64(_next_day(after, "after"))
    if until is not None:
        kept &= moments < np.datetime64(_next_day(until, "until"))
    if not kept.any():
        raise SchemaError(f"nobody bought or returned anything{_window_words(after, until)}.")
    return taken_rows(table, kept)


def _next_day(day: Day, name: str) -> datetime:
    moment: datetime = as_day(day, name).to_pydatetime()
    return moment + timedelta(days=1)


def _next_date(day: Day, name: str) -> date:
    return _next_day(day, name).date()


def _window_words(after: Day | None, until: Day | None) -> str:
    ends = [f" after {day_name(day_number(after, 'after'))}"] if after is not None else []
    ends += [f" up to {day_name(day_number(until, 'until'))}"] if until is not None else []
    return ",".join(ends)
