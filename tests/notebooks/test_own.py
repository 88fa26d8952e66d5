"""Does the notebook of one's own page keep the rules of its kind: short cells, few figures, titles as findings?"""

import nbformat
import pytest
from bs4 import BeautifulSoup

from custseg.report.own.filled_notebook import CLIENTS, NAME, RATING
from custseg.report.pages.export import export_page
from custseg.report.running.notebook_file import notebook_text, read_notebook, without_run_marks
from tests.notebooks.conftest import CHECKS, FOLDER, LONGEST_CELL

PATHS = [FOLDER / NAME, FOLDER / RATING, FOLDER / CLIENTS]
MOST_FIGURES = 8
LARGEST = 1_500_000  # bytes
HEADS = ("topic", "page title", "data")  # outputs that are no sentences
WAIVED = {"settings_are_asked_for", "the_title_is_one_question", "sections_are_in_order", "the_lead_is_the_answer"}
WAIVED |= {"markdown_outputs_are_sentences", "cells_are_short"}  # held below, for this kind


@pytest.fixture(scope="module", params=PATHS, ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture(scope="module")
def notebook(path):
    return read_notebook(path)


@pytest.mark.parametrize("name", [name for name in CHECKS if name not in WAIVED])
def test_it_keeps_the_rules_of_every_notebook(notebook, name):
    problems = CHECKS[name](notebook)
    assert not problems, "\n".join(problems)


def test_its_file_is_as_refresh_writes_it_and_small(notebook, path):
    stored = path.read_bytes().decode("utf-8").replace("\r\n", "\n")
    assert stored == notebook_text(without_run_marks(notebook)), f"run make.py refresh {path.stem}"
    assert len(stored) < LARGEST


def test_only_its_settings_and_the_call_that_takes_them_are_long(notebook):
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    long = ("parameters(", "open_book(", "open_ratings(", "open_clients(")
    others = [source for source in sources if not any(call in source for call in long)]
    assert all(len(source.splitlines()) <= LONGEST_CELL for source in others)


def outputs_of(notebook, role):
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [output for output in outputs if output.metadata.get("custseg", {}).get("role") == role]


def test_it_has_at_most_eight_figures_in_front(notebook):
    shown = 0
    for cell in notebook.cells:
        roles = [output.metadata.get("custseg", {}).get("role") for output in cell.get("outputs", [])]
        front = roles[: roles.index("fold")] if "fold" in roles else roles
        shown += front.count("figure")
        assert front.count("figure") <= 1, "a part has one figure in front"
    assert shown <= MOST_FIGURES


def test_titles_are_sentences_and_no_two_the_same(notebook):
    titles = [output["data"]["text/plain"] for output in outputs_of(notebook, "title")]
    assert all(title.rstrip().endswith((".", "?")) for title in titles), titles
    assert len(set(titles)) == len(titles)


@pytest.mark.heavy
def test_the_page_of_a_rating_says_that_it_is_simulated(tmp_path):
    summary = export_page(nbformat.read(FOLDER / RATING, as_version=4), tmp_path / "own.html", index_href="")
    text = BeautifulSoup(summary.path.read_text("utf-8"), "html.parser").get_text()
    assert summary.title == "A rating of simulated retailers, 2024Q1 to 2025Q4" and "nobody's shops" in text


@pytest.mark.heavy
def test_the_page_of_clients_says_that_they_are_simulated_and_what_is_a_sign(tmp_path):
    summary = export_page(nbformat.read(FOLDER / CLIENTS, as_version=4), tmp_path / "own.html", index_href="")
    text = BeautifulSoup(summary.path.read_text("utf-8"), "html.parser").get_text()
    assert summary.title == "A bank's simulated corporate clients"
    assert all(part in text for part in ("nobody's book", "A sign, not a cause"))


@pytest.mark.heavy
def test_its_page_says_whose_customers_and_when_without_a_name_typed(tmp_path):
    summary = export_page(nbformat.read(FOLDER / NAME, as_version=4), tmp_path / "own.html", index_href="")
    assert summary.title == "The customers of CDNOW, January 1997 to June 1998"
    soup = BeautifulSoup(summary.path.read_text("utf-8"), "html.parser")
    assert len(soup.find_all("h1")) == 1 and "No list is written" not in soup.get_text()
