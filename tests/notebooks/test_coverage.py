"""Does COVERAGE.md say what the tagged cells carry, and is nothing called reproduced without a number?"""

import re

import pytest

from custseg.catalogue.models import every_model
from custseg.report.running.coverage import WHOLE, coverage_table, coverage_texts

SIZES = {"A": 84, "B": 116, "N": 13}  # N: what the documents say and the first inventory overlooked


@pytest.fixture(scope="module")
def table(root):
    return coverage_table(root / "notebooks")


def test_what_follows_from_the_tags_is_fresh(root):
    texts = coverage_texts(root / "notebooks")
    stale = [path.relative_to(root).as_posix() for path, text in texts.items() if path.read_text("utf-8") != text]
    assert not stale, (
        f"{stale}: the tags of the studies, their outputs or custseg/catalogue/models/ have changed since; "
        "python3 make.py refresh 01 writes them"
    )
    assert [path.name for path in texts] == ["COVERAGE.md", "covered.toml", "README.md"]


def test_every_model_of_the_inventory_has_one_row(table):
    assert table["grade"].value_counts().to_dict() == SIZES
    assert table.index.tolist() == sorted(set(table.index))


def test_nothing_is_whole_without_a_number(table):
    empty = table.index[table["status"].isin(WHOLE) & (table["number"] == "")]
    assert empty.empty, f"{list(empty)} have no number: tag the cell whose sentence says it"
    silent = table.index[table["status"].isin(["partial", "shown by simulation"]) & (table["left_out"] == "")]
    assert silent.empty, f"say what is left out of {list(silent)} in custseg/catalogue/models/"


def test_every_number_links_to_its_cell(root, table):
    page = (root / "notebooks" / "COVERAGE.md").read_text("utf-8")
    links = re.findall(r"\]\(([\w-]+\.ipynb)#cell-id=([\w-]+)\)", page)
    assert len(links) == table["cell"].notna().sum()
    missing = [link for link in links if f'"id": "{link[1]}"' not in (root / "notebooks" / link[0]).read_text("utf-8")]
    assert not missing, f"COVERAGE.md links to cells that are not there: {missing}"


def test_the_table_of_the_readme_is_that_of_the_catalogue(root):
    readme = (root / "README.md").read_text("utf-8")
    section = readme[readme.index("## The models by name") :].split("\n## ")[0]
    ids = re.findall(r"^\| (S\d-\d\d) \|", section, re.M)
    assert ids == [model.id for model in every_model().values() if model.searched]
    assert 20 <= len(ids) <= 30, "the README shows the models that people look for by name; find finds the others"
    assert "custseg find" in section


def test_the_readme_has_a_row_for_every_notebook(root):
    readme = (root / "README.md").read_text("utf-8")
    listed = re.findall(r"^\| [\w-]+ \| \[[^]]+\]\(notebooks/([\w-]+\.ipynb)\) \|", readme, re.M)
    there = sorted(path.name for path in (root / "notebooks").glob("*.ipynb"))
    assert sorted(listed) == there, "each page has one row in the tables of the README, no more and no less"
