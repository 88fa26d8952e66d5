"""What do the experts fill in? An Excel file with one sheet per question, written whole or not at all.

`write_judgement_template`.
"""

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ...schema import SchemaError, listed, printable, typed
from ..pairwise.ratios import SCALE

START_SHEET = "Start"
EXPERT_CELL = "B3"
HEADER_ROW = 4
FIRST_COLUMN = 3
"""Layout of a question: keys in row 4 and column A, names in row 5 and column B, answers from C6 to the right."""

_FORBIDDEN = set("[]:*?/\\'")
_TO_FILL = PatternFill("solid", fgColor="FFF2CC")
_GREY = PatternFill("solid", fgColor="D9D9D9")
_HELP = (
    "Please compare the items two by two: how many times as important is the row as the column?",
    "1 equal, 3 moderately, 5 strongly, 7 very strongly, 9 extremely more important; 2, 4, 6, 8 lie between.",
    "If the column is the more important one, type a fraction: =1/3, or 1/3.",
    "Fill in the yellow cells only. Leave a cell empty when you cannot tell. The grey cells follow by themselves.",
)


@typed
def write_judgement_template(
    path: str | os.PathLike,
    questions: Mapping[str, Sequence[str]],
    *,
    expert: str = "",
    labels: Mapping[str, str] | None = None,
    overwrite: bool = False,
) -> Path:
    """Write the Excel file in which an expert compares items two by two.

    Parameters
    ----------
    path : path
        The file to write, ending in ``.xlsx``.
    questions : mapping of str to sequence of str
        One sheet per entry: its name, up to 31 characters, and the items that are compared, at least two.
        `judgement_questions` gives those of an index system.
    expert : str, default ""
        Whose judgements they are; may be filled in later on the first sheet.
    labels : mapping of item to str, optional
        What to show beside an item, for example its Chinese name.
    overwrite : bool, default False
        Whether a file that is already there may be replaced.

    Returns
    -------
    Path
        The file written. If anything fails no file is left and an old one stays as it was.

    Raises
    ------
    FileExistsError
        When the file exists and `overwrite` is false.
    SchemaError
        Listing every sheet name that Excel refuses and every question with fewer than two different items.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> write_judgement_template(folder / "first.xlsx", {"goal": ["price", "service"]}, expert="first").name
    'first.xlsx'
    """
    path = Path(path)
    _check_questions(questions, path, [expert, *(labels or {}).values()])
    if path.exists() and not overwrite:
        raise FileExistsError(f"{path} exists: pass overwrite=True to replace it, or choose another name.")
    workbook = Workbook()
    _fill_start(workbook.active, expert)
    for name, items in questions.items():
        _fill_question(workbook.create_sheet(name), name, list(items), labels or {})
    _save_whole(workbook, path, overwrite)
    return path


def _check_questions(questions: Mapping[str, Sequence[str]], path: Path, notes: Sequence[str]) -> None:
    problems = [] if questions else ["no question: expected at least one sheet with two items."]
    if path.suffix.lower() != ".xlsx":
        problems.append(f"{path.name} must end in .xlsx.")
    seen = {START_SHEET.casefold()}
    for name, items in questions.items():
        if not 0 < len(name) <= 31 or _FORBIDDEN & set(name):
            problems.append(f"sheet name {name!r}: expected 1 to 31 characters without {''.join(sorted(_FORBIDDEN))}.")
        if name.casefold() in seen:
            problems.append(f"sheet name {name!r} is taken: Excel does not tell capitals apart.")
        seen.add(name.casefold())
        if len(set(items)) < 2 or len(set(items)) < len(items) or not all(str(item).strip() for item in items):
            problems.append(f"question {name!r} compares {listed(items)}: expected two or more different items.")
    texts = [*questions, *(item for items in questions.values() for item in items), *notes]
    unfit = [text for text in map(str, texts) if printable(text) != text]
    if unfit:
        found = listed([repr(text) for text in dict.fromkeys(unfit)])
        problems.append(f"a cell cannot hold line ends and control characters: found {found}. Take them out.")
    if problems:
        raise SchemaError(*problems)


