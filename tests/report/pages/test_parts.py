"""Is a page about one's own customers parted into fronts and folds, in the right order, with a way to each?"""

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_notebook, new_output

from custseg.report.pages.export import export_page
from custseg.report.pages.outputs import Shown
from custseg.report.pages.parts import part_of


def display(markdown, role, section=""):
    told = {"role": role, "section": section} if section else {"role": role}
    return new_output("display_data", {"text/markdown": markdown, "text/plain": markdown}, metadata={"custseg": told})


def part(key, title="It fell by 22%.", topic="Why sales moved 销售额为何变化"):
    outputs = [display(topic, "topic", key), display(f"## {title}", "title", key), display("Less.", "claim", key)]
    outputs += [display("Mind this.", "caution", key), display("", "fold", key), display("Checked.", "claim", key)]
    return new_code_cell(f"brief.{key}(book)", outputs=outputs)


@pytest.fixture
def page(tmp_path):
    def make(*cells, **options):
        head = new_code_cell("opening", outputs=[display("# Whose, when", "page title"), display("*Data.*", "data")])
        notebook = new_notebook(cells=[head, *cells])
        summary = export_page(notebook, tmp_path / "own.html", index_href="", **options)
        return summary, BeautifulSoup(summary.path.read_text("utf-8"), "html.parser")

    return make


def test_the_front_is_seen_and_the_rest_is_folded(page):
    summary, soup = page(part("moved"))
    section = soup.find("section")
    assert section["aria-labelledby"] == "moved" and section.h2["id"] == "moved"
    front, more = section.find(class_="front").get_text(" "), section.find("details", class_="more").get_text(" ")
    assert "Less." in front and "Mind this." in front and "Checked." not in front
    assert "Checked." in more
    assert "open" not in section.find("details", class_="more").attrs
    assert (summary.title, summary.answer, summary.date_of_data) == ("Whose, when", "It fell by 22%.", "Data.")


def test_the_part_with_the_lists_links_to_the_workbook_beside_the_page(page):
    cells = part("moved"), part("monday")
    (link,) = page(*cells, lists_href="customers.xlsx")[1].select(".front a")
    assert link["href"] == link.get_text() == "customers.xlsx" and link.find_parent("section").h2["id"] == "monday"
    assert not page(*cells)[1].select(".front a"), "a page alone has no workbook beside it"


def test_each_cell_of_a_table_on_a_front_names_its_column_for_a_phone(page):
    lists = pd.DataFrame({"customers": [10], "what to do": ["call"]}, index=pd.Index(["Largest"], name="list"))
    cell = part("monday")
    cell.outputs.insert(3, new_output("display_data", {"text/html": lists._repr_html_(), "text/plain": "table"}))
    section = page(cell)[1].find("section")
    assert [tag["data-head"] for tag in section.select(".front .stacked tbody td")] == ["customers", "what to do"]
    assert "stacked" not in str(section.find("details"))


def test_code_stands_once_on_the_page_and_is_called_so(page):
    assert (
        page(part("moved"), part("odd"))[1]
        .find("details", class_="code")
        .summary.get_text()
        .startswith("Code of this page")
    )


def test_contents_lead_to_the_parts_by_their_topics(page):
    links = {link["href"]: link.get_text() for link in page(part("moved"), part("odd", "Short."))[1].select("nav a")}
    assert links["#moved"] == "Why sales moved 销售额为何变化" and "#odd" in links


def test_headings_are_one_title_and_a_finding_a_part(page):
    soup = page(part("moved"), part("limits", "No."))[1]
    assert [tag.name for tag in soup.find_all(["h1", "h2", "h3"])] == ["h1", "h2", "h2"]
    assert soup.find(class_="topic").find("span", lang="zh")


def test_what_came_from_a_file_is_text(page):
    html = str(page(part("moved", "<script>alert(1)</script> \\<b\\> fell.", "<img src=x onerror=y>"))[1])
    assert "<script>" not in html and "<img src=x" not in html and "<b>" not in html


def test_the_appendix_and_what_is_odd_are_marked_for_paper(page):
    sections = page(part("odd"), part("appendix", "Everything else."))[1].find_all("section")
    assert [section["class"] for section in sections] == [["part", "odd"], ["part", "appendix"]]


def test_a_doubt_stands_under_the_title(page):
    soup = page(part("moved"), doubt="cell 7 wrote to stderr")[1]
    assert (
        "may be wrong" in soup.find(class_="stopped").get_text() and "cell 7" in soup.find(class_="stopped").get_text()
    )


def test_other_pages_have_no_parts():
    assert part_of([Shown("text", "plain")]) is None
