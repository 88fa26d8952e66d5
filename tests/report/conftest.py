"""Small studies to run, settings with every kind of range, and customers with hostile ids."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from custseg.report import parameters
from custseg.report.settings import ENVIRONMENT

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


@pytest.fixture(scope="session")
def defaults() -> dict:
    """Give the defaults of a study that has every kind of setting."""
    return {
        "day": "2017-06-30",
        "end": "2017-12-31",
        "top": 0.2,
        "shares": [0.05, 0.5],
        "bands": 5,
        "way": "log",
        "quarter": "2017Q2",
        "strict": True,
        "seed": 1,
    }


@pytest.fixture(scope="session")
def ranges() -> dict:
    """Give the ranges of these settings; the seed has none."""
    return {
        "day": ("2017-03-31", "end - 28 days"),
        "end": ("2017-04-28", "2017-12-31"),
        "top": (0.05, 0.5),
        "shares": ("top - 0.2", 1),
        "bands": (2, 10),
        "way": ["log", "rank"],
        "quarter": ["2017Q2", "2017Q3"],
        "strict": [True, False],
    }


@pytest.fixture
def ranged(monkeypatch, defaults, ranges) -> Callable:
    """Ask for these settings, with some set from outside: ``ranged(bands=3)``."""

    def asked(**outside):
        monkeypatch.setenv(ENVIRONMENT, json.dumps(outside))
        return parameters(**defaults, ranges=ranges)

    return asked


@pytest.fixture
def customers() -> Callable:
    """Make three customers with ids that a spreadsheet would change: ``customers(column=values)``."""

    def make(**columns) -> pd.DataFrame:
        index = pd.Index(["00012", "=1+1", "4123456789012345678"], name="customer_id")
        return pd.DataFrame({"amount": [1.5, -2.0, np.nan], **columns}, index=index)

    return make
