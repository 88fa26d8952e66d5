import datetime

import openpyxl
import pandas as pd
import pytest

from custseg.catalogue import list_index_systems, load_index_system
from custseg.judgement import (
    Hierarchy,
    group_judgements,
    judgement_questions,
    pairwise_matrix,
    read_judgements,
    write_judgement_template,
)
from custseg.schema import SchemaError

QUESTIONS = {"goal": ["price", "service", "range"], "service": ["speed", "care"]}


def filled(path, answers, expert="first"):
    """Write the template and type answers into it, as an expert would."""
    write_judgement_template(path, QUESTIONS, expert=expert, overwrite=True)
    book = openpyxl.load_workbook(path)
    for (sheet, cell), answer in answers.items():
        book[sheet][cell] = answer
    book.save(path)
    return path


def test_round_trip(tmp_path):
    answers = {("goal", "D6"): 3, ("goal", "E6"): "=1/2", ("goal", "E7"): "1/4", ("service", "D6"): 2}
    path = filled(tmp_path / "first.xlsx", answers)
    found = read_judgements(path)
    goal = pairwise_matrix({"price": {"service": 3, "range": 0.5}, "service": {"range": 0.25}})
    pd.testing.assert_frame_equal(found["first"]["goal"], goal)
    pd.testing.assert_frame_equal(found["first"]["service"], pairwise_matrix({"speed": {"care": 2}}))


@pytest.mark.heavy
@pytest.mark.parametrize("flat", [False, True])
@pytest.mark.parametrize("name", list_index_systems())
def test_every_index_system_makes_a_template_that_comes_back_as_weights(tmp_path, name, flat):
    system = load_index_system(name)
    questions = judgement_questions(system, flat=flat)
    path = tmp_path / "expert.xlsx"
    write_judgement_template(path, questions, expert="first", labels=system.labels())
    book = openpyxl.load_workbook(path)
    for node, items in questions.items():
        for row in range(len(items)):
            for column in range(row + 1, len(items)):
                book[node].cell(6 + row, 3 + column).value = f"=1/{column - row + 1}"
    book.save(path)
    hierarchy = Hierarchy(name, group_judgements(read_judgements(path)))
    hierarchy.fit(pd.DataFrame(columns=[indicator.key for indicator in system.indicators]))
    assert hierarchy.indicator_weights_.sum() == pytest.approx(1)
    assert set(hierarchy.local_weights_["origin"]) <= {"judged", "only child"}


def test_empty_cells_are_judgements_not_made(tmp_path):
    found = read_judgements(filled(tmp_path / "first.xlsx", {("goal", "D6"): 3}))
    assert found["first"]["goal"].isna().to_numpy().sum() == 4


def test_numbers_typed_into_the_grey_half_count_too(tmp_path):
    found = read_judgements(filled(tmp_path / "first.xlsx", {("goal", "C7"): 4, ("service", "C7"): "=1/5"}))
    assert found["first"]["goal"].loc["price", "service"] == 0.25
    assert found["first"]["service"].loc["speed", "care"] == 5


def test_several_files_are_several_experts(tmp_path):
    paths = [filled(tmp_path / f"{name}.xlsx", {("goal", "D6"): 3}, expert=name) for name in ("first", "second")]
    assert list(read_judgements(paths)) == ["first", "second"]


def test_every_problem_names_its_sheet_and_cell(tmp_path):
    answers = {
        ("goal", "D6"): "much more",
        ("goal", "E6"): datetime.datetime(2024, 1, 3),
        ("goal", "E7"): 70,
        ("goal", "C6"): 2,
        ("service", "D6"): 3,
        ("service", "C7"): 3,
    }
    with pytest.raises(SchemaError) as caught:
        read_judgements(filled(tmp_path / "first.xlsx", answers))
    text = str(caught.value)
    assert len(caught.value.problems) == 5
    assert "first.xlsx, sheet 'goal', cell D6 (price over service) is 'much more'" in text
    assert "cell E6 (price over range) is the date 2024-01-03" in text
    assert "cell E7 is 70, outside the scale 1/9 to 9" in text
    assert "cell C6 is 2: an item against itself is 1" in text
    assert "sheet 'service', cells D6 and C7: not reciprocal" in text


def test_the_scale_can_be_left(tmp_path):
    path = filled(tmp_path / "first.xlsx", {("goal", "D6"): 12})
    assert read_judgements(path, largest=None)["first"]["goal"].loc["price", "service"] == 12


def test_a_changed_heading_is_found(tmp_path):
    with pytest.raises(
        SchemaError, match="sheet 'goal', cells D4 and A7: expected the same item, found 'serv' and 'service'"
    ):
        read_judgements(filled(tmp_path / "first.xlsx", {("goal", "D4"): "serv"}))
    with pytest.raises(SchemaError, match="cells E4 and A8: expected the same item, found 'range' and None"):
        read_judgements(filled(tmp_path / "first.xlsx", {("goal", "A8"): None}))


def test_a_strange_sheet_is_named(tmp_path):
    path = filled(tmp_path / "first.xlsx", {})
    book = openpyxl.load_workbook(path)
    book.create_sheet("notes")
    book.save(path)
    with pytest.raises(SchemaError, match="sheet 'notes', cell C4: expected two or more items"):
        read_judgements(path)


def test_the_expert_must_be_known_and_appear_once(tmp_path):
    with pytest.raises(SchemaError, match="sheet 'Start', cell B3: the expert's name is missing"):
        read_judgements(filled(tmp_path / "first.xlsx", {}, expert=""))
    paths = [filled(tmp_path / f"{name}.xlsx", {("goal", "D6"): 3}, expert="same") for name in ("a", "b")]
    with pytest.raises(SchemaError, match=r"b\.xlsx, sheet 'Start', cell B3: expert 'same' has another file"):
        read_judgements(paths)


def test_files_that_are_no_templates(tmp_path):
    (tmp_path / "text.xlsx").write_text("not a workbook")
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    with pytest.raises(SchemaError) as caught:
        read_judgements([tmp_path / "text.xlsx", tmp_path / "other.xlsx", tmp_path / "none.xlsx"])
    text = str(caught.value)
    assert "text.xlsx is not an Excel file" in text
    assert "other.xlsx has no sheet 'Start' (found: 'Sheet')" in text
    assert "none.xlsx does not exist" in text
