"""Which number stands in each cell? One decimal sign and one currency for the whole file."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from .._faults import SET_ASIDE, Fault, Parsed, counted, places
from ..parts.whole import anywhere, first_found, overall, present, union
from .number_text import differ, number_parts, readings
from .text import TEXT, means_missing

BEYOND_CENTS = 2.0**53 / 100  # from here on a float cannot hold every cent
EACH = "each"  # cell by its own sign
_NO_TEXT: dict[str, Any] = {"negative": False, "point": np.nan, "comma": np.nan, "currency": ""}


class Cells(NamedTuple):
    """The cells of a column: `codes` says which row of `table` each one is, -1 for a gap.

    `table` has a row per different cell: ``value`` if it is a number already, ``missing``, and for texts ``negative``,
    ``point``, ``comma`` (the number under each reading) and ``currency``.
    """

    codes: np.ndarray
    table: pd.DataFrame

    def rows(self, mask: np.ndarray) -> np.ndarray:
        """Turn a mask over `table` into a mask over the rows of the file."""
        return mask[self.codes] & (self.codes >= 0) if len(mask) else np.zeros(len(self.codes), dtype=bool)


def read_numbers(
    columns: dict[str, pd.Series], rows: np.ndarray, decimal: str | None = None, required: tuple[str, ...] = ("amount",)
) -> tuple[dict[str, Parsed], dict[str, str | None], list[str]]:
    """Understand the columns of numbers together: a file has one decimal sign and one currency.

    Known are signs before, behind and as parentheses, currency signs and codes, thousands set apart by commas,
    points, blanks or apostrophes. ``1.50`` can only be a decimal point, ``1,50`` only a decimal comma; ``1,234`` can be
    both and follows the others. If none decides, or if they disagree, `decimal` must say it.

    Parameters
    ----------
    columns : dict of Series
        Cells as the source types them, by column name.
    rows : array
        Row numbers, for messages.
    decimal : {".", ",", "each"}, optional
        The decimal sign; "each" reads every cell that can be read in one way only.
    required : tuple of str
        Columns in which a missing cell is a fault.

    Returns
    -------
    parsed : dict of Parsed
        Floats; missing where there is none.
    found : dict
        ``decimal`` (None if no number depends on it) and ``currency`` (None if none is named).
    problems : list of str
        An open decimal sign, several currencies.
    """
    cells = {name: _cells(values) for name, values in columns.items()}
    sign, problems = (decimal, []) if decimal else _decimal_sign(cells, columns, rows)
    currency, several = _currency(cells, columns, rows)
    parsed = {}
    for name, values in columns.items():
        table = cells[name].table
        text = table["comma" if sign == "," else "point"]
        if sign == EACH:
            text = table["point"].fillna(table["comma"]).mask(differ(table)["either"])
        elif problems:  # list only what cannot be read in either way
            text = text.fillna(table["comma"])
        parsed[name] = _settled(name, cells[name], text, values, decimal, name in required)
    return parsed, {"decimal": sign, "currency": currency}, problems + several


def _cells(values: pd.Series) -> Cells:
    if pd.api.types.is_numeric_dtype(values.dtype):
        numbers = values.astype(float).to_numpy()
        table = pd.DataFrame({"value": numbers, "missing": np.isnan(numbers)}).assign(**_NO_TEXT)
        return Cells(np.arange(len(values)), table)
    codes, found = pd.factorize(values)
    different = pd.Series(found, dtype=found.dtype)
    text = np.ones(len(different), dtype=bool)
    if different.dtype == object:
        text = np.array([not isinstance(cell, float | int | np.number | Decimal) for cell in different], dtype=bool)
    value, point, comma = np.full((3, len(different)), np.nan)
    missing, negative = np.zeros((2, len(different)), dtype=bool)
    currency = np.full(len(different), "", dtype=object)
    value[~text] = different[~text].astype(float)
    texts = different[text].astype(TEXT).str.strip()
    parts = number_parts(texts)
    read = readings(parts["body"].astype(TEXT))
    missing[text], negative[text], currency[text] = means_missing(texts), parts["negative"], parts["currency"]
    point[text], comma[text] = read["point"], read["comma"]
    columns = {"value": value, "missing": missing, "negative": negative, "point": point, "comma": comma}
    return Cells(codes, pd.DataFrame({**columns, "currency": currency}))


def _decimal_sign(
    cells: dict[str, Cells], columns: dict[str, pd.Series], rows: np.ndarray
) -> tuple[str | None, list[str]]:
    """Let the numbers that fit only one reading decide for the others."""
    fits = {name: differ(column.table) for name, column in cells.items()}
    first = {}  # the first column that shows each kind, with its rows
    for kind in ("point", "comma", "either"):
        shown = [(name, cells[name].rows(fits[name][kind])) for name in cells]
        first[kind] = next(((name, mask) for name, mask in shown if anywhere(f"decimal {kind}: {name}", mask)), None)
    if first["point"] and first["comma"]:
        found = " and ".join(
            f"a decimal {kind} in {name} of {counted(mask)} ({places(mask, rows, columns[name], 2)})"
            for kind, (name, mask) in (("point", first["point"]), ("comma", first["comma"]))
        )
        remedy = (
            "Pass decimal='each' to read each cell by its own sign, or decimal='.' or decimal=','; what cannot be read "
            "so is then listed one by one."
        )
        return None, [f"there are two decimal signs: {found}. {remedy}"]
    if first["point"] or first["comma"]:
        return "." if first["point"] else ",", []
    if not first["either"]:
        return None, []
    return None, [_open_sign(cells, columns, rows, *first["either"])]


def _open_sign(
    cells: dict[str, Cells], columns: dict[str, pd.Series], rows: np.ndarray, name: str, mask: np.ndarray
) -> str:
    """Ask for the decimal sign, first with the one under which the three digits are thousands: that is far likelier."""
    here = None
    if mask.any():
        row = int(np.flatnonzero(mask)[0])
        one = cells[name].table.iloc[cells[name].codes[row]]
        here = str(columns[name].iloc[row]), str(rows[row]), float(one["point"]), float(one["comma"])
    cell, label, point, comma = first_found(f"decimal of {name}", here) or ("", "", 0.0, 0.0)
    thousands, decimals = (".", ",") if point > comma else (",", ".")
    return (
        f"{name} can be read in two ways: '{cell}' in row {label}. "
        f"Pass decimal='{thousands}' for {max(point, comma):,.2f} or decimal='{decimals}' for {min(point, comma):g}."
    )


def _currency(cells: dict[str, Cells], columns: dict[str, pd.Series], rows: np.ndarray) -> tuple[str | None, list[str]]:
    found: dict[str, str] = {}
    for name, column in cells.items():
        for currency in overall(f"currencies: {name}", tuple(column.table["currency"].unique()), union):
            if currency and currency not in found:
                mask = column.rows((column.table["currency"] == currency).to_numpy())
                found[currency] = f"{currency} in {name} of {counted(mask)} ({places(mask, rows, columns[name], 2)})"
    if len(found) > 1:
        return None, [f"several currencies: {', '.join(found.values())}. Convert them to one first."]
    return next(iter(found), None), []


def _settled(name: str, cells: Cells, text: pd.Series, values: pd.Series, stated: str | None, required: bool) -> Parsed:
    number = cells.table["value"].fillna(text * np.where(cells.table["negative"], -1.0, 1.0))
    series = pd.Series(np.append(number, np.nan)[cells.codes], name=name)  # the last one is for gaps, code -1
    missing = (cells.codes < 0) | cells.rows(cells.table["missing"].to_numpy())
    unreadable = series.isna().to_numpy() & ~missing
    aside = SET_ASIDE if required else f'or ignore the column with columns={{"{name}": None}}'
    faults = [
        Fault(missing & required, f"{name} is missing", f"Fill it in, {aside}"),
        Fault(
            unreadable,
            f"{name} cannot be read" + (f" with decimal='{stated}'" if stated else ""),
            f"Write it as a plain number, {aside}",
            values,
        ),
        Fault(np.isinf(series.to_numpy()), f"{name} is infinite", f"Correct it, {aside}", values),
        Fault(
            (name == "amount") & np.isfinite(series.to_numpy()) & (np.abs(series.to_numpy()) >= BEYOND_CENTS),
            f"{name} is so large that cents would be lost in a sum",
            f"Correct it, {aside}",
            values,
        ),
    ]
    return Parsed(series, present(faults), [], [])
