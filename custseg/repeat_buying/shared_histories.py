"""How many customers share a history? Transactions of any size to counts of ``(x, t_x, T)``, on their engine.

:func:`repeat_purchase_counts`.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, NamedTuple

import narwhals as nw
import numpy as np
import pandas as pd

from ..schema import Day, Refunds, SchemaError, Unit, check_choice, day_name, day_number, listed, typed, warn_unsafe
from ..schema.choices import DayOrWeek
from ..schema.days import LAST_DAY
from ..tables._blank_names import is_blank
from ..tables._calendar_numbers import date_of, day_number_of
from ..tables._log_checks import check_rows, is_unfit, open_log
from ..tables._slices import at_home
from ..tables._sold import rows_of_returners, unplaced_refunds
from ._occasions import Occasions, merge_occasions, refuse_only_refunds, transaction_columns
from ._units import UNIT_DAYS, unit_days
from ._unsafe import hole_in, late_end

HISTORY = ["purchases", "first", "last"]  # grains with a purchase; the first and the last, counted from the last seen
NOBODY = "no customer bought up to observed_until and kept what was bought: check the date (day, month, year)."


class _Counted(NamedTuple):
    """Customers by history, what was left out on the way, and what makes the log unsafe."""

    histories: pd.DataFrame
    left_out: dict[Hashable, Any]
    unsafe: tuple[str, ...]


@typed
def repeat_purchase_counts(
    transactions: Any,
    *,
    observed_until: Day,
    period: Unit = "W",
    grain: DayOrWeek = "D",
    refunds: Refunds = "net",
) -> pd.DataFrame:
    """Count the customers of each history of repeat purchases, so that no row per customer is needed.

    The likelihood of a purchase model knows of a customer only ``x``, ``t_x`` and ``T``: customers who share them are
    one row with a count, and the fit is that of the table with a row for each. The counting is done by the engine of
    the frame (polars, DuckDB, Spark …, eager or lazy) in two scans, one of days with the checks and one of customers;
    what comes home are the counts, and the rows of those who gave something back.

    Parameters
    ----------
    transactions : dataframe
        As for :func:`repeat_purchase_table`. Rows after ``observed_until`` are left out and counted in ``attrs``.
    observed_until : str or datetime
        Last day seen (included). Never the clock.
    period : {"W", "D", "M", "Y"}
        Unit of ``t_x`` and ``T``, as in :func:`repeat_purchase_table`.
    grain : {"D", "W"}
        What is merged into one occasion: a day, or a week counted back from ``observed_until``. With weeks there are
        far fewer histories: some 35,000 of a million customers of a year.
    refunds : {"net", "drop", "raise"}
        As in :func:`repeat_purchase_table`.

    Returns
    -------
    DataFrame
        Sorted. ``x`` repeat occasions, ``t_x`` time from first to last occasion, ``T`` time from first occasion to
        ``observed_until``, ``customers`` who share them. The models of this room read that column: ``fit`` and
        ``score`` count so many customers, predictions have a value for each row, that of one of its customers: a total
        is ``(predictions * table["customers"]).sum()``. What adds up rows and cannot count them so refuses the table.
        Spend is not in it, because no two customers spend the same: fit :class:`GammaGamma` to a sample, see
        :func:`custseg.tables.sample_customers`.
        ``attrs`` state unit, grain, the day, and what was left out, as in :func:`repeat_purchase_table`.

    Raises
    ------
    SchemaError
        If the table of transactions is not valid, has refunds under ``"raise"``, or holds no purchase up to
        ``observed_until``.
    ValueError
        If an argument is not one of those listed.

    Warns
    -----
    UnsafeValueWarning
        If the log ends long before ``observed_until``, has no rows for months in its middle, or if more than one
        percent of the money came back for purchases that are not in it.

    See Also
    --------
    repeat_purchase_table : One row per customer, with spend, holdout and other grains.

    References
    ----------
    Fader, P. S. & Hardie, B. G. S. (2005). Implementing the BG/NBD model for customer base analysis in Excel.
    brucehardie.com. Likelihoods of grouped customers.

    Examples
    --------
    >>> import pandas as pd
    >>> transactions = pd.DataFrame({
    ...     "customer_id": ["ann", "ann", "bob", "eve"],
    ...     "date": pd.to_datetime(["2024-01-01", "2024-01-15", "2024-01-08", "2024-01-08"]),
    ...     "amount": [30.0, 20.0, 12.0, 9.0],
    ... })
    >>> repeat_purchase_counts(transactions, observed_until="2024-01-29")
       x  t_x    T  customers
    0  0  0.0  3.0          2
    1  1  2.0  4.0          1
    """
    per_unit = unit_days(period)
    check_choice(grain, "grain", DayOrWeek)
    check_choice(refunds, "refunds", Refunds)
    end, step = day_number(observed_until, "observed_until"), int(UNIT_DAYS[grain])
    frame = open_log(transactions)
    counted = (
        _in_memory(transactions, end, step, refunds)
        if isinstance(frame, pd.DataFrame)
        else _on_engine(transactions, frame, end, step, refunds)
    )
    histories = counted.histories.groupby(HISTORY, as_index=False)["customers"].sum()
    if histories.empty:
        raise SchemaError(NOBODY)
    warn_unsafe(*counted.unsafe)
    when = {name: histories[name] * float(step) for name in ("first", "last")}
    table = pd.DataFrame(
        {
            "x": histories["purchases"] - 1,
            "t_x": (when["last"] - when["first"]) / per_unit,
            "T": -when["first"] / per_unit,
            "customers": histories["customers"],
        }
    ).astype({"x": "int64", "customers": "int64"})
    table = table.sort_values(["x", "t_x", "T"], ignore_index=True)
    table.attrs = {
        "table": "repeat purchases",
        "unit": period,
        "unit_days": per_unit,
        "grain": grain,
        "observed_until": day_name(end),
        "refunds": refunds,
        "customers": int(table["customers"].sum()),
        **counted.left_out,
    }
    return table


def _in_memory(transactions: Any, end: int, step: int, refunds: Refunds) -> _Counted:
    columns = transaction_columns(transactions)
    occasions = merge_occasions(columns, end, end, float(step), refunds)
    unplaced = float(occasions.left_out["refund_amount_without_purchase"])
    bought = float(columns.amount[(columns.amount > 0) & (columns.day <= end)].sum())
    unsafe = (
        *late_end(columns.day, end, "observed_until"),
        *hole_in(columns.day),
        *unplaced_refunds(unplaced, bought),
    )
    return _Counted(_histories(occasions), occasions.left_out, unsafe)


def _histories(occasions: Occasions) -> pd.DataFrame:
    """Give the history of each customer who bought, as one of its kind."""
    times = np.diff(occasions.starts)
    bought = times > 0
    first = occasions.when[occasions.starts[:-1][bought]].astype(np.int64)
    last = occasions.when[occasions.starts[1:][bought] - 1].astype(np.int64)
    return pd.DataFrame({"purchases": times[bought], "first": first, "last": last, "customers": 1})


def _on_engine(transactions: Any, frame: nw.LazyFrame[Any], end: int, step: int, refunds: Refunds) -> _Counted:
    """Count on the engine those who gave nothing back, and in memory the others."""
    days = _days(frame)
    if not len(days) or days["unfit"].sum() or _blank_aside(frame, days, end):
        check_rows(frame)
    day = (days["day"].to_numpy() - np.datetime64(0, "D")).astype("timedelta64[D]").astype(np.int64)
    seen = days[day <= end]
    left_out = _left_out(days[day > end], seen)
    refuse_only_refunds(left_out["refund_rows"], int(seen["rows"].sum()), end)
    bought = frame.filter(nw.col("date") <= date_of(end))
    found = []
    if refunds != "drop" and left_out["refund_rows"]:
        who = bought.filter(nw.col("amount") < 0).select("customer_id").unique()
        if refunds == "raise":
            check_rows(frame)
            raise SchemaError(_refunds_found(left_out["refund_rows"], who))
        histories, without_purchase = _of_returners(transactions, end, step)
        found.append(histories)
        left_out |= without_purchase
        bought = bought.join(who, on="customer_id", how="anti")
    counts = at_home(lambda part: _counted(part, end, step), bought.filter(nw.col("amount") >= 0))
    if counts["blank"].sum():
        check_rows(frame)
    found.append(_as_counts(counts.drop(columns="blank"), end))
    unsafe = (
        *late_end(day, end, "observed_until"),
        *hole_in(day, days["rows"].to_numpy()),
        *unplaced_refunds(float(left_out["refund_amount_without_purchase"]), float(seen["money"].sum())),
    )
    return _Counted(pd.concat(found, ignore_index=True), left_out, unsafe)


def _left_out(after: pd.DataFrame, seen: pd.DataFrame) -> dict[Hashable, Any]:
    """Say what is not counted, as long as no refund is known to lack its purchase."""
    return {
        "rows_after": int(after["rows"].sum()),
        "refund_rows": int(seen["refunds"].sum()),
        "refund_amount": float(seen["returned"].sum()),
        "refunds_without_purchase": 0,
        "refund_amount_without_purchase": 0.0,
        "refund_amount_of_the_past": 0.0,
    }


def _refunds_found(rows: int, who: nw.LazyFrame[Any]) -> str:
    some = who.head(4).collect().to_pandas()
    return (
        f"{rows:,} rows are refunds (amount below zero), of customers such as {listed(sorted(some['customer_id']))}. "
        'Choose refunds="net" to set them against purchases or refunds="drop" to leave them out.'
    )


def _of_returners(transactions: Any, end: int, step: int) -> tuple[pd.DataFrame, dict[Hashable, Any]]:
    """Count in memory those who gave something back, and say which refunds lack their purchase."""
    rows = rows_of_returners(transactions, until=date_of(end))
    if (rows["amount"] >= 0).any():
        occasions = merge_occasions(transaction_columns(rows), end, end, float(step), "net")
        names = ("refunds_without_purchase", "refund_amount_without_purchase")
        return _histories(occasions), {name: occasions.left_out[name] for name in names}
    nobody = pd.DataFrame(columns=[*HISTORY, "customers"], dtype=np.int64)
    amount = -float(rows["amount"].sum())
    return nobody, {"refunds_without_purchase": len(rows), "refund_amount_without_purchase": amount}


def _days(frame: nw.LazyFrame[Any]) -> pd.DataFrame:
    """Give for each day of a log its rows, how many of them are no rows of a log, refunds, and money.

    Whether ids are made of spaces is asked of the customers: it takes as long as all the rest.
    """
    amount = nw.col("amount")
    rows = frame.with_columns(
        unfit=nw.when(nw.col("customer_id").is_null())
        .then(nw.lit(1.0))
        .otherwise(is_unfit(frame.collect_schema().names(), LAST_DAY)),
        refunds=nw.when(amount < 0).then(nw.lit(1.0)).otherwise(nw.lit(0.0)),
        returned=nw.when(amount < 0).then(0.0 - amount).otherwise(0.0),
        money=nw.when(amount > 0).then(amount).otherwise(0.0),
    )
    sums = [nw.col(name).sum() for name in ("unfit", "refunds", "returned", "money")]
    days = rows.group_by("date").agg(*sums, rows=nw.len())
    found = days.with_columns(day=nw.col("date").cast(nw.Datetime("us"))).drop("date").collect().to_pandas()
    return found.sort_values("day", ignore_index=True).astype({"day": "datetime64[us]"})


def _blank_aside(frame: nw.LazyFrame[Any], days: pd.DataFrame, end: int) -> bool:
    """Say whether a row that is no purchase up to the last day, and so is not counted, has an id of spaces."""
    late = days["day"].to_numpy() > np.datetime64(end, "D")
    if not (days["refunds"].any() or late.any()):
        return False
    aside = frame.filter((nw.col("amount") < 0) | (nw.col("date") > date_of(end)))
    return bool(aside.select(blank=_is_blank(frame).sum()).collect().to_pandas()["blank"].sum())


def _is_blank(frame: nw.LazyFrame[Any]) -> nw.Expr:
    """Say 1 where the id is made of spaces, 0 where it is not."""
    who, no = nw.col("customer_id"), nw.lit(0.0)
    if frame.collect_schema()["customer_id"] != nw.String:
        return nw.when(who.is_null()).then(no).otherwise(no)
    return nw.when(is_blank(who)).then(nw.lit(1.0)).otherwise(no)


def _counted(bought: nw.LazyFrame[Any], end: int, step: int) -> nw.LazyFrame[Any]:
    """Count customers by history: grains of each customer, then customers, then histories.

    Days stay what they are until the histories are at home: numbers for all rows take as long as counting them.
    """
    when = nw.col("when")
    number = nw.col("date") if step == 1 else _grain_number(nw.col("date"), end, step)
    grains = bought.select("customer_id", when=number)
    customers = (
        grains.group_by("customer_id", "when")
        .agg(rows=nw.len())
        .group_by("customer_id")
        .agg(first=when.min(), last=when.max(), purchases=nw.len())
        .with_columns(blank=_is_blank(bought))
    )
    found = customers.group_by(*HISTORY).agg(nw.col("blank").sum(), customers=nw.len())
    if step > 1:
        return found
    return found.with_columns(nw.col("first", "last").cast(nw.Datetime("us")))


def _as_counts(found: pd.DataFrame, end: int) -> pd.DataFrame:
    """Give whole numbers, also of days that came as moments."""
    moments = [name for name in ("first", "last") if found[name].dtype.kind == "M"]
    days = {name: found[name].to_numpy().astype("datetime64[D]").astype(np.int64) - end for name in moments}
    return found.assign(**days).astype(dict.fromkeys([*HISTORY, "customers"], "int64"))


def _grain_number(day: nw.Expr, end: int, step: int) -> nw.Expr:
    """Count days or weeks back from the last day seen: 0 and below, as `_occasions` does in memory."""
    ago = end - day_number_of(day)
    return 0 - (ago if step == 1 else ago // step)
