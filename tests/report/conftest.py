"""Small studies to run."""

from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

SETTINGS = "from custseg.report import parameters\n\nsettings = parameters(seed=1, as_of='1998-06-30')\nsettings"
ANSWER = "from IPython.display import Markdown\n\nMarkdown(f'**It is {settings.seed}.**\\n\\n*One shop, 1997.*')"


def tagged(tag: str) -> dict:
    return {"tags": [tag]} if tag else {}


@pytest.fixture
def code() -> Callable:
    """Make a code cell with a steady id: ``code(source, tag="")``."""
    numbers = iter(range(1, 1000))
    return lambda source, tag="": new_code_cell(source, metadata=tagged(tag), id=f"code-{next(numbers)}")


@pytest.fixture
def text() -> Callable:
    """Make a Markdown cell with a steady id: ``text(source, tag="")``."""
    numbers = iter(range(1, 1000))
    return lambda source, tag="": new_markdown_cell(source, metadata=tagged(tag), id=f"text-{next(numbers)}")


@pytest.fixture
def notebook(code, text) -> Callable:
    """Make a study with settings, the given code cells and an answer, not yet executed."""

    def make(*sources: str) -> nbformat.NotebookNode:
        cells = [text("# Who stays?"), text("An old answer.", "lead"), code(SETTINGS)]
        return new_notebook(cells=[*cells, *map(code, sources), code(ANSWER, "answer")])

    return make


@pytest.fixture
def study(notebook, tmp_path) -> Callable:
    """Write such a study into ``notebooks/`` of a temporary folder: ``study("01-who-stays", "1 + 1")``."""

    def write(name: str, *sources: str) -> Path:
        path = tmp_path / "notebooks" / f"{name}.ipynb"
        path.parent.mkdir(exist_ok=True)
        nbformat.write(notebook(*sources), path)
        return path

    return write


@pytest.fixture
def one_cell(code) -> Callable:
    """Make a notebook of code cells alone."""
    return lambda *sources: new_notebook(cells=[*map(code, sources)])


@pytest.fixture
def in_process() -> Callable:
    """Stand in for `map_in_processes` without its processes, which take seconds to start."""

    def map_in_processes(
        function: Callable, tasks: list, *, jobs: int, begun: Callable, pulse: Callable
    ) -> Iterator[tuple]:
        for task in tasks:
            begun(task)
            try:
                result = function(task)
            except Exception as error:
                result = error
            pulse()
            yield task, result

    return map_in_processes
