"""Has a stored notebook the same bytes whoever saved it last?"""

import json

import pytest
from nbformat.v4 import new_output

from custseg.report.running.notebook_file import code_cell_number, notebook_text, read_notebook, without_run_marks


def test_reading_and_writing_gives_the_same_text(study):
    path = study("01-who-stays", "1 + 1")
    assert notebook_text(read_notebook(path)) == path.read_text("utf-8").rstrip("\n") + "\n"


def test_missing_and_double_ids_are_named_after_their_place(study):
    path = study("01-who-stays", "1", "2")
    content = json.loads(path.read_text("utf-8"))
    content["nbformat_minor"] = 4
    del content["cells"][0]["id"]
    content["cells"][1]["id"] = "cell-3"
    del content["cells"][2]["id"]
    content["cells"][4]["id"] = content["cells"][3]["id"] = "twice"
    path.write_text(json.dumps(content), encoding="utf-8")
    ids = [cell.id for cell in read_notebook(path).cells]
    assert ids[:5] == ["cell-1", "cell-3", "cell-3-", "twice", "cell-5"]
    assert [cell.id for cell in read_notebook(path).cells] == ids


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"worksheets": []}', '{"cells": [1]}', '{"cells": [{}]}'])
def test_what_is_no_notebook_is_told_with_its_name(tmp_path, content):
    path = tmp_path / "05-broken.ipynb"
    path.write_text(content)
    with pytest.raises(ValueError, match=r"05-broken.ipynb is not a (valid )?notebook"):
        read_notebook(path)


def test_tidy_drops_what_differs_between_runs_and_keeps_the_rest(one_cell):
    notebook = one_cell("1 + 1", "", "x = 2")
    notebook.metadata = {
        "kernelspec": {"display_name": "my-env (3.12)", "name": "conda-env", "language": "python"},
        "language_info": {"name": "python", "version": "3.12.1"},
        "widgets": {},
        "custseg": {"date_of_data": "1997"},
    }
    first, empty, last = notebook.cells
    first.metadata = {"tags": ["S4-17"], "execution": {"iopub.execute_input": "2024-05-05T10:00"}, "collapsed": True}
    first.execution_count, empty.execution_count, last.execution_count = 14, 15, 16
    first.outputs = [new_output("execute_result", {"text/plain": "2"}, execution_count=14)]
    tidied = without_run_marks(notebook)
    assert tidied.metadata == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "custseg": {"date_of_data": "1997"},
    }
    assert [cell.metadata for cell in tidied.cells] == [{"tags": ["S4-17"]}, {}, {}]
    assert [cell.execution_count for cell in tidied.cells] == [1, None, 2]
    assert tidied.cells[0].outputs[0].execution_count == 1
    assert without_run_marks(tidied) == tidied
    assert first.execution_count == 14  # the notebook itself is not changed


def test_code_cells_are_counted_as_jupyter_counts_them(notebook):
    made = notebook("", "1")  # title, lead, settings, an empty cell, one, the answer
    assert [code_cell_number(made, index) for index in (2, 4, 5)] == [1, 2, 3]
