"""Does the index list every study, mark what failed, and lead to the manual if there is one?"""

import re

import pytest
from bs4 import BeautifulSoup

from custseg.report.pages.index import export_index
from custseg.report.pages.page import PageSummary

PICTURE = "data:image/png;base64,iVBORw0KGgo="
EVIL = "<script>alert(1)</script>"


@pytest.fixture
def pages(tmp_path):
    for name in ("01-who.html", "02 why?.html"):
        (tmp_path / name).write_text("page")
    return [
        PageSummary(tmp_path / "01-who.html", f"Who? {EVIL}", f"A fifth. {EVIL}", "One shop, 1997.", PICTURE),
        PageSummary(tmp_path / "02 why?.html", "Why?", "Old answer.", status=f"failed: cell 7: KeyError: {EVIL}"),
        PageSummary(tmp_path / "03-gone.html", "Why?", status="failed: no kernel"),
    ]


@pytest.fixture
def index(pages, tmp_path):
    return BeautifulSoup(export_index(pages, tmp_path / "index.html").read_text(encoding="utf-8"), "html.parser")


def test_each_study_has_its_question_answer_date_and_picture(index):
    first = index.find("ol", class_="studies").li
    assert first.h3.a.get_text() == f"Who? {EVIL}"
    assert first.h3.a["href"] == "01-who.html"
    assert [p.get_text() for p in first.find_all("p")] == [f"A fifth. {EVIL}", "One shop, 1997."]
    assert (first.img["src"], first.img["alt"]) == (PICTURE, "")


def test_a_failed_study_is_marked_and_its_old_answer_withheld(index):
    second = index.find("ol", class_="studies").find_all("li")[1]
    assert second.find(class_="stopped").get_text() == f"No answer. The run failed: cell 7: KeyError: {EVIL}"
    assert "Old answer" not in index.get_text()
    assert second.a["href"] == "02%20why%3F.html"


def test_a_page_that_was_not_written_is_not_linked(index):
    third = index.find("ol", class_="studies").find_all("li")[2]
    assert third.h3.get_text() == "Why?"
    assert not third.find("a")


def test_the_index_is_complete_in_itself_and_in_order(index):
    assert not index.find_all(["script", "link", "iframe"])
    assert all(tag["src"].startswith("data:") for tag in index.find_all(src=True))
    levels = [int(tag.name[1]) for tag in index.find_all(re.compile("^h[1-6]$"))]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip([0, *levels], levels, strict=False))
    ids = [tag["id"] for tag in index.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert all(index.find(id=link["href"][1:]) for link in index.select("nav a"))


def test_the_same_pages_give_the_same_bytes(pages, tmp_path):
    first = export_index(pages, tmp_path / "a.html").read_bytes()
    assert export_index(pages, tmp_path / "b.html").read_bytes() == first


def test_an_index_without_pages_says_so(tmp_path):
    assert "No study has been exported yet." in export_index([], tmp_path / "index.html").read_text(encoding="utf-8")


def test_it_says_in_two_lines_what_this_is_and_whose_data(index):
    lines = [tag.get_text() for tag in index.h1.find_next_siblings("p")[:2]]
    assert lines[0].startswith("custseg says what each customer is worth")
    assert "CDNOW" in lines[1] and "simulated" in lines[1]


def test_kinds_stand_apart_and_model_pages_under_their_documents(tmp_path):
    for name in ("02-who", "m1-formulas", "own", "words"):
        (tmp_path / f"{name}.html").write_text("page")
    pages = [
        PageSummary(tmp_path / "words.html", "Words"),
        PageSummary(tmp_path / "m1-formulas.html", "Formulas", "It is 3.", models="S2-06, S2-16, S4-17"),
        PageSummary(tmp_path / "own.html", "Customers of a shop"),
        PageSummary(tmp_path / "02-who.html", "Who?", models="S2-52"),
    ]
    index = BeautifulSoup(export_index(pages, tmp_path / "index.html").read_text("utf-8"), "html.parser")
    assert [tag.get_text() for tag in index.main.find_all(["h2", "h3"])] == [
        "The studies, by question",
        "Who?",
        "The model pages, by document",
        "S2 · What managing customer value does 客户价值的管理效用",
        "S4 · Managing customers and sales 客户销售管理",
        "Your own file",
        "Words, sources, coverage",
        "The functions",
    ]
    items = [" ".join(item.get_text(" ").split()) for item in index.find_all("ul", class_="pages")[0:2]]
    assert items == ["Formulas S2-06, S2-16 It is 3.", "Formulas S4-17"]
    links = [link["href"] for link in index.main.find_all("a")]
    assert links == ["02-who.html", "m1-formulas.html", "m1-formulas.html", "own.html", "words.html"]


def test_links_are_relative_to_the_index(pages, tmp_path):
    index = BeautifulSoup(export_index(pages, tmp_path / "site" / "index.html").read_text("utf-8"), "html.parser")
    assert index.find("ol", class_="studies").a["href"] == "../01-who.html"


def test_the_manual_is_linked_where_it_stands_and_explained_where_it_does_not(index, tmp_path):
    section = index.find("h2", string="The functions").find_next("p")
    assert not section.a
    assert "python3 make.py docs" in section.get_text()

    linked = export_index([], tmp_path / "linked.html", manual_href="manual/index.html").read_text(encoding="utf-8")
    section = BeautifulSoup(linked, "html.parser").find("h2", string="The functions").find_next("p")
    assert section.a["href"] == "manual/index.html"
    assert "make.py" not in section.get_text()


@pytest.mark.parametrize(
    ("name", "said"), [("own", "Your own file has pages of its own."), ("02-who", "Nobody else's")]
)
def test_whose_data_it_is_is_true_with_a_file_of_ones_own(tmp_path, name, said):
    (tmp_path / f"{name}.html").write_text("", "utf-8")
    index = export_index([PageSummary(tmp_path / f"{name}.html", "Who?")], tmp_path / "index.html")
    assert said in BeautifulSoup(index.read_text("utf-8"), "html.parser").get_text()
