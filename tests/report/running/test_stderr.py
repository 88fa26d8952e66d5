"""Is everything that cells write to stderr told, and nothing that the kernel says of itself?"""

import pytest
from nbformat.v4 import new_output

from custseg.report.running.stderr import stderr_failure, stderr_text, without_folders, without_kernel_notices

NOTICE = (
    "0.00s - Debugger warning: It seems that frozen modules are being used, which may\n"
    "0.00s - make the debugger miss breakpoints. Please pass -Xfrozen_modules=off\n"
    "0.00s - to python to disable frozen modules.\n"
)


def stderr(text):
    return new_output("stream", name="stderr", text=text)


@pytest.fixture
def noisy(one_cell):
    """Make a notebook of cells that wrote these texts to stderr."""

    def make(*texts):
        notebook = one_cell(*[f"# why\ncell_{number} = 1" for number, _ in enumerate(texts, start=1)])
        for cell, text in zip(notebook.cells, texts, strict=True):
            cell.outputs = [stderr(text)] if text else [new_output("stream", name="stdout", text="1\n")]
        return notebook

    return make


def test_a_clean_notebook_has_not_failed(noisy, text):
    notebook = noisy("", "")
    notebook.cells.append(text("# Who stays?"))
    assert stderr_failure(notebook) is None


def test_the_first_cell_is_named_with_its_text_and_what_to_do(noisy):
    failure = stderr_failure(noisy("", "a.py:1: UserWarning: old data\n  warn()\n"))
    assert (failure.cell, failure.line, failure.stopped) == (2, "cell_2 = 1", False)
    assert failure.short() == "cell 2: wrote to stderr: a.py:1: UserWarning: old data"
    assert failure.error.splitlines()[1:3] == ["a.py:1: UserWarning: old data", "  warn()"]
    assert "Mend the cause and run it again." in failure.error.splitlines()[-1]


def test_blank_lines_are_not_nothing(noisy):
    failure = stderr_failure(noisy("", "\n"))
    assert failure.cell == 2
    assert "(blank lines alone)" in failure.error


def test_every_such_cell_is_told_at_once_and_a_long_text_is_cut(noisy):
    failure = stderr_failure(noisy("one\n", "", "\n".join(f"line {number}" for number in range(8))))
    assert failure.cell == 1
    assert "cell 3 wrote to stderr too:\nline 0\n" in failure.error
    assert "line 4\n(and 3 more)\n" in failure.error


def test_the_kernel_s_own_notices_do_not_count_and_are_not_kept(noisy):
    notebook = noisy(NOTICE, NOTICE + "old data\n", "")
    assert stderr_text(notebook.cells[0]) == ""
    assert stderr_failure(notebook).cell == 2
    for cell in notebook.cells:
        without_kernel_notices(cell)
    assert notebook.cells[0].outputs == []
    assert notebook.cells[1].outputs == [stderr("old data\n")]
    assert notebook.cells[2].outputs[0].text == "1\n"


def test_a_page_that_travels_names_no_folder():
    text = "/home/a/b/core.py:12: UserWarning: a/b is old\nC:\\Users\\x\\core.py:3: Warning: y"
    assert without_folders(text) == "core.py:12: UserWarning: a/b is old\ncore.py:3: Warning: y"
