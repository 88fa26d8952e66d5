"""How long is a period, and do a table and a model speak of the same? Units of time, and a yearly rate in them.

:func:`unit_days` and :func:`force_of_interest`; :func:`unit_of`, :func:`refuse_other_unit`, :func:`any_unit`
and :func:`known_unit`.

A unit belongs to the table and to the model. Unequal ones are refused. One that is not stated is taken to be the
other's where purchases are counted, and refused where money depends on it.
"""

from __future__ import annotations

import math
from typing import cast

import pandas as pd

from ..schema import Unit, require_frame
from ._arguments import as_share

UNIT_DAYS = {"D": 1.0, "W": 7.0, "M": 365.25 / 12.0, "Y": 365.25}
UNIT_NAMES = {"D": "day", "W": "week", "M": "month", "Y": "year"}


def unit_days(unit: str, *, argument: str = "period") -> float:
    """Give the length of a unit in days.

    Raises
    ------
    ValueError
        If the unit is not one of D, W, M, Y.
    """
    if not isinstance(unit, str) or unit not in UNIT_DAYS:
        known = ", ".join(f'"{key}" ({UNIT_NAMES[key]})' for key in UNIT_DAYS)
        raise ValueError(f"{argument} must be one of {known}, found {unit!r}.")
    return UNIT_DAYS[unit]


def unit_of(table: pd.DataFrame) -> Unit | None:
    """Give the unit of time that a table remarks of itself; None if it was made by hand, or the remark got lost."""
    unit = table.attrs.get("unit")
    return cast(Unit, unit) if isinstance(unit, str) and unit in UNIT_DAYS else None


def refuse_other_unit(table_unit: Unit | None, model_unit: Unit | None) -> None:
    """Refuse a table in another unit of time than the model's.

    Raises
    ------
    ValueError
        If both are known and differ.
    """
    if table_unit is None or model_unit is None or table_unit == model_unit:
        return
    raise ValueError(
        f"the table is in {UNIT_NAMES[table_unit]}s (unit {table_unit!r}) and the model in {UNIT_NAMES[model_unit]}s "
        f"(unit {model_unit!r}): its forecasts would be wrong. Make the table with repeat_purchase_table(transactions, "
        f'observed_until=..., period="{model_unit}") and state horizons in {UNIT_NAMES[model_unit]}s, or fit the model '
        "to this table."
    )


def any_unit(table: pd.DataFrame, model_unit: Unit | None, unit: Unit | None) -> Unit:
    """Give the unit of time that one of table, model and ``unit`` states.

    Raises
    ------
    TypeError
        If the table is none.
    ValueError
        If they differ, or none states it.
    """
    require_frame(table, "table")
    remark = unit_of(table)
    if unit is not None:
        unit_days(unit, argument="unit")
        refuse_other_unit(remark, unit)
        refuse_other_unit(unit, model_unit)
    refuse_other_unit(remark, model_unit)
    stated = unit or remark or model_unit
    if stated is None:
        raise ValueError(_not_stated("the table and the model", "W"))
    return stated


def known_unit(table: pd.DataFrame, model_unit: Unit | None, unit: Unit | None) -> Unit:
    """Give the unit of time that a table and a model share, for an answer in money: a guess would be a wrong number.

    Raises
    ------
    ValueError
        If they differ, or if one of them does not state its unit and ``unit`` does not either.
    """
    stated = any_unit(table, model_unit, unit)
    if unit is None and (unit_of(table) is None or model_unit is None):
        raise ValueError(_not_stated("the table" if unit_of(table) is None else "the model", stated))
    return stated


def _not_stated(by: str, likely: Unit) -> str:
    return (
        f'the unit of t_x and T is not stated by {by}, and money depends on it. Pass unit="{likely}" if both are in '
        f'{UNIT_NAMES[likely]}s (or "D", "W", "M", "Y"). A table of repeat_purchase_table states its unit, and so does '
        "a model that was fitted to one."
    )


def force_of_interest(discount_rate: float, discount_per: Unit, unit: Unit) -> float:
    """Give the continuous discount rate per ``unit`` of an effective rate per ``discount_per``.

    Examples
    --------
    >>> round(force_of_interest(0.10, "Y", "Y"), 6)
    0.09531
    """
    rate = as_share(discount_rate, "discount_rate", "write 10 % as 0.10")
    return math.log1p(rate) * unit_days(unit, argument="unit") / unit_days(discount_per, argument="discount_per")
