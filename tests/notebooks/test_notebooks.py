"""Does every study keep to the rules of the house?"""

import re

import pandas as pd
import pytest

from custseg.report.running.answer import tagged
from custseg.report.running.execute import execute_notebook
from custseg.report.running.notebook_file import notebook_text, read_notebook, without_run_marks

FILE_NAME = re.compile(r"\d\d-[a-z0-9]+(-[a-z0-9]+)*\.ipynb")
LARGEST = 1_500_000  # bytes
LONGEST = 20  # seconds on one core


def test_there_are_studies(root):
    assert list((root / "notebooks").glob("*.ipynb")), "notebooks/ holds no study"


def test_numbers_are_given_once(root):
    numbers = [path.name[:2] for path in (root / "notebooks").glob("*.ipynb")]
    assert sorted(numbers) == sorted(set(numbers)), f"two studies have one number; the next free: {max(numbers)} + 1"


@pytest.mark.heavy
def test_a_study_keeps_to_the_rules(notebook_path, check):
    problems = check(read_notebook(notebook_path))
    assert not problems, "\n".join([f"{notebook_path.name}:", *problems])


def test_its_name_is_a_number_and_the_question_in_words(notebook_path):
    assert FILE_NAME.fullmatch(notebook_path.name), "name it with two digits and the question: 05-who-pays-more.ipynb"


def test_only_the_first_pages_may_be_a_start(notebook_path):
    title = read_notebook(notebook_path).cells[0].source.splitlines()[0]
    assert title.endswith("?") or notebook_path.name.startswith(("00-", "01-")), f"ask one question, not {title!r}"


def test_its_file_is_small(notebook_path):
    assert notebook_path.stat().st_size < LARGEST, (
        f"a study has at most {LARGEST:,} bytes: show fewer figures, or fewer dots in them (rasterized=True)"
    )


def test_its_file_is_as_refresh_writes_it(notebook_path):
    stored = notebook_path.read_bytes().decode("utf-8").replace("\r\n", "\n")  # git may turn line ends on Windows
    assert stored == notebook_text(without_run_marks(read_notebook(notebook_path))), "run make.py refresh"


@pytest.mark.heavy
def test_the_start_page_speaks_of_the_file_that_it_is_given(root, tmp_path, monkeypatch):
    """A reader puts a file in the place of the data set and changes nothing else but the day."""
    monkeypatch.setenv("CUSTSEG_PARAMETERS", '{"as_of": "2024-12-31"}')
    orders = tmp_path / "corner-shop.csv"
    days = pd.date_range("2024-02-01", periods=60, freq="3D")
    log = pd.DataFrame({"customer_id": [f"C{n % 23}" for n in range(60)], "date": days, "amount": range(1, 61)})
    log.to_csv(orders)
    start = read_notebook(root / "notebooks" / "01-start-here.ipynb")
    cells = [cell.source for cell in start.cells if cell.cell_type == "code"]
    cells = [cell.replace("cs.load_cdnow()", f"cs.read_transactions({str(orders)!r})") for cell in cells]
    fifth, _, lead = tagged(start, "answer")[0].source.partition("\n")
    names: dict[str, object] = {}
    with pd.option_context("display.max_rows", 300, "display.max_colwidth", 200):
        for cell in [*cells[: cells.index(f"{fifth}\n{lead}")], fifth]:
            exec(cell, names)
    lead = str(eval(lead, names))
    assert "corner-shop.csv, 23 customers, 1 February 2024 to 27 July 2024, the currency of the file." in lead
    assert not re.search(r"CDNOW|music|1997|dollar", lead), lead


@pytest.mark.slow
def test_it_runs_in_twenty_seconds(notebook_path):
    executed = execute_notebook(read_notebook(notebook_path), notebook_path.parent)
    assert executed.failure is None, executed.failure.full()
    assert executed.seconds <= LONGEST, (
        f"it took {executed.seconds:.0f} s, at most {LONGEST}: fewer resamples, a smaller panel, or a faster function"
    )
