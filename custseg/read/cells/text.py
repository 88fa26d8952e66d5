"""Which text stands in a cell? Identifiers and names, stripped, without the marks of other programs."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import compute

from .._faults import SET_ASIDE, Fault, Parsed, counted
from ..parts.whole import first_found, overall, present
from ..parts.wording import Count, written
from .kinds import Kinds, different_cells
from .stored import held_nowhere

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
    codes, cells = different_cells(values)  # each different cell is looked at once
    return Kinds(codes, _texts(cells, identifier)).text()


def _texts(cells: pd.Index, identifier: bool) -> pd.Series:
    if cells.dtype == object or cells.dtype.kind == "f":
        text = pd.Series([_whole(cell) for cell in cells], dtype=object).astype(TEXT)
    else:
        text = pd.Series(cells).astype(TEXT)
    if identifier:
        odd = beyond_ascii(text)
        if odd.any():
            text[odd] = text[odd].map(_visible)
        if not held_nowhere(text, '="'):  # so that a spreadsheet keeps the zeros
            shown = text.str.startswith('="', na=False).to_numpy(dtype=bool)
            text[shown] = text[shown].str.replace(r'^="([^"]*)"\s*$', r"\1", regex=True)
    text = text.str.strip()
    missing = means_missing(text)
    return text.mask(missing) if missing.any() else text


def _visible(text: str) -> str:
    plain = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in unicodedata.normalize("NFC", text))
    return "".join(" " if c.isspace() else c for c in plain if unicodedata.category(c) != "Cf")


def beyond_ascii(texts: pd.Series) -> np.ndarray:
    """Say which texts hold letters beyond ASCII, the quickest question that can be asked about a long column.

    Examples
    --------
    >>> import pandas as pd
    >>> beyond_ascii(pd.Series(["Köln", "Bonn", None], dtype=TEXT)).tolist()
    [True, False, False]
    """
    return np.asarray(compute.invert(compute.fill_null(compute.string_is_ascii(pa.array(texts)), True)))


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
    digits are faults. A column that is not required costs no row by a formula: in a text file that is a name like any
    other; in a workbook, and as an identifier, it counts as missing.

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
    codes, cells = different_cells(values)
    kinds = Kinds(codes, _texts(cells, name.endswith("_id")))
    rounded = _rounded(values, kinds, [_beyond(cell, spreadsheet) for cell in cells] if cells.dtype == object else [])
    kinds, notes = _without_point(kinds, name)
    errors = kinds.rows(_like(kinds.different, EXCEL_ERROR, "#"))
    if errors.any() and not required:
        notes.append(f"{name}: errors of a spreadsheet in {counted(errors)} count as missing.")
        kinds = kinds._replace(different=kinds.different.mask(_like(kinds.different, EXCEL_ERROR, "#")))
    formulas = kinds.rows(_like(kinds.different, FORMULA, "="))
    if formulas.any() and not required and (spreadsheet or name.endswith("_id")):
        notes.append(f"{name}: formulas without a stored value in {counted(formulas)} count as missing.")
        kinds = kinds._replace(different=kinds.different.mask(_like(kinds.different, FORMULA, "=")))
    as_written = cells.dtype == TEXT and kinds.different.equals(pd.Series(cells))
    kinds = kinds if as_written else kinds.told_apart()
    text = values.reset_index(drop=True).rename(None) if as_written else kinds.text()
    if values.dtype.kind == "f" and text.notna().any():
        here = str(values.dropna().iloc[0]), str(text.dropna().iloc[0])
        number, read = first_found(f"{name}: floats", here) or here
        notes.append(f"{name}: floats such as {number} were read as '{read}'.")
    ignore = "" if required else f', or ignore it with columns={{"{name}": None}}'
    again = f"Several may now look alike. Export the column as text{ignore}"
    faults = [
        Fault(required & (kinds.codes < 0), f"{name} is missing", f"Fill it in, {SET_ASIDE}"),
        formula_fault(required & formulas, name, text),
        Fault(required & errors, f"{name} is an error of a spreadsheet", f"Correct it, {SET_ASIDE}", text),
        Fault(rounded, f"{name} was rounded to a number and has lost digits", again, text),
    ]
    return Parsed(text, present(faults), [], notes, kinds)


def _without_point(kinds: Kinds, name: str) -> tuple[Kinds, list[str]]:
    floats = _like(kinds.different, r"-?\d+\.0+", ".")
    if not floats.any():
        return kinds, []
    shown = first_found(f"{name}: with a point", str(kinds.different[floats].iloc[0]))
    note = f"{name}: {written(Count(int(kinds.rows(floats).sum())))} values such as '{shown}' lost their '.0'."
    whole = kinds.different.mask(floats, kinds.different.str.replace(r"\.0+$", "", regex=True))
    return kinds._replace(different=whole), [note]


def _like(texts: pd.Series, pattern: str, signs: str) -> pd.Series:
    """Say which texts are as a pattern says; few hold one of its signs, and only those are compared."""
    found = np.zeros(len(texts), dtype=bool)
    for sign in signs:
        if held_nowhere(texts, sign):
            continue
        found |= texts.str.contains(sign, regex=False, na=False).to_numpy(dtype=bool)
    found[found] = texts[found].str.fullmatch(pattern).to_numpy(dtype=bool)
    return pd.Series(found)


def _rounded(values: pd.Series, kinds: Kinds, beyond: list[bool]) -> np.ndarray:
    """Say which identifiers were numbers with too many digits, whatever wrote them: 1.23457E+15, 1,23457E+15, 1E+15."""
    different = kinds.different
    rounded = kinds.rows(_like(different, ROUNDED, "eE"))
    if values.dtype.kind == "f":
        rounded = rounded | (values.astype(float).abs() >= EXACT).to_numpy()
    if any(beyond):
        rounded = rounded | kinds.rows(pd.Series(beyond))
    # in a CSV that a spreadsheet saved, every digit after the fifteenth is a zero
    long = (different.str.len() > EXCEL_DIGITS + 1).to_numpy(dtype=bool, na_value=False, copy=True)
    long[long] = different[long].str.fullmatch(r"\d+").to_numpy(dtype=bool)
    zeros = bool(different[long].str.fullmatch(rf"\d{{{EXCEL_DIGITS}}}0+").all())
    some, zeros = overall("digits of a spreadsheet", (frozenset(different[long].unique()[:2]), zeros), _both)
    if len(some) > 1 and zeros:
        rounded = rounded | kinds.rows(pd.Series(long))
    return rounded


def _both(one: tuple[frozenset[str], bool], other: tuple[frozenset[str], bool]) -> tuple[frozenset[str], bool]:
    return frozenset(sorted(one[0] | other[0])[:2]), one[1] and other[1]


def _beyond(cell: object, spreadsheet: bool) -> bool:
    if isinstance(cell, float | np.floating) and np.isfinite(cell):
        return abs(float(cell)) >= (10.0**EXCEL_DIGITS if spreadsheet else EXACT)
    return spreadsheet and isinstance(cell, int) and abs(cell) >= 10**EXCEL_DIGITS
