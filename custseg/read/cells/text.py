"""Which text stands in a cell? Identifiers and names, stripped, without the marks of other programs."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

import numpy as np
import pandas as pd

from .._faults import SET_ASIDE, Fault, Parsed, counted

_NOT_RAISED = ("<wide>", "<narrow>", "<font>")
# as spreadsheets of all languages write them: #REF!, #DIV/0!, #NAME?, #BEZUG!, #VALEUR!, #N/A
EXCEL_ERROR = r"(?:#[^\W\d_][^\s#]*[!?]|#N/A|#NV|#N/D)"
ROUNDED = r"-?\d[.,]\d+[eE]\+?\d+|-?\d+[eE]\+\d+"
FORMULA = r'=[^"].*'
EXCEL_DIGITS = 15  # a number in a workbook has no more
TEXT = pd.StringDtype(na_value=np.nan)
MISSING = frozenset({"", "nan", "none", "null", "na", "n/a", "<na>", "nat", "#n/a", "#nv", "#n/d"})  # in any case
LONGEST = max(map(len, MISSING))
EXACT = 2.0**53  # larger whole numbers share one float


class Kinds(NamedTuple):
    """The different texts of a column, each to be looked at once, and which of them stands in each row."""

    codes: np.ndarray
    different: pd.Series

    def rows(self, pattern: str) -> np.ndarray:
        """Say which rows hold a text that is as the pattern says."""
        found = self.different.str.fullmatch(pattern, na=False).to_numpy(dtype=bool)
        return np.asarray(np.append(found, False)[self.codes])


def cell_text(values: pd.Series, identifier: bool = False) -> pd.Series:
    """Return the cells as stripped text; what means "nothing here" becomes missing.

    An identifier also loses what cannot be seen: ``1`` and ``1`` with a blank of no width are one customer, and so
    are ``12`` and ``１２`` in full width. ``="007"`` is ``007``.

    Examples
    --------
    >>> import pandas as pd
    >>> cell_text(pd.Series([" 007", "N/A", None, 8.0], dtype=object)).fillna("-").tolist()
    ['007', '-', '-', '8']
    """
    codes, cells = pd.factorize(values)  # each different cell is looked at once
    if cells.dtype == object or cells.dtype.kind == "f":
        cells = pd.Index([_whole(cell) for cell in cells], dtype=object)
    text = pd.Series(cells, dtype=object).astype(TEXT)
    if identifier:
        odd = text.str.contains(r"[^\x00-\x7f]", regex=True, na=False).to_numpy(dtype=bool)
        text[odd] = text[odd].map(_visible)
        shown = text.str.startswith('="', na=False).to_numpy(dtype=bool)  # so that a spreadsheet keeps the zeros
        text[shown] = text[shown].str.replace(r'^="([^"]*)"\s*$', r"\1", regex=True)
    text = text.str.strip()
    text = text.mask(means_missing(text))
    return text.reindex(codes).reset_index(drop=True)  # code -1, a missing cell, finds no text


def _visible(text: str) -> str:
    plain = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in unicodedata.normalize("NFC", text))
    return "".join(" " if c.isspace() else c for c in plain if unicodedata.category(c) != "Cf")


def raised_digits(text: str) -> bool:
    """Say whether a text holds digits that are none of its own: footnote marks, circled numbers, fractions.

    Examples
    --------
    >>> [raised_digits(text) for text in ("1234¹", "5 ①", "1½", "１２", "12")]
    [True, True, True, False, False]
    """
    if text.isascii():
        return False
    odd = [c for c in text if c.isdigit() or c.isnumeric() or re.search(r"\d", unicodedata.normalize("NFKC", c))]
    return any(unicodedata.decomposition(c).startswith("<") and not _is_wide(c) for c in odd)


def _is_wide(character: str) -> bool:
    return unicodedata.decomposition(character).startswith(_NOT_RAISED)


def unstored(values: pd.Series) -> np.ndarray:
    """Say which cells hold a formula in place of its value; ``="007"`` is text that was written so."""
    if pd.api.types.is_numeric_dtype(values.dtype) or pd.api.types.is_datetime64_any_dtype(values.dtype):
        return np.zeros(len(values), dtype=bool)
    return values.astype(TEXT).str.fullmatch(FORMULA, na=False).to_numpy(dtype=bool)


def formula_fault(mask: np.ndarray, name: str, found: pd.Series) -> Fault:
    """Call a formula without a value by its name."""
    remedy = "Open the file in a spreadsheet, save it with its values and read it again"
    return Fault(mask, f"{name} is a formula without a stored value", remedy, found)


def means_missing(text: pd.Series) -> pd.Series:
    """Say which texts mean that nothing is there."""
    short = np.flatnonzero((text.str.len() <= LONGEST).to_numpy(dtype=bool, na_value=False))
    found = np.zeros(len(text), dtype=bool)
    found[short] = text.iloc[short].str.casefold().isin(MISSING).to_numpy(dtype=bool)
    return pd.Series(found, index=text.index)


def _whole(cell: object) -> object:
    # a whole number must not turn into '12346.0' because its column has gaps
    if isinstance(cell, float | np.floating) and float(cell).is_integer():
        return str(int(cell))
    return str(cell)


def read_text(values: pd.Series, name: str, required: bool, spreadsheet: bool = False) -> Parsed:
    """Understand a column of identifiers or names.

    Leading zeros stay. ``12346.0``, which is what a column of whole numbers with a gap looks like after a detour
    through floats, becomes ``12346``. Missing required cells, errors of a spreadsheet and identifiers that have lost
    digits are faults.

    Parameters
    ----------
    values : Series
        Cells as the source types them.
    name : str
        The column's name in messages; what ends in ``_id`` is an identifier, see `cell_text`.
    required : bool
        Whether a missing cell is a fault.
    spreadsheet : bool, default False
        Whether the cells come from a workbook, whose numbers have 15 digits.

    Returns
    -------
    Parsed
        Text; missing where there is none.
    """
    text, notes = cell_text(values, identifier=name.endswith("_id")), []
    codes, different = pd.factorize(text)
    kinds = Kinds(codes, pd.Series(different, dtype=TEXT))
    floats = pd.Series(kinds.rows(r"-?\d+\.0+"))
    if floats.any():
        notes.append(f"{name}: {int(floats.sum()):,} values such as '{text[floats].iloc[0]}' lost their '.0'.")
        text = text.mask(floats, text.str.replace(r"\.0+$", "", regex=True))
    if values.dtype.kind == "f" and text.notna().any():
        notes.append(f"{name}: floats such as {values.dropna().iloc[0]} were read as '{text.dropna().iloc[0]}'.")
    faults = []
    if required and text.isna().any():
        faults.append(Fault(text.isna().to_numpy(), f"{name} is missing", f"Fill it in, {SET_ASIDE}"))
    if (formulas := kinds.rows(FORMULA)).any():
        faults.append(formula_fault(formulas, name, text))
    errors = kinds.rows(EXCEL_ERROR)
    if errors.any() and required:
        faults.append(Fault(errors, f"{name} is an error of a spreadsheet", f"Correct it, {SET_ASIDE}", text))
    elif errors.any():
        notes.append(f"{name}: errors of a spreadsheet in {counted(errors)} count as missing.")
        text = text.mask(errors)
    rounded = _rounded(values, kinds, spreadsheet)
    if rounded.any():
        remedy = "Several may now look alike. Export the column as text"
        remedy += "" if required else f', or ignore it with columns={{"{name}": None}}'
        faults.append(Fault(rounded, f"{name} was rounded to a number and has lost digits", remedy, text))
    return Parsed(text, faults, [], notes)


def _rounded(values: pd.Series, kinds: Kinds, spreadsheet: bool) -> np.ndarray:
    """Say which identifiers were numbers with too many digits, whatever wrote them: 1.23457E+15, 1,23457E+15, 1E+15."""
    rounded = kinds.rows(ROUNDED)
    if values.dtype.kind == "f":
        rounded = rounded | (values.astype(float).abs() >= EXACT).to_numpy()
    elif values.dtype == object:
        codes, different = pd.factorize(values)
        rounded = rounded | np.array([*(_beyond(cell, spreadsheet) for cell in different), False])[codes]
    # in a CSV that a spreadsheet saved, every digit after the fifteenth is a zero
    long = kinds.different.str.fullmatch(rf"\d{{{EXCEL_DIGITS + 2},}}", na=False)
    if long.sum() > 1 and kinds.different[long].str.fullmatch(rf"\d{{{EXCEL_DIGITS}}}0+").all():
        rounded = rounded | kinds.rows(rf"\d{{{EXCEL_DIGITS + 2},}}")
    return rounded


def _beyond(cell: object, spreadsheet: bool) -> bool:
    if isinstance(cell, float | np.floating) and np.isfinite(cell):
        return abs(float(cell)) >= (10.0**EXCEL_DIGITS if spreadsheet else EXACT)
    return spreadsheet and isinstance(cell, int) and abs(cell) >= 10**EXCEL_DIGITS
