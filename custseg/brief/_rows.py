"""Which rows of a file does a page stand on? Read, and asked about where no page could be right.

`rows_of`, `without_crowds`, `is_stale`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..decide.signs._people import CROWD
from ..exhibit import day
from ..read import read_transactions_with_rejects
from ..read.files.source import read_source
from ..read.meaning.recognised import may_hold_days, months_above
from ..schema import SchemaError, listed
from ..tables._blank_names import blank_names
from ..tables._customer_blocks import customer_blocks
from ._long_file import Spelt, is_long, read_long, signs_of

TWICE = 0.2  # of all rows repeat an earlier one in every column: then it is not chance
OVERLAP = 40  # rows of days on end of which nearly every row is there twice: two exports overlap
NEARLY_ALL = 0.9
ALIKE, COUNTED_AGAIN = 0.95, 0.01  # of orders of several rows, all alike; of all money, on the rows after the first
FAR = "Does it stand for no date?"  # what the reader notes of a few rows whose day is far from all others
NO_DATES = (
    "Without the days of purchases there is no page. If this is a table with one row per customer, "
    "export the orders instead: one row per order or item, with the customer, the day and the amount."
)
ORDERS = "Export the orders instead: one row per order or item, with the customer, the day and the amount."


class Rows(NamedTuple):
    """The rows of a file: sound ones, those set aside, and the ids of customers where the sound ones hold places.

    ``no_order`` says of how many rows the order is not known, where that is why ``order_id`` was left out.
    """

    log: pd.DataFrame
    set_aside: pd.DataFrame
    ids: pd.Index | None = None
    no_order: str = ""


def rows_of(
    source: Any,
    reading: Mapping[str, Any],
    *,
    turn_sign: bool,
    spelt: Spelt | None = None,
    leave_out: Sequence[str] = (),
    until: pd.Timestamp | None = None,
) -> Rows:
    """Give the sound rows and those set aside; a table that custseg has read knows its source already.

    ``spelt`` says which columns of a long file are asked for as text, if it may be held as numbers; ``leave_out`` who
    will be left out by `without_crowds`, ``until`` the day after which rows are left out.

    Raises
    ------
    SchemaError
        As the reader does; and where much of the file is there twice, or all amounts are refunds.
    """
    ids: pd.Index | None = None
    if isinstance(source, pd.DataFrame) and "source" in source.attrs:
        log, set_aside = source, pd.DataFrame({"row": [], "reason": []})
    else:
        log, set_aside, ids = _read(source, {"duplicates": "keep", **reading}, spelt)[:3]
        if "duplicates" not in reading:  # nobody decided it: next month's file is asked about again
            decided = {name: one for name, one in log.attrs["source"]["decided"].items() if name != "duplicates"}
            log.attrs["source"] = {**log.attrs["source"], "decided": decided}
    if turn_sign:
        attrs = log.attrs
        log = log.assign(amount=-log["amount"])
        log.attrs = attrs
    if problems := [*_twice(log, ids, reading), *_far_days(log), *_no_purchase(log)]:
        raise SchemaError(*problems)
    return _with_whole_orders(Rows(log, set_aside, ids), leave_out, until)


def _with_whole_orders(rows: Rows, leave_out: Sequence[str], until: pd.Timestamp | None) -> Rows:
    """Leave order numbers out, and note it, where rows lack one: all rows are counted by order, or all by day.

    A till, say, has none, and is left out: then those of all others count. So do rows after the day of the answers.
    """
    log = rows.log
    if "order_id" not in log or not (gaps := log["order_id"].isna() | blank_names(log["order_id"])).any():
        return rows
    counts = np.ones(len(log), dtype=bool)
    if leave_out:
        counts &= ~log["customer_id"].astype(str).isin([str(one) for one in leave_out]).to_numpy()
    if until is not None:
        counts &= (log["date"].dt.normalize() <= until).to_numpy()
    if not (missing := int((gaps & counts).sum())):
        return rows
    said = f"{missing:,} of {counts.sum():,} rows have no order_id"
    note = f"{said}: what a customer buys on one day counts as one order."
    source = log.attrs["source"]
    log = log.drop(columns="order_id")
    log.attrs = {**log.attrs, "source": {**source, "notes": [*source.get("notes", []), note]}}
    return rows._replace(log=log, no_order=said)


def _twice(log: pd.DataFrame, ids: pd.Index | None, reading: Mapping[str, Any]) -> list[str]:
    """Say that much of the file is there twice, unless it was decided what to do about it."""
    per = log.attrs.get("source", {}).get("decided", {}).get("answers", {}).get("amount_per")
    settled = "duplicates" in reading or per == "order"  # parts of an order's total are alike by nature
    repeated = 0.0 if settled or not len(log) else _repeats(log, ids) / len(log)
    if repeated > TWICE and _doubled(log):
        return [
            f"{repeated:.0%} of the rows repeat an earlier one in every column: is the file there twice? "
            'Pass duplicates="drop" to count them once, or duplicates="keep" if they are purchases (in reading).'
        ]
    if repeated and (days := _overlap(log)) is not None:
        return [
            f"nearly every row from {day(days[0])} to {day(days[1])} is there twice: do two exports overlap? "
            'Pass duplicates="drop" to count them once, or duplicates="keep" if they are purchases (in reading).'
        ]
    return _repeated_totals(log) if repeated and per is None else []


def _no_purchase(log: pd.DataFrame) -> list[str]:
    if not len(log) or (log["amount"] > 0).any() or not (log["amount"] < 0).any():
        return []
    return [
        "all amounts are refunds, none is above nought: is the sign turned? Pass turn_sign=True if purchases are "
        "the amounts below nought; else the file lacks the purchases."
    ]


def _read(source: Any, reading: Mapping[str, Any], spelt: Spelt | None) -> Rows:
    """Read a file, a long one in parts where that settles it."""
    if spelt is not None and is_long(source) and (found := read_long(source, reading, spelt)) is not None:
        return Rows(found[0].log, found[1], found[0].ids)
    try:
        return Rows(*read_transactions_with_rejects(source, **reading))
    except SchemaError as error:
        raise _without_days(error, source, reading) from None


def _without_days(error: SchemaError, source: Any, reading: Mapping[str, Any]) -> SchemaError:
    """Say what else to export where no day is known, and offer no header for it where no column could be one."""
    lacks = [one for one in error.problems if re.search(r"lacks columns? [^(]*'date'", one)]
    if not lacks:
        return error
    file = {name: reading[name] for name in ("encoding", "separator", "sheet") if name in reading}
    table = read_source(source, **file).table
    if months := months_above(list(map(str, table))):
        said = f"{lacks[0].split(' Pass ')[0].rstrip('.')}: {listed(months)} are months."
        return SchemaError(said, "A month in a column is no day. " + ORDERS)
    if may_hold_days(table):
        return SchemaError(*error.problems, NO_DATES, paste=error.paste)
    return SchemaError(f"{lacks[0].split(' Pass ')[0].rstrip('.')}.", NO_DATES)


def _repeats(log: pd.DataFrame, ids: pd.Index | None = None) -> int:
    """Count the rows that repeat an earlier one in every column; of a long file some customers after others."""
    parts = [slice(None)] if ids is None else customer_blocks(log["customer_id"].to_numpy())
    return sum(_repeats_in(log.iloc[rows]) for rows in parts)


def _repeats_in(log: pd.DataFrame) -> int:
    """Count them; text is compared where what else counts is alike."""
    alike = log[log.duplicated(["date", "amount"], keep=False)]
    if "order_id" in alike:
        alike = alike[alike.duplicated("order_id", keep=False)]
    return int(alike.duplicated().sum())


def _doubled(log: pd.DataFrame) -> bool:
    """Say whether nearly every row is there an even number of times, as two equal purchases by chance are not."""
    counts = log.groupby(list(log.columns), dropna=False, sort=False).size()
    return bool((counts % 2 == 0).mean() > 0.9)


def _overlap(log: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """Give the first and last of the most days on end of which nearly every row is there an even number of times."""
    days = log["date"].dt.normalize()
    per_day = log.duplicated(keep=False).groupby(days).agg(["size", "mean"])
    twice = per_day["mean"] > NEARLY_ALL
    rows = per_day["size"].where(twice, 0).groupby((~twice).cumsum()).sum()
    if rows.empty or rows.max() < OVERLAP:
        return None
    stretch = per_day.index[twice & ((~twice).cumsum() == rows.idxmax())]
    first, last = stretch[0], stretch[-1]
    return (first, last) if _doubled(log[(days >= first) & (days <= last)]) else None


def _repeated_totals(log: pd.DataFrame) -> list[str]:
    """Ask whether an amount is the line's or the order's, where the rows of an order are alike in every column."""
    if "order_id" not in log or {"quantity", "unit_price"} <= set(log.columns):  # the price says whose amount it is
        return []
    rows = log[log["order_id"].notna()]
    several = rows[rows.duplicated("order_id", keep=False)]
    apart = several.drop_duplicates().groupby("order_id", sort=False).size()
    again = float(several.loc[several.duplicated(), "amount"].abs().sum())
    total = float(log["amount"].abs().sum())
    alike = int((apart == 1).sum())
    if alike < max(ALIKE * len(apart), 2) or again <= COUNTED_AGAIN * total:
        return []
    return [
        f"all rows are alike in {alike:,} of {len(apart):,} orders of several rows: is the amount the order's total, "
        f"repeated on each row, or each row's own? Added up, {again:,.2f} of {total:,.2f} would be counted again. "
        'Pass answers={"amount_per": "order"} to count it once an order, or answers={"amount_per": "line"} to keep '
        "each row."
    ]


def _far_days(log: pd.DataFrame) -> list[str]:
    """Ask about a few rows whose day is far from all others: the first and the last day of the file hang on them."""
    notes = [note for note in log.attrs.get("source", {}).get("notes", []) if FAR in note]
    ways = 'Pass answers={"far_days": "aside"} to set them aside, or answers={"far_days": "keep"} to keep them.'
    return [f"{note.partition(FAR)[0]}{FAR} {ways}" for note in notes]


def without_crowds(rows: Rows, leave_out: Sequence[str], keep: Sequence[str]) -> tuple[Rows, pd.DataFrame]:
    """Set ids aside that stand for many people; ask about one that seems to. What is odd on the last day comes along.

    Raises
    ------
    SchemaError
        An id has many times as many rows as any other, or `leave_out` names one that is not there.
    """
    log, set_aside, ids = rows[:3]
    if leave_out:  # such a file is read at once, see `open_book`
        log, set_aside = _left_out(log, set_aside, leave_out)
    signs = signs_of(log, ids, log["date"].max().normalize())
    sign = signs.loc["one id for many"]
    guests = log.attrs.get("source", {}).get("decided", {}).get("answers", {}).get("guests")
    kept = guests == "keep" and sign["found"] < CROWD  # asked and answered when the file was read
    if sign["shows"] and not kept and str(sign["about"]) not in [str(one) for one in keep]:
        who = sign["about"]
        raise SchemaError(
            f"customer {who!r} has {sign['more']:,.0f} of {len(log):,} rows, {sign['found']:,.0f} times as many as any "
            f"other: is it one customer, or a till, a guest, a marketplace? Pass leave_out=[{who!r}] to set it aside, "
            f"or keep=[{who!r}] if it is one customer."
        )
    return rows._replace(log=log, set_aside=set_aside), signs


def _left_out(
    log: pd.DataFrame, set_aside: pd.DataFrame, leave_out: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    ids = log["customer_id"].astype(str)
    asked = [str(one) for one in leave_out]
    out = ids.isin(asked)
    lacking = sorted(set(asked) - set(ids[out]))
    if lacking:
        raise SchemaError(f"leave_out names {', '.join(map(repr, lacking))}, which the file does not have.")
    gone = log[out].astype(str).assign(row=log.index[out].astype(str), reason="left out: it stands for many people")
    attrs, log = log.attrs, log[~out]
    log.attrs = attrs
    return log, pd.concat([set_aside, gone], ignore_index=True)


def is_stale(signs: pd.DataFrame) -> bool:
    """Say whether the file ends so long before a day that what came since is missing, not absent."""
    return bool(signs["shows"]["stale"])
