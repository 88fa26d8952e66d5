"""Are settings written into the notebook as values, whatever stands in them?"""

import ast

import pytest

from custseg.brief import open_book  # noqa: F401  (the cells that are run below need the room)
from custseg.report.own.filled_notebook import filled, own_notebook, reading_cell
from custseg.report.running.notebook_file import read_notebook

HOSTILE = "'); import os; os.system('true') # \n\"\"\" \\ 客户"


@pytest.fixture(scope="module")
def notebook():
    return read_notebook(own_notebook())


def settings_cell(notebook):
    return next(cell.source for cell in notebook.cells if "parameters(" in cell.source)


def test_what_is_not_set_keeps_its_default_and_the_original_stays(notebook):
    before = settings_cell(notebook)
    source = settings_cell(filled(notebook, {"seed": 7}))
    assert "seed=7," in source and "days_ahead=91," in source
    assert settings_cell(notebook) == before


def test_a_value_can_be_nothing_but_a_literal(notebook):
    source = settings_cell(filled(notebook, {"name": HOSTILE, "file": HOSTILE, "margin": 0.3}))
    call = ast.parse(source).body[0].value
    values = {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}
    assert values["name"] == HOSTILE and values["file"] == HOSTILE and values["margin"] == 0.3
    assert len(ast.parse(source).body) == 2


def test_without_a_setting_the_cell_is_the_one_that_ships(notebook):
    assert settings_cell(filled(notebook, {})) == settings_cell(notebook)


def test_an_unknown_setting_is_named(notebook):
    with pytest.raises(ValueError, match="no setting speed"):
        filled(notebook, {"speed": 1})


def test_the_cell_that_reads_is_found(notebook):
    assert "open_book(" in notebook.cells[reading_cell(notebook)].source
