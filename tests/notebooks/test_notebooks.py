"""Does every study keep to the rules of the house?"""

import re

import pandas as pd
import pytest

from custseg.report._kinds import kind_of
from custseg.report.running.answer import output_text, tagged
from custseg.report.running.execute import execute_notebook
from custseg.report.running.notebook_file import notebook_text, read_notebook, without_run_marks

FILE_NAME = re.compile(r"(\d\d|m[1-9]\d*)-[a-z0-9]+(-[a-z0-9]+)*\.ipynb")
LARGEST = {"study": 1_500_000, "model": 500_000}  # bytes
LONGEST = {"study": 20, "model": 15}  # seconds on one core, the start of the kernel included
MOST = {
    "study": {"words": 1200, "figures": 4, "tables": 5},
    "model": {"words": 900, "figures": 2, "tables": 6},
}
# What stood on these pages before there was a limit. A number may only become smaller, and is
# lowered here when a page has become shorter by a tenth.
LONGER: dict[str, dict[str, int]] = {}


def test_there_are_studies(root):
    assert list((root / "notebooks").glob("*.ipynb")), "notebooks/ holds no study"


def test_numbers_are_given_once(root):
    names = [path.name for path in (root / "notebooks").glob("*.ipynb")]
    numbers = [name.partition("-")[0] for name in names if kind_of(name) != "own"]
    assert sorted(numbers) == sorted(set(numbers)), f"two pages have one number: {sorted(numbers)}"


@pytest.mark.heavy
def test_a_study_keeps_to_the_rules(notebook_path, check):
    problems = check(read_notebook(notebook_path))
    assert not problems, "\n".join([f"{notebook_path.name}:", *problems])


def test_its_name_is_a_number_and_the_question_in_words(notebook_path):
    assert FILE_NAME.fullmatch(notebook_path.name), (
        "name a study with two digits and the question, 05-who-pays-more.ipynb, a model page m2-and-its-subject.ipynb"
    )


def test_it_says_of_which_kind_it_is_as_its_name_does(notebook_path):
    said, kind = read_notebook(notebook_path).metadata.get("custseg", {}), kind_of(notebook_path.name)
    assert said.get("kind", "study") == kind, f'give the notebook the metadata "custseg": {{"kind": "{kind}"}}'


def test_only_the_first_pages_may_be_a_start(notebook_path):
    title = read_notebook(notebook_path).cells[0].source.splitlines()[0]
    named = kind_of(notebook_path.name) == "model" or notebook_path.name.startswith(("00-", "01-"))
    assert title.endswith("?") or named, f"ask one question, not {title!r}"


def test_its_file_is_small(notebook_path):
    most = LARGEST[kind_of(notebook_path.name)]
    assert notebook_path.stat().st_size < most, (
        f"it has at most {most:,} bytes: show fewer figures, or fewer dots in them (rasterized=True)"
    )


def lengths(notebook):
    """Count what a reader meets: words of prose and of sentences, figures, tables."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    figures = [output for output in outputs if any(kind.startswith("image/") for kind in output.get("data", {}))]
    tables = [output for output in outputs if "<table" in output.get("data", {}).get("text/html", "")]
    sentences = [output_text(output) for output in outputs if "text/markdown" in output.get("data", {})]
    prose = [
        cell.source
        for cell in notebook.cells
        if cell.cell_type == "markdown" and "lead" not in cell.metadata.get("tags", [])
    ]
    prose = [text for text in prose if not text.startswith("## References")] + sentences
    plain = re.sub(r"^\$\$.*\$\$$|^\|.*$", "", "\n".join(prose), flags=re.MULTILINE)
    return {"words": len(re.findall(r"[A-Za-z][\w’'-]*", plain)), "figures": len(figures), "tables": len(tables)}


def test_it_is_as_short_as_its_kind_asks(notebook_path):
    most = MOST[kind_of(notebook_path.name)] | LONGER.get(notebook_path.name.partition("-")[0], {})
    found = lengths(read_notebook(notebook_path))
    over = {what: f"{n} of at most {most[what]}" for what, n in found.items() if n > most[what]}
    assert not over, f"{over}: move arithmetic and definitions to a model page, cut what does not serve the question"


def test_limits_that_were_waived_fall_with_the_pages(root):
    for number, waived in LONGER.items():
        [path] = (root / "notebooks").glob(f"{number}-*.ipynb")
        found, most = lengths(read_notebook(path)), MOST[kind_of(path.name)]
        slack = {what: found[what] for what, n in waived.items() if n > 1.1 * max(found[what], most[what])}
        assert not slack, f"page {number} became shorter: write {slack} into LONGER, or leave it out if {most} holds"


def test_its_file_is_as_refresh_writes_it(notebook_path):
    stored = notebook_path.read_bytes().decode("utf-8").replace("\r\n", "\n")  # git may turn line ends on Windows
    assert stored == notebook_text(without_run_marks(read_notebook(notebook_path))), "run make.py refresh"


@pytest.mark.heavy
def test_the_start_page_speaks_of_the_file_that_it_is_given(root, tmp_path, monkeypatch):
    """A reader puts a file in the place of the data set and changes nothing else."""
    monkeypatch.delenv("CUSTSEG_PARAMETERS", raising=False)
    orders = tmp_path / "corner-shop.csv"
    days = pd.date_range("2024-02-01", periods=60, freq="3D")
    log = pd.DataFrame({"customer_id": [f"C{n % 23}" for n in range(60)], "date": days, "amount": range(1, 61)})
    log.to_csv(orders)
    start = read_notebook(root / "notebooks" / "01-start-here.ipynb")
    cells = [cell.source for cell in start.cells if cell.cell_type == "code"]
    cells = [cell.replace("cs.load_cdnow()", f"cs.read_transactions({str(orders)!r})") for cell in cells]
    *computed, lead = tagged(start, "answer")[0].source.splitlines()
    names: dict[str, object] = {}
    for cell in [*cells[: cells.index("\n".join([*computed, lead]))], "\n".join(computed)]:
        exec(cell, names)
    lead = str(eval(lead, names))
    assert "corner-shop.csv, 23 customers, 1 February 2024 to 27 July 2024, the currency of the file." in lead
    assert lead.startswith("At corner-shop.csv, the 20% of the customers who spent most brought")
    assert not re.search(r"CDNOW|music|1997|dollar", lead), lead


@pytest.mark.slow
def test_it_runs_as_fast_as_its_kind_asks(notebook_path):
    executed = execute_notebook(read_notebook(notebook_path), notebook_path.parent)
    assert executed.failure is None, executed.failure.full()
    longest = LONGEST[kind_of(notebook_path.name)]
    assert executed.seconds <= longest, (
        f"it took {executed.seconds:.0f} s, at most {longest}: fewer resamples, a smaller panel, or a faster function"
    )
