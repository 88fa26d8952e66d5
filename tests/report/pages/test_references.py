"""Do the reference pages show the whole catalogue, and lead to the pages that they name?"""

import json
import re

import pytest
from bs4 import BeautifulSoup

from custseg.catalogue import glossary, list_rules, source_documents
from custseg.report.pages.page import PageSummary
from custseg.report.pages.references import (
    cited,
    export_references,
    models_text,
    rules_text,
    sources_text,
    words_text,
)


@pytest.fixture
def folder(tmp_path):
    """Give a folder of two notebooks that cite one book, set in two ways, and a coverage."""
    for name, line in (
        ("04-a", "- Author, A. (1996). *The Book.* Press."),
        ("m1-b", "- Author, A. (1996). The Book. Press.\n- Source documents: S4-17."),
    ):
        cells = [{"cell_type": "markdown", "source": [f"## References\n\n{line}\n"], "metadata": {}}]
        (tmp_path / f"{name}.ipynb").write_text(json.dumps({"cells": cells}), "utf-8")
    (tmp_path / "COVERAGE.md").write_text("# Coverage\n\n| id | model |\n|---|---|\n| S0-01 | Two sides |\n", "utf-8")
    return tmp_path


def test_every_term_stands_in_the_table_of_its_field():
    text = words_text({})
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == glossary()["field"].unique().tolist()
    for term in glossary().itertuples():
        assert f"\n| {term.term_en} | {term.term_zh} |" in text
    assert "| probability of default | 违约概率 | 可能性 | S2-29 | PD;" in text


def test_a_page_is_linked_if_it_exists():
    assert "[04](04-what.html)" in words_text({"04": "04-what.html"})
    assert "](" not in words_text({})


def test_models_are_listed_in_both_scripts_with_their_page():
    text = models_text({"04": "04-what.html"})
    assert "\n| S2-39 | 九宫格体系 |" in text and "| to come |" in text
    assert re.search(r"^\| S4-17 \| 客户终身价值公式 \| .* \| \[04\]\(04-what\.html\)", text, re.MULTILINE)


def test_each_document_and_each_reference_is_named_once(folder):
    text = sources_text(cited(folder), {"04": "04-a.html"})
    for title in source_documents()["title"]:
        assert text.count(f"| {title} |") == 1
    assert text.count("The Book") == 1
    assert "- Author, A. (1996). *The Book.* Press. ([04](04-a.html), m1)\n" in text
    assert "Source documents:" not in text
    assert "(`clv_crv`)" in text


def test_every_rule_stands_with_what_it_holds_and_how_it_was_read():
    text = rules_text()
    for key in list_rules():
        assert text.count(f"\n| `{key}` |") == 1
    assert "| 42 codes | secondary source (from the literature; exact) |" in text
    assert "| 卷烟零售客户分类（2008） |" in text


def test_pages_are_written_and_coverage_as_it_stands(folder, tmp_path):
    out = tmp_path / "reports"
    out.mkdir()
    known = [PageSummary(out / "04-a.html", "What?"), PageSummary(out / "words.html", "Words")]
    pages = export_references(folder, out, known)
    assert [(page.slug, page.title) for page in pages] == [
        ("words", "Words"),
        ("sources", "Sources"),
        ("coverage", "Coverage"),
    ]
    words, sources, coverage = (BeautifulSoup(page.path.read_text("utf-8"), "html.parser") for page in pages)
    assert words.find("a", href="04-a.html")
    assert "Two sides" in coverage.find("table").get_text()
    for page, made_from in ((words, "the glossary"), (sources, "the catalogue"), (coverage, "COVERAGE.md")):
        assert f"from {made_from}" in page.footer.get_text()
        assert not page.find_all(["script", "link", "iframe"])


def test_without_a_coverage_there_is_no_page_about_it(folder, tmp_path):
    (folder / "COVERAGE.md").unlink()
    assert [page.slug for page in export_references(folder, tmp_path, [])] == ["words", "sources"]
