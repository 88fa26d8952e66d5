"""Does the page of every study keep the rules of a page: one file, offline, readable by everybody?"""

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from custseg.report import export_index, export_page
from custseg.report._kinds import kind_of, reading_order

pytestmark = pytest.mark.heavy  # every study becomes a page
NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """Export a stored study, each once and when it is first asked for."""
    folder = tmp_path_factory.mktemp("pages")
    return cache(lambda path: export_page(nbformat.read(path, as_version=4), folder / f"{path.stem}.html"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def page(request, exported):
    """Give the text of one page."""
    return exported(request.param).path.read_text(encoding="utf-8")


def test_a_page_needs_nothing_from_elsewhere(page):
    soup = BeautifulSoup(page, "html.parser")
    outside = soup.find_all(["script", "link", "iframe", "object", "embed", "base"])
    outside += [tag for tag in soup.find_all(src=True) if not tag["src"].startswith("data:")]
    outside += [tag for tag in soup.find_all(True) if any(name.startswith("on") for name in tag.attrs)]
    assert not outside, f"a page is one file without scripts; show a figure or a plain table instead of {outside[:3]}"
    styles = " ".join(tag.get_text() for tag in soup.find_all("style"))
    assert not re.search(r"@import|url\(\s*['\"]?(?!data:)", styles), "a style fetches something from elsewhere"


def test_headings_descend_step_by_step_from_one_question(page):
    soup = BeautifulSoup(page, "html.parser")
    levels = [int(tag.name[1]) for tag in soup.find_all(re.compile("^h[1-6]$"))]
    assert levels.count(1) == 1 and levels[0] == 1, "begin with '# ' and the question, and use '## ' below it"
    steps = [pair for pair in pairwise(levels) if pair[1] - pair[0] > 1]
    assert not steps, f"headings skip a level, {steps}: below '## ' comes '### '"


def test_every_picture_is_said_in_words_and_every_link_arrives(page):
    soup = BeautifulSoup(page, "html.parser")
    silent = [image["alt"] for image in soup.select("figure img") if not re.search(r"\d", image["alt"])]
    assert not silent, f"alt text says the finding with its number: pass alt=... to the figures with {silent}"
    captions = [figure.figcaption.get_text() for figure in soup.find_all("figure")]
    assert all(caption.startswith("Figure ") for caption in captions), "show figures as Exhibits of custseg.plot"
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids)), f"ids stand twice: {sorted(name for name in ids if ids.count(name) > 1)}"
    lost = {link["href"][1:] for link in soup.select('a[href^="#"]')} - set(ids)
    assert not lost, f"links lead to headings that are not there: {sorted(lost)}"


def test_formulas_are_written_in_the_page(page):
    soup = BeautifulSoup(page, "html.parser")
    for code in soup.find_all(["pre", "code", "annotation"]):
        code.decompose()
    left = re.findall(r"\\(?:frac|sum|le|ge|text|pi)\b.{0,40}", soup.main.get_text())
    assert not left, f"a formula stands as text; put it between $ signs, in simpler LaTeX if need be: {left}"


def test_no_bar_stands_over_more_than_one_sign(page):
    covered = [one.find(True) for one in BeautifulSoup(page, "html.parser").find_all("mover")]
    wide = [one.get_text() for one in covered if len(one.find_all(["mi", "mn", "mo"])) > 1]
    assert not wide, f"browsers draw what stands over {wide} above its middle only: write a mean as a sum"


def test_no_page_is_heavy_or_knows_this_machine(page, root):
    assert len(page.encode("utf-8")) < 2_000_000, "a page has at most 2 MB: show fewer or lighter figures"
    known = re.findall(rf"{re.escape(str(root))}|/(?:home|Users)/\w+/|/root/", page)
    assert not known, f"the page tells of this machine, {known[:3]}: show no path"


def test_the_index_tells_every_question_and_its_answer(exported, tmp_path):
    pages = [exported(path) for path in sorted(NOTEBOOKS, key=lambda path: reading_order(path.stem))]
    index = BeautifulSoup(export_index(pages, tmp_path / "index.html").read_text("utf-8"), "html.parser")
    text = " ".join(index.get_text(" ").split())
    for summary in pages:
        assert summary.answer, f"{summary.slug}: the cell tagged 'answer' must return sentence(...)"
        assert summary.date_of_data, f"{summary.slug}: end the answer in a paragraph in italics: *whose data, to when.*"
        picture = summary.thumbnail.startswith("data:image/png") or kind_of(summary.slug) == "model"
        assert picture, f"{summary.slug}: show at least one figure, also as its picture here: call custseg.plot"
        assert summary.models or kind_of(summary.slug) in ("study", "own"), (
            f"{summary.slug}: tag its cells with ids of models"
        )
        assert " ".join(summary.title.split()) in text
    assert len(index.find_all("h1")) == 1
