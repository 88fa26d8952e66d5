"""Does the page of every study keep the rules of a page: one file, offline, readable by everybody?"""

import re
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from custseg.report import export_index, export_page

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Export every stored study once."""
    folder = tmp_path_factory.mktemp("pages")
    return {
        path.stem: export_page(nbformat.read(path, as_version=4), folder / f"{path.stem}.html") for path in NOTEBOOKS
    }


@pytest.fixture(params=[path.stem for path in NOTEBOOKS])
def page(request, pages):
    """Give the text of one page."""
    return pages[request.param].path.read_text(encoding="utf-8")


def test_a_page_needs_nothing_from_elsewhere(page):
    soup = BeautifulSoup(page, "html.parser")
    assert not soup.find_all(["script", "link", "iframe", "object", "embed", "base"])
    assert all(tag["src"].startswith("data:") for tag in soup.find_all(src=True))
    styles = " ".join(tag.get_text() for tag in soup.find_all("style"))
    assert not re.search(r"@import|url\(\s*['\"]?(?!data:)", styles)
    assert not [tag.name for tag in soup.find_all(True) if any(name.startswith("on") for name in tag.attrs)]


def test_headings_descend_step_by_step_from_one_question(page):
    soup = BeautifulSoup(page, "html.parser")
    levels = [int(tag.name[1]) for tag in soup.find_all(re.compile("^h[1-6]$"))]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_picture_is_said_in_words_and_every_link_arrives(page):
    soup = BeautifulSoup(page, "html.parser")
    assert soup.find_all("figure")
    assert all(re.search(r"\d", image["alt"]) for image in soup.select("figure img"))
    assert all(figure.figcaption.get_text().startswith("Figure ") for figure in soup.find_all("figure"))
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert {link["href"][1:] for link in soup.select('a[href^="#"]')} <= set(ids)


def test_formulas_are_written_in_the_page(page):
    soup = BeautifulSoup(page, "html.parser")
    for code in soup.find_all(["pre", "code", "annotation"]):
        code.decompose()
    assert not re.search(r"\\(frac|sum|le|ge|text|pi)\b", soup.main.get_text())


def test_no_page_is_heavy_or_knows_this_machine(page, root):
    assert len(page.encode("utf-8")) < 2_000_000
    assert str(root) not in page
    assert not re.search(r"/(home|Users)/\w+/|/root/", page)


def test_the_index_tells_every_question_and_its_answer(pages, tmp_path):
    index = BeautifulSoup(export_index(list(pages.values()), tmp_path / "index.html").read_text("utf-8"), "html.parser")
    text = " ".join(index.get_text(" ").split())
    for summary in pages.values():
        assert summary.answer
        assert summary.date_of_data
        assert summary.thumbnail.startswith("data:image/png")
        assert " ".join(summary.title.split()) in text
    assert len(index.find_all("h1")) == 1
