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
    """The different cells of a column, each to be looked at once, and which of them stands in each row."""

    codes: np.ndarray  # -1 for a gap
    cells: pd.Index  # as the source types them
    different: pd.Series  # their texts

    def rows(self, found: pd.Series) -> np.ndarray:
        """Turn a mask over the different texts into a mask over the rows."""
        held = found.to_numpy(dtype=bool)
        return np.append(held, False)[self.codes] if held.any() else np.zeros(len(self.codes), dtype=bool)

    def like(self, pattern: str) -> np.ndarray:
        """Say which rows hold a text that is as the pattern says."""
        return self.rows(self.different.str.fullmatch(pattern, na=False))

    def text(self) -> pd.Series:
        """Return the text of each row; code -1, a gap, finds none."""
        return self.different.reindex(self.codes).reset_index(drop=True)


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
    return _kinds(values, identifier).text()


def _kinds(values: pd.Series, identifier: bool) -> Kinds:
    codes, cells = pd.factorize(values)
    if cells.dtype == object or cells.dtype.kind == "f":
        text = pd.Series([_whole(cell) for cell in cells], dtype=object).astype(TEXT)
    else:
        text = pd.Series(cells).astype(TEXT)
    if identifier:
        odd = text.str.contains(r"[^\x00-\x7f]", regex=True, na=False).to_numpy(dtype=bool)
        if odd.any():
            text[odd] = text[odd].map(_visible)
        shown = text.str.startswith('="', na=False).to_numpy(dtype=bool)  # so that a spreadsheet keeps the zeros
        if shown.any():
            text[shown] = text[shown].str.replace(r'^="([^"]*)"\s*$', r"\1", regex=True)
    text = text.str.strip()
    return Kinds(codes, cells, text.mask(means_missing(text)))


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
    kinds, notes = _kinds(values, name.endswith("_id")), []
    text = kinds.text()
    floats = pd.Series(kinds.like(r"-?\d+\.0+"))
    if floats.any():
        notes.append(f"{name}: {int(floats.sum()):,} values such as '{text[floats].iloc[0]}' lost their '.0'.")
        text = text.mask(floats, text.str.replace(r"\.0+$", "", regex=True))
    if values.dtype.kind == "f" and text.notna().any():
        notes.append(f"{name}: floats such as {values.dropna().iloc[0]} were read as '{text.dropna().iloc[0]}'.")
    faults = []
    if required and text.isna().any():
        faults.append(Fault(text.isna().to_numpy(), f"{name} is missing", f"Fill it in, {SET_ASIDE}"))
    if (formulas := kinds.like(FORMULA)).any():
        faults.append(formula_fault(formulas, name, text))
    errors = kinds.rows(_errors(kinds.different))
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


def _errors(texts: pd.Series) -> pd.Series:
    """Say which texts are errors of a spreadsheet; few begin like one, and only those are compared."""
    found = texts.str.startswith("#", na=False).astype(bool)
    if found.any():
        found[found] = texts[found].str.fullmatch(EXCEL_ERROR).astype(bool)
    return found


def _rounded(values: pd.Series, kinds: Kinds, spreadsheet: bool) -> np.ndarray:
    """Say which identifiers were numbers with too many digits, whatever wrote them: 1.23457E+15, 1,23457E+15, 1E+15."""
    rounded = kinds.like(ROUNDED)
    if values.dtype.kind == "f":
        rounded = rounded | (values.astype(float).abs() >= EXACT).to_numpy()
    elif values.dtype == object:
        rounded = rounded | kinds.rows(pd.Series([_beyond(cell, spreadsheet) for cell in kinds.cells], dtype=bool))
    # in a CSV that a spreadsheet saved, every digit after the fifteenth is a zero
    long = kinds.different.str.fullmatch(rf"\d{{{EXCEL_DIGITS + 2},}}", na=False).astype(bool)
    texts = kinds.different[long]
    if texts.nunique() > 1 and texts.str.fullmatch(rf"\d{{{EXCEL_DIGITS}}}0+").all():
        rounded = rounded | kinds.rows(long)
    return rounded


def _beyond(cell: object, spreadsheet: bool) -> bool:
    if isinstance(cell, float | np.floating) and np.isfinite(cell):
        return abs(float(cell)) >= (10.0**EXCEL_DIGITS if spreadsheet else EXACT)
    return spreadsheet and isinstance(cell, int) and abs(cell) >= 10**EXCEL_DIGITS
