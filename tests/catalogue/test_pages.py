"""Does the list of pages agree with the notebooks that exist, and has every page the number of its kind?"""

import json
import re

import pytest

from custseg.catalogue._toml_files import file_text
from custseg.catalogue.pages import FIRST_FREE, listed_pages, study_map
from custseg.report._kinds import KINDS, REFERENCES, kind_of, reading_order
from custseg.report._skeleton import left_to_fill_in


def test_every_notebook_is_listed_under_its_own_title(root):
    headings = {}
    for path in (root / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        headings[path.name] = "".join(
            next(cell for cell in cells if cell["cell_type"] == "markdown")["source"]
        ).splitlines()[0]
    listed = {page.file: f"# {page.title}" for page in listed_pages() if page.file}
    assert listed == headings, (
        "custseg/catalogue/pages.toml and notebooks/ differ: each notebook needs a table [[pages]] with its file "
        f"and exactly its title. Only in one: {sorted(set(listed.items()) ^ set(headings.items()))}"
    )


def test_pages_stand_in_reading_order_each_number_and_title_once():
    pages = listed_pages()
    for what in ("number", "title"):
        values = [getattr(page, what) for page in pages]
        assert len(set(values)) == len(values), f"a {what} stands twice in custseg/catalogue/pages.toml"
    keys = [reading_order(page.number if page.kind == "reference" else f"{page.number}-") for page in pages]
    assert keys == sorted(keys), "put the tables of custseg/catalogue/pages.toml in the order of kinds and numbers"


@pytest.mark.parametrize("page", listed_pages(), ids=lambda page: page.number)
def test_a_number_tells_the_kind_and_begins_the_name_of_the_file(page):
    assert page.kind in KINDS, f"kind is one of {KINDS}"
    assert (page.number in REFERENCES) == (page.kind == "reference"), f"reference pages are {REFERENCES}"
    if page.file:
        assert page.file.startswith(f"{page.number}-"), f"{page.file} begins with its number {page.number}"
        assert kind_of(page.file) == page.kind, f"the name of {page.file} says that it is a {kind_of(page.file)}"
    assert page.title.endswith("?") == (page.kind == "study" and page.number != "01"), "a study asks, others name"


def test_thirteen_to_twenty_are_kept_for_the_studies_that_are_planned():
    planned = [page.number for page in listed_pages() if page.kind == "study" and not page.file]
    assert all(13 <= int(number) < FIRST_FREE for number in planned)
    written = {page.number for page in listed_pages() if page.file}
    assert {str(number) for number in range(13, FIRST_FREE)} == {
        *planned,
        *(number for number in written if number.isdigit() and 13 <= int(number) < FIRST_FREE),
    }


def test_the_map_says_what_is_planned():
    table = study_map().set_index("study")
    assert table.loc["01", "question"] == "Start here"
    assert all(re.fullmatch(r"\d\d(, planned)?", number) for number in table.index)
    assert "funnel" in table.loc["20, planned", "question"] if "20, planned" in table.index else True


def test_nothing_is_left_to_fill_in(root):
    for name, text in (
        ("custseg/catalogue/pages.toml", file_text("pages.toml")),
        ("README.md", (root / "README.md").read_text("utf-8")),
    ):
        assert not left_to_fill_in(text), f"replace in {name}: {left_to_fill_in(text)}"


def test_every_page_has_its_row_in_the_readme(root):
    readme = (root / "README.md").read_text("utf-8")
    for page in listed_pages():
        row = f"| {page.number} | [{page.title}](notebooks/{page.file}) | models |"
        assert f"](notebooks/{page.file}) |" in readme or not page.file, f"add to the tables of README.md: {row}"
