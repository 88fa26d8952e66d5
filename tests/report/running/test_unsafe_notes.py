"""Is a value that the package calls unsafe noted beside it, and does every other warning still fail the study?"""

import pytest
from nbformat.v4 import new_code_cell, new_output

from custseg.report.pages.outputs import UNSAFE_VALUE, role
from custseg.report.running.execute import execute_notebook
from custseg.report.running.stderr import stderr_failure, stderr_text
from custseg.report.running.unsafe_notes import with_unsafe_notes

WARNED = (
    "/tmp/ipykernel_9/3.py:1: UnsafeValueWarning: refunds of 40.00 found no purchase: *look* at C:\\x.\n"
    "  customer_table(log)\n"
)


def stderr(text):
    return new_output("stream", name="stderr", text=text)


def value():
    return new_output("execute_result", {"text/plain": "72,656"})


def noted(*outputs):
    cell = new_code_cell("x", outputs=list(outputs))
    with_unsafe_notes(cell)
    return cell


def test_the_note_stands_under_the_value_and_nothing_is_left_on_stderr():
    cell = noted(stderr(WARNED), value())
    shown, note = cell.outputs
    assert shown == value() and stderr_text(cell) == ""
    assert role(note) == UNSAFE_VALUE
    assert note.data["text/markdown"] == (r"**Unsafe value.** Refunds of 40.00 found no purchase: \*look\* at C:\\x.")
    assert note.data["text/plain"].startswith("Unsafe value. Refunds of 40.00")


def test_each_is_said_once_and_in_order():
    other = WARNED.replace("refunds", "gifts")
    notes = noted(stderr(WARNED + other), stderr(WARNED)).outputs
    assert [note.data["text/plain"].split()[2] for note in notes] == ["Refunds", "Gifts"]


def test_other_warnings_stay_on_stderr(one_cell):
    notebook = one_cell("x = 1")
    notebook.cells[0].outputs = [stderr(WARNED + "a.py:3: UserWarning: old data\n  warn()\n")]
    with_unsafe_notes(notebook.cells[0])
    assert stderr_text(notebook.cells[0]) == "a.py:3: UserWarning: old data\n  warn()"
    assert stderr_failure(notebook) is not None and len(notebook.cells[0].outputs) == 2


def test_a_cell_without_warnings_stays_as_it_is():
    assert noted(value()).outputs == [value()]


@pytest.mark.heavy
def test_a_study_that_gives_an_unsafe_value_runs_and_says_so(one_cell, tmp_path):
    source = "from custseg.schema import warn_unsafe\nwarn_unsafe('three weeks cannot tell who stays.')\n1 + 1"
    executed = execute_notebook(one_cell(source), tmp_path)
    assert executed.failure is None
    shown, note = executed.notebook.cells[0].outputs
    assert shown.data["text/plain"] == "2"
    assert note.data["text/plain"] == "Unsafe value. Three weeks cannot tell who stays."
