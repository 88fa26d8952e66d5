"""Is a model called what its tagged cells carry, and is COVERAGE.md written whole, and the same each time?"""

import json

import pytest

from custseg.catalogue.models import every_model
from custseg.report.running import coverage
from custseg.report.running.coverage import FACT, NAME, ONLY_TABLE, coverage_table, coverage_texts, write_coverage
from custseg.schema import SchemaError


def cell(name, tags, *outputs):
    return {"cell_type": "code", "id": name, "metadata": {"tags": list(tags)}, "source": "1", "outputs": list(outputs)}


def markdown(text):
    return {"output_type": "execute_result", "data": {"text/markdown": text}}


def fact(*records):
    content = list(records) if len(records) > 1 else records[0]
    return {"output_type": "display_data", "data": {FACT: content, "text/markdown": "not read: 9"}}


def claim(text, struck=False):
    return {"id": "page.one", "text": text, "struck": struck, "holds": True}


TABLE = {"output_type": "execute_result", "data": {"text/html": "<td>3</td>", "text/plain": "3"}}


@pytest.fixture
def models(monkeypatch):
    """Leave a few models in the catalogue, of known statuses."""
    kept = {id_: every_model()[id_] for id_ in ("S1-18", "S2-18", "S3-21", "S4-24")}  # two reproduced, to come, text
    monkeypatch.setattr(coverage, "every_model", lambda: kept)
    return kept


@pytest.fixture
def notebooks(tmp_path, models):
    """Make a folder with one page of the given cells: ``notebooks(cells)``."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    (folder / NAME).write_text("old")

    def write(*cells, page="04-worth"):
        whole = [cell("text", ["S4-24"]), *cells] if page == "04-worth" else cells
        (folder / f"{page}.ipynb").write_text(json.dumps({"cells": whole, "nbformat": 4, "nbformat_minor": 5}))
        return folder

    return write


GOOD = [cell("planning", ["S1-18"], markdown("R is 4.")), cell("milk", ["S2-18"], markdown("384 bags."))]


def row(folder, id_):
    return coverage_table(folder).loc[id_]


def test_the_number_is_a_sentence_of_a_tagged_cell(notebooks):
    folder = notebooks(*GOOD)
    table = coverage_table(folder)
    assert table["number"].to_dict() == {"S1-18": "R is 4.", "S2-18": "384 bags.", "S3-21": "", "S4-24": ""}
    assert table["status"].tolist() == ["reproduced", "reproduced", "to come", "text only"]
    assert table.loc["S1-18", "cell"] == ("04-worth", "planning")
    assert table.loc["S4-24", "cell"] == ("04-worth", "text")
    assert table.loc["S3-21", "cell"] is None


@pytest.mark.parametrize(
    ("outputs", "number"),
    [
        ([fact(claim("Claimed: 5."))], "Claimed: 5."),
        ([fact(claim("In words only."), claim("A second, of 6."))], "A second, of 6."),
        ([markdown("A sentence: 3."), fact(claim("Claimed: 5."))], "Claimed: 5."),
        ([fact(claim("~~Chance does it too, 5.~~", struck=True))], "not read: 9"),
        ([markdown("**A title says 7.** Its caption says 8.")], "A title says 7."),
        ([markdown("**No number.** Its caption says 8.")], ""),
        ([markdown("~~Struck out: 4.~~")], ""),
        ([TABLE], ""),
        ([], ""),
    ],
)
def test_claims_come_first_then_sentences_then_titles(notebooks, outputs, number):
    found = row(notebooks(cell("planning", ["S1-18"], *outputs), GOOD[1]), "S1-18")
    assert found["number"] == number
    assert found["status"] == ("reproduced" if number else "partial")
    assert (ONLY_TABLE in found["left_out"]) == (not number), "a row without a number says why it is partial"


def test_of_several_cells_the_one_that_speaks_of_fewest_models_counts(notebooks):
    both = cell("both", ["S1-18", "S2-18"], markdown("Of both, 1."))
    folder = notebooks(both, cell("planning", ["S1-18"], markdown("R is 4.")))
    assert coverage_table(folder)["number"].tolist()[:2] == ["R is 4.", "Of both, 1."]
    notebooks(cell("claims", ["S1-18", "S2-18"], fact(claim("Claimed: 5."))), page="05-later")
    assert row(folder, "S1-18")[["number", "pages"]].tolist() == ["Claimed: 5.", ("04-worth", "05-later")]


def test_a_chosen_cell_is_the_only_one_that_is_read(notebooks, models):
    from dataclasses import replace

    models["S1-18"] = replace(models["S1-18"], cell="chosen")
    folder = notebooks(*GOOD, cell("chosen", ["S1-18"], TABLE))
    assert row(folder, "S1-18")[["number", "status"]].tolist() == ["", "partial"]
    with pytest.raises(SchemaError, match="S1-18: its number is to come from cell chosen, which does not carry its"):
        coverage_table(notebooks(*GOOD))


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        (cell("new", ["S9-99"]), "04-worth, cell new: no model has the id S9-99 of its tag"),
        (cell("new", ["S3-21"]), "04-worth, cell new carries S3-21, which the catalogue calls 'to come'"),
    ],
)
def test_tags_that_contradict_the_catalogue_are_named_and_nothing_is_written(notebooks, more, problem):
    folder = notebooks(*GOOD, more)
    with pytest.raises(SchemaError, match=problem):
        write_coverage(folder)
    assert (folder / NAME).read_text() == "old"


def test_a_covered_model_without_a_tag_is_named(notebooks):
    with pytest.raises(SchemaError, match="S2-18 is 'reproduced' in the catalogue, and no cell carries its tag"):
        coverage_table(notebooks(GOOD[0]))


def test_files_are_written_once_and_for_all(notebooks, tmp_path):
    folder = notebooks(*GOOD)
    catalogue = tmp_path / "custseg" / "catalogue"
    catalogue.mkdir(parents=True)
    (catalogue / "covered.toml").write_text("")
    readme = tmp_path / "README.md"
    readme.write_text("Before.\n<!-- models: written by refresh -->\nold\n<!-- models: end -->\nAfter.\n")
    assert sorted(path.name for path in write_coverage(folder)) == [NAME, "README.md", "covered.toml"]
    assert write_coverage(folder) == []
    assert 'S1-18 = { status = "reproduced", pages = ["04-worth"] }' in (catalogue / "covered.toml").read_text()
    text = readme.read_text("utf-8")
    assert text.startswith("Before.\n<!-- models: written") and text.endswith("<!-- models: end -->\nAfter.\n")
    assert "| S3-21 | 科特勒五种关系类型 |" in text and "old" not in text
    assert {path: path.read_text("utf-8") for path in coverage_texts(folder)} == coverage_texts(folder)


def test_without_the_file_nothing_is_written(notebooks):
    folder = notebooks(*GOOD)
    (folder / NAME).unlink()
    assert write_coverage(folder) == []
    assert not (folder / NAME).exists()


def test_a_sentence_cannot_break_the_table(notebooks):
    folder = notebooks(cell("planning", ["S1-18"], markdown("a | b\n| c 4 \x1b[31m")), GOOD[1])
    write_coverage(folder)
    line = next(text for text in (folder / NAME).read_text("utf-8").splitlines() if text.startswith("| S1-18"))
    assert r"a \| b \| c 4 �[31m" in line
    assert line.replace(r"\|", "").count("|") == 10
