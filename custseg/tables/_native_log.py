"""Can a table of days stay on the engine that holds the log?

`checked_on_engine` checks the log there, in one scan; `without_returners` keeps the customers whose rows are right as
they are.
"""

from typing import Any, NamedTuple

import narwhals as nw
import pandas as pd

from ..schema.days import LAST_DAY
from ._engine_log import flagged, nobody
from ._log_checks import check_rows


class CheckedLog(NamedTuple):
    """What is known of a log that was checked on its engine: refunds, the first day, the money of all purchases."""

    refunds: int
    first_day: int
    bought: float


def checked_on_engine(frame: nw.LazyFrame[Any], last_day: int = LAST_DAY, name: str = "") -> CheckedLog:
    """Check an open log in one scan, and count its refunds.

    Parameters
    ----------
    frame : LazyFrame
        As `open_log` gives it.
    last_day : int
        Days from 1970-01-01 to the last one on which the log was watched.
    name : str
        What the caller calls that day.

    Returns
    -------
    CheckedLog
        Of all rows.

    Raises
    ------
    SchemaError
        If a row is not valid, or there is none.
    """
    rows = flagged(frame, last_day).with_columns(unfit=nw.col("unfit") + nobody(frame))
    totals = rows.select(
        rows=nw.len(),
        unfit=nw.col("unfit").sum(),
        back=nw.col("back").sum(),
        bought=nw.when(nw.col("sold") > 0).then(nw.col("amount")).otherwise(0.0).sum(),
        first=nw.col("date").cast(nw.Datetime("us")).min(),
    )
    found = totals.collect().to_pandas().iloc[0]
    if not found["rows"] or found["unfit"]:
        check_rows(frame, last_day, name)
    first_day = (pd.Timestamp(found["first"]) - pd.Timestamp(0)).days
    return CheckedLog(int(found["back"]), first_day, float(found["bought"]))


def without_returners(frame: nw.LazyFrame[Any], checked: CheckedLog) -> nw.LazyFrame[Any]:
    """Leave out the customers who gave something back; they are worked out in memory."""
    if not checked.refunds:
        return frame
    who = frame.filter(nw.col("amount") < 0).select("customer_id").unique()
    return frame.join(who, on="customer_id", how="anti")
