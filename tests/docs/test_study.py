"""Does a study keep its sections and everything that stands in them?"""

import pytest
from bs4 import BeautifulSoup
from manual.study import chapter, page_text

PAGE = "<main><p>Lead.</p><h2 id='a'>A</h2><p>1</p><h3 id='b'>B</h3><figure>2</figure><h2 id='c'>C</h2><p>3</p></main>"


def test_headings_become_sections_and_the_rest_stays_as_it_is():
    lead, first, second = chapter(BeautifulSoup(PAGE, "html.parser").main)
    assert lead.astext() == "<p>Lead.</p>"
    assert [first["ids"], second["ids"]] == [["a"], ["c"]]
    assert [node.astext() for node in first.children[:2]] == ["A", "<p>1</p>"]
    assert [node.astext() for node in first.children[2]] == ["B", "<figure>2</figure>"]


@pytest.mark.heavy
def test_the_text_of_a_page_has_no_title_and_no_foot(root):
    text = page_text(sorted((root / "notebooks").glob("*.ipynb"))[0])
    assert not text.find_all(["h1", "footer"])
    assert text.find_all("h2")
    assert text.find(class_="lead")


def test_a_table_that_scrolls_has_a_shadow_at_its_edges_on_a_screen_and_none_on_paper(root):
    """Of the benchmarks' tables as of the studies': two ends that scroll along, and the two shadows that they cover."""
    screen, paper = (root / "docs/static/study.css").read_text("utf-8").split("@media print", 1)
    rule = screen.split(".table-wrapper, .scroll {", 1)[1].split("}", 1)[0]
    assert [rule.count(f"100% {kind} no-repeat") for kind in ("local", "scroll")] == [2, 2]
    assert ".table-wrapper, .scroll { background: none; }" in paper.split("\n}", 1)[0]
