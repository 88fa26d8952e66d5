"""What of a log is summed up on its engine, and which of its rows must come home first?

`flagged` marks rows, `nobody` rows without a customer, `whole` writes a condition as 1 or 0; `came_home` brings sums
home and refuses a log that is not valid; `summed_log` is a short log for what is worked out in memory.
"""

from typing import Any

import narwhals as nw
import pandas as pd

from ..schema.days import LAST_DAY
from ._blank_names import is_blank
from ._log_checks import check_rows, is_unfit
from ._slices import Query, at_home
from ._sold import rows_of_returners


def flagged(frame: nw.LazyFrame[Any], last_day: int = LAST_DAY) -> nw.LazyFrame[Any]:
    """Mark the rows of an open log: ``unfit`` is no row of a log, ``back`` a refund, ``sold`` a purchase; 1 or 0."""
    amount = nw.col("amount")
    return frame.with_columns(
        unfit=is_unfit(frame.collect_schema().names(), last_day), back=whole(amount < 0), sold=whole(amount >= 0)
    )


def nobody(frame: nw.LazyFrame[Any]) -> nw.Expr:
    """Say 1 of a row without a customer: it has no id, or one of spaces."""
    who = nw.col("customer_id")
    if frame.collect_schema()["customer_id"] == nw.String:
        return nw.when(who.is_null() | is_blank(who)).then(nw.lit(1.0)).otherwise(nw.lit(0.0))
    return nw.when(who.is_null()).then(nw.lit(1.0)).otherwise(nw.lit(0.0))


def whole(condition: nw.Expr) -> nw.Expr:
    """Write a condition as 1 or 0, and 0 where it cannot be answered."""
    return nw.when(condition).then(nw.lit(1)).otherwise(nw.lit(0)).cast(nw.Int64)


def came_home(query: Query, frame: nw.LazyFrame[Any], last_day: int = LAST_DAY, name: str = "") -> pd.DataFrame:
    """Bring sums home; refuse the log if they are none, or if ``unfit`` of one of them is not 0.

    Only then is the log read a second time: to say of each fault how often it is there. Sums of one key may come in
    several rows, see `at_home`.
    """
    found = at_home(query, frame)
    if not len(found) or found["unfit"].sum():
        check_rows(frame, last_day, name)
    return found.drop(columns="unfit")


def summed_log(
    transactions: Any, frame: nw.LazyFrame[Any], cell: nw.Expr, last_day: int = LAST_DAY, name: str = ""
) -> pd.DataFrame:
    """Sum up an open log on its engine, in one scan with the checks, to one row for each customer and cell of days.

    Such a row has the first day of the cell on which there was a purchase, and the money. Of customers who gave
    something back all rows come home, with what refunds may name. The result is a log for what counts cells.
    """
    found = came_home(lambda part: _cells(part, cell, last_day), frame, last_day, name)
    returned = found.pop("back").to_numpy() > 0
    if not returned.any():
        return found
    return pd.concat([found[~returned], rows_of_returners(transactions)], ignore_index=True)


def _cells(frame: nw.LazyFrame[Any], cell: nw.Expr, last_day: int) -> nw.LazyFrame[Any]:
    """Sum up the cells of each customer, and say whose of them came back in part."""
    money = nw.col("amount").sum()
    rows = flagged(frame, last_day).with_columns(cell=cell)
    cells = rows.group_by("customer_id", "cell").agg(
        money, nw.col("unfit").sum(), nw.col("back").sum(), date=nw.col("date").min()
    )
    cells = cells.with_columns(
        unfit=nw.col("unfit") + nobody(frame),
        back=whole(nw.col("back").max().over("customer_id") > 0),
        date=nw.col("date").cast(nw.Datetime("us")),
    )
    return cells.drop("cell")