def _write_text(cell: Cell, text: str | None) -> Cell:
    """Write text that stays text: a name that begins with an equals sign is no formula, not even after an edit."""
    if text:
        cell.value = str(text)
        cell.data_type = "s"
        cell.quotePrefix = cell.value[0] in "=+-@"
    return cell


def _fill_start(sheet: Worksheet, expert: str) -> None:
    sheet.title = START_SHEET
    sheet["A1"] = "Judgements"
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A3"] = "Expert"
    _write_text(sheet[EXPERT_CELL], expert)
    sheet[EXPERT_CELL].fill = _TO_FILL
    for line, text in enumerate(_HELP, start=5):
        sheet.cell(line, 1, text)
    sheet.column_dimensions["A"].width = 16
    sheet.column_dimensions["B"].width = 40


def _fill_question(sheet: Worksheet, name: str, items: list[str], labels: Mapping[str, str]) -> None:
    sheet["A1"] = f"Judgements for {name}: how many times as important is the row as the column?"
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A2"] = _HELP[2]
    least, most = str(1 / SCALE - 1e-4), str(SCALE)
    answer = DataValidation("decimal", operator="between", allow_blank=True, formula1=least, formula2=most)
    answer.errorTitle, answer.error = "Not on the scale", "Type a number from 1/9 to 9, or leave the cell empty."
    sheet.add_data_validation(answer)
    for place, item in enumerate(items):
        row, column = HEADER_ROW + 2 + place, FIRST_COLUMN + place
        for cell in (sheet.cell(row, 1), sheet.cell(HEADER_ROW, column)):
            _write_text(cell, item)
            cell.font = Font(bold=True)
        _write_text(sheet.cell(row, 2), labels.get(item))
        _write_text(sheet.cell(HEADER_ROW + 1, column), labels.get(item)).alignment = Alignment(wrap_text=True)
        sheet.column_dimensions[get_column_letter(column)].width = max(12, len(str(item)) + 2)
        for other in range(len(items)):
            _fill_answer(sheet, place, other, answer)
    sheet.column_dimensions["A"].width = 2 + max(len(str(item)) for item in items)
    sheet.column_dimensions["B"].width = 28
    sheet.freeze_panes = sheet.cell(HEADER_ROW + 2, FIRST_COLUMN)


def _fill_answer(sheet: Worksheet, place: int, other: int, answer: DataValidation) -> None:
    cell = sheet.cell(HEADER_ROW + 2 + place, FIRST_COLUMN + other)
    # with a fraction format Excel reads 1/3 as a third; with the general one it becomes the third of January
    cell.number_format = "# ?/?"
    cell.fill = _TO_FILL if other > place else _GREY
    if other > place:
        answer.add(cell)
    elif other == place:
        cell.value = 1
    else:
        mirror = sheet.cell(HEADER_ROW + 2 + other, FIRST_COLUMN + place).coordinate
        cell.value = f'=IF({mirror}="","",1/{mirror})'


def _save_whole(workbook: Workbook, path: Path, overwrite: bool) -> None:
    """Write beside the target and move into place, so that a reader never meets half a file."""
    handle, name = tempfile.mkstemp(suffix=".xlsx", prefix=".judgements-", dir=path.parent)
    os.close(handle)
    draft = Path(name)
    try:
        workbook.save(draft)
        if overwrite:
            draft.replace(path)
        else:
            _place_new(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _place_new(draft: Path, path: Path) -> None:
    try:
        # unlike a rename, a link fails if somebody else has written the file in the meantime
        os.link(draft, path)
    except FileExistsError:
        raise FileExistsError(f"{path} exists: pass overwrite=True to replace it, or choose another name.") from None
    except OSError:
        # file systems without links (FAT) can only rename
        draft.replace(path)
