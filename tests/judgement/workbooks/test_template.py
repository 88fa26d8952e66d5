import openpyxl
import pytest

from custseg.judgement import write_judgement_template
from custseg.judgement.workbooks import template
from custseg.schema import SchemaError

QUESTIONS = {"goal": ["price", "service", "range"]}


def test_the_template_shows_labels_scale_and_expert(tmp_path):
    path = write_judgement_template(
        tmp_path / "a.xlsx", QUESTIONS, expert="first expert", labels={"price": "price 价格"}
    )
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Start", "goal"]
    assert book["Start"]["B3"].value == "first expert"
    sheet = book["goal"]
    assert [sheet.cell(4, column).value for column in (3, 4, 5)] == QUESTIONS["goal"]
    assert sheet["B6"].value == "price 价格"
    assert sheet["C6"].value == 1
    assert sheet["D6"].value is None
    assert sheet["D6"].number_format == "# ?/?"
    assert sheet["C7"].value == '=IF(D6="","",1/D6)'
    assert sheet.data_validations.dataValidation[0].type == "decimal"


def test_a_name_that_looks_like_a_formula_stays_a_name(tmp_path):
    evil = "=cmd|'/c calc'!A1"
    items = [evil, "+1", "service"]
    path = write_judgement_template(tmp_path / "a.xlsx", {"goal": items}, expert="=1+1", labels={evil: "@SUM(A1)"})
    book = openpyxl.load_workbook(path)
    sheet = book["goal"]
    names = [book["Start"]["B3"], sheet["A6"], sheet["A7"], sheet["C4"], sheet["B6"], sheet["C5"]]
    assert [cell.value for cell in names] == ["=1+1", evil, "+1", evil, "@SUM(A1)", "@SUM(A1)"]
    assert {cell.data_type for cell in names} == {"s"}
    assert all(cell.quotePrefix for cell in names)


@pytest.mark.parametrize("unfit", ["\x1b[0m", "a\0", "one\ntwo"])
def test_what_a_cell_cannot_hold_is_named(tmp_path, unfit):
    with pytest.raises(SchemaError, match="control characters: found"):
        write_judgement_template(tmp_path / "a.xlsx", {"goal": [unfit, "service"]})
    assert not list(tmp_path.iterdir())


def test_an_existing_file_is_never_replaced_silently(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"the work of a week")
    with pytest.raises(FileExistsError, match="overwrite=True"):
        write_judgement_template(path, QUESTIONS)
    assert path.read_bytes() == b"the work of a week"
    write_judgement_template(path, QUESTIONS, overwrite=True)
    assert openpyxl.load_workbook(path).sheetnames == ["Start", "goal"]


def test_a_file_that_appears_meanwhile_is_not_replaced(tmp_path, monkeypatch):
    path = tmp_path / "a.xlsx"
    fill = template._fill_start

    def somebody_else_writes(sheet, expert):
        path.write_bytes(b"theirs")
        fill(sheet, expert)

    monkeypatch.setattr(template, "_fill_start", somebody_else_writes)
    with pytest.raises(FileExistsError, match="overwrite=True"):
        write_judgement_template(path, QUESTIONS)
    assert path.read_bytes() == b"theirs"
    assert [file.name for file in tmp_path.iterdir()] == ["a.xlsx"]


@pytest.mark.parametrize("overwrite", [True, False])
def test_a_failure_leaves_nothing_behind(tmp_path, monkeypatch, overwrite):
    path = tmp_path / "a.xlsx"
    if overwrite:
        path.write_bytes(b"old")

    def disk_full(self, target):
        target.write_bytes(b"half")
        raise OSError("disk full")

    monkeypatch.setattr(openpyxl.Workbook, "save", disk_full)
    with pytest.raises(OSError, match="disk full"):
        write_judgement_template(path, QUESTIONS, overwrite=overwrite)
    assert [file.read_bytes() for file in tmp_path.iterdir()] == ([b"old"] if overwrite else [])


def test_all_problems_of_the_questions_come_at_once(tmp_path):
    questions = {"a/b": ["x", "y"], "x" * 32: ["x", "y"], "one": ["x"], "ONE": ["x", "x", "y"], "start": ["x", "y"]}
    with pytest.raises(SchemaError) as caught:
        write_judgement_template(tmp_path / "a.csv", questions)
    text = str(caught.value)
    for words in (
        "a.csv must end in .xlsx",
        "'a/b'",
        "1 to 31",
        "question 'one' compares 'x'",
        "'ONE' is taken",
        "'start' is taken",
    ):
        assert words in text
    assert not list(tmp_path.iterdir())
    with pytest.raises(SchemaError, match="no question"):
        write_judgement_template(tmp_path / "a.xlsx", {})
