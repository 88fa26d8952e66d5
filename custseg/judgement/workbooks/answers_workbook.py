"""What did the experts fill in? Reads the Excel files back; every problem names its sheet and cell.

`read_judgements`.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pandas as pd
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from ...schema import SchemaError, listed, sound_file, typed
from ..pairwise.matrix import pairwise_matrix
from ..pairwise.ratios import SCALE, ratio_of
from .template import EXPERT_CELL, FIRST_COLUMN, HEADER_ROW, START_SHEET

FIRST_ROW = HEADER_ROW + 2
EXPECTED = "Expected is the .xlsx that write_judgement_template wrote: ask for it once more."


@typed
def read_judgements(
    paths: str | os.PathLike | Iterable[str | os.PathLike], *, largest: float | None = SCALE, tolerance: float = 0.05
) -> dict[str, dict[str, pd.DataFrame]]:
    """Read the files that `write_judgement_template` wrote and experts filled in.

    Parameters
    ----------
    paths : path or iterable of paths
        One file per expert.
    largest : float or None, default 9
        Largest ratio accepted: 70 is a slip for 7. None accepts any positive number.
    tolerance : float, default 0.05
        See `pairwise_matrix`.

    Returns
    -------
    dict of expert to dict of question to DataFrame
        Matrices as `pairwise_matrix` gives; empty cells are judgements that were not made.
        `group_judgements` merges them for a `Hierarchy`.

    Raises
    ------
    SchemaError
        Listing all problems of all files with file, sheet and cell.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from custseg.judgement import write_judgement_template
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "first.xlsx"
    >>> path = write_judgement_template(path, {"goal": ["price", "service"]}, expert="first")
    >>> list(read_judgements(path)["first"])
    ['goal']
    """
    paths = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    by_expert: dict[str, dict[str, pd.DataFrame]] = {}
    problems: list[str] = []
    for path in map(Path, paths):
        expert, questions, found = _read_file(path, largest, tolerance)
        if expert in by_expert:
            found.append(f"{path.name}, sheet {START_SHEET!r}, cell {EXPERT_CELL}: expert {expert!r} has another file.")
        by_expert[expert] = questions
        problems += found
    if problems:
        raise SchemaError(*problems)
    return by_expert


def _read_file(path: Path, largest: float | None, tolerance: float) -> tuple[str, dict[str, pd.DataFrame], list[str]]:
    if not path.exists():
        return "", {}, [f"{path} does not exist."]
    try:
        with sound_file(f"{path.name} is not an Excel file, or is damaged", EXPECTED):
            _refuse_damaged_parts(path)
            typed, shown = load_workbook(path), load_workbook(path, data_only=True)
            return _read_book(path.name, typed, shown, largest, tolerance)
    except SchemaError as error:
        return "", {}, list(error.problems)


def _refuse_damaged_parts(path: Path) -> None:
    with ZipFile(path) as archive:
        if part := archive.testzip():  # compares the check sums of all parts
            raise SchemaError(f"{path.name} is damaged: the check sum of its part {part!r} is wrong. {EXPECTED}")


def _read_book(
    file: str, typed: Workbook, shown: Workbook, largest: float | None, tolerance: float
) -> tuple[str, dict[str, pd.DataFrame], list[str]]:
    if START_SHEET not in typed.sheetnames:
        return "", {}, [f"{file} has no sheet {START_SHEET!r} (found: {listed(typed.sheetnames)})."]
    expert = str(typed[START_SHEET][EXPERT_CELL].value or "").strip()
    where = f"{file}, sheet {START_SHEET!r}, cell {EXPERT_CELL}"
    problems = [] if expert else [f"{where}: the expert's name is missing."]
    questions = {}
    for name in typed.sheetnames:
        if name != START_SHEET:
            questions[name], found = _read_sheet(typed[name], shown[name], largest, tolerance)
            problems += [f"{file}, sheet {name!r}, {problem}" for problem in found]
    return expert, questions, problems


def _read_sheet(
    typed: Worksheet, shown: Worksheet, largest: float | None, tolerance: float
) -> tuple[pd.DataFrame | None, list[str]]:
    items, problems = _items_of(typed)
    if problems:
        return None, problems
    ratios = np.full((len(items), len(items)), np.nan)
    for row in range(len(items)):
        for column in range(len(items)):
            cell = typed.cell(FIRST_ROW + row, FIRST_COLUMN + column)
            entry = _answer(cell.value, shown[cell.coordinate].value, own=column > row)
            try:
                ratios[row, column] = ratio = ratio_of(entry)
            except ValueError as error:
                problems.append(f"cell {cell.coordinate} ({items[row]} over {items[column]}) {error}.")
                continue
            problems += _place_problems(cell.coordinate, ratio, row == column, largest)
    problems += _contradictions(typed, ratios, items, tolerance)
    if problems:
        return None, problems
    return pairwise_matrix(ratios, items, tolerance=tolerance), []


def _answer(typed: object, shown: object, *, own: bool) -> object:
    """Prefer what Excel computed; the formulas that we wrote into the grey half only mirror the yellow one."""
    if not (isinstance(typed, str) and typed.startswith("=")):
        return typed
    if not own and typed.startswith("=IF("):
        return None
    return typed if shown is None else shown


def _items_of(sheet: Worksheet) -> tuple[list[str], list[str]]:
    across = [sheet.cell(HEADER_ROW, column).value for column in range(FIRST_COLUMN, sheet.max_column + 1)]
    down = [sheet.cell(row, 1).value for row in range(FIRST_ROW, sheet.max_row + 1)]
    while across and across[-1] is None:
        across.pop()
    while down and down[-1] is None:
        down.pop()
    problems = []
    for place in range(max(len(across), len(down))):
        header, key = (names[place] if place < len(names) else None for names in (across, down))
        if header != key or header is None:
            top = sheet.cell(HEADER_ROW, FIRST_COLUMN + place).coordinate
            side = sheet.cell(FIRST_ROW + place, 1).coordinate
            problems.append(f"cells {top} and {side}: expected the same item, found {header!r} and {key!r}.")
    if len(across) < 2 and not problems:
        problems.append(
            f"cell C{HEADER_ROW}: expected two or more items from here to the right, found {listed(across)}."
        )
    return [str(item) for item in across], problems


def _place_problems(coordinate: str, ratio: float, diagonal: bool, largest: float | None) -> list[str]:
    if diagonal and ratio != 1 and not np.isnan(ratio):
        return [f"cell {coordinate} is {ratio:g}: an item against itself is 1."]
    if largest is not None and (ratio > largest * 1.001 or ratio < 0.99 / largest):
        return [f"cell {coordinate} is {ratio:g}, outside the scale 1/{largest:g} to {largest:g}."]
    return []


def _contradictions(sheet: Worksheet, ratios: np.ndarray, items: list[str], tolerance: float) -> list[str]:
    problems = []
    for row, column in np.argwhere(np.abs(ratios * ratios.T - 1) > tolerance):
        if column > row:
            there = sheet.cell(FIRST_ROW + row, FIRST_COLUMN + column).coordinate
            back = sheet.cell(FIRST_ROW + column, FIRST_COLUMN + row).coordinate
            problems.append(
                f"cells {there} and {back}: not reciprocal, {items[row]} over {items[column]} is "
                f"{ratios[row, column]:g} and {items[column]} over {items[row]} is {ratios[column, row]:g}. "
                "Keep the yellow one and empty the other."
            )
    return problems
