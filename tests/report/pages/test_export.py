"""Is the page one that we would show: complete in itself, accessible, safe, the same every time?"""

import base64
import io
import re

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from custseg import __version__
from custseg.exhibit import claim, paragraph
from custseg.report.pages.export import export_page
from custseg.resample import Twin

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def markdown(source, *tags):
    return new_markdown_cell(source, metadata={"tags": list(tags)})


def code(*outputs, tags=(), source="show(profile)"):
    return new_code_cell(source, outputs=list(outputs), metadata={"tags": list(tags)})


def shown(data, metadata=None):
    return new_output("display_data", data, metadata=metadata or {})


def exhibit(title, caption, alt):
    file = io.BytesIO()
    Image.new("RGB", (1344, 700), "#0b5d7a").save(file, format="PNG")
    encoded = base64.b64encode(file.getvalue()).decode()
    picture = {"image/png": {"alt": alt, "width": 672}, "custseg": {"role": "figure"}}
    words = {"custseg": {"role": "caption", "title": title, "caption": caption}}
    return shown({"image/png": encoded, "text/plain": "<Figure>"}, picture), shown({"text/markdown": "x"}, words)


def table(frame):
    return shown({"text/html": frame._repr_html_(), "text/plain": "table"})


def study(name="loyal"):
    profile = pd.DataFrame({"customers": [1200, 7], name: ["a", name]}, index=pd.Index([name, "new"], name="segment"))
    escaped = re.sub(r"([\\`*_\[\]<>$~&|#])", r"\\\1", name)  # as sentence() writes a value
    return new_notebook(
        cells=[
            markdown("# Who pays 高价值?"),
            markdown(f"**A fifth, and {escaped}.** They paid \\$5 and \\$10.", "lead"),
            markdown("*One shop, 1997.*"),
            markdown("## Data\n\nFrom $5 to $10, see [Result](#Result).\n\n| a | b |\n|--|--|\n| $5 | $p$ |"),
            code(table(profile), table(profile)),
            markdown("## Result\n\n$$S = \\frac{a}{b}$$\n\n### Detail\n\n### Detail"),
            code(*exhibit(f"Finding {name}.", f"Caption {name}.", f"Bars 67 % {name}.")),
            code(*exhibit("Second.", "", "Line 5 %."), new_output("stream", name="stderr", text="/home/someone")),
            code(new_output("stream", name="stdout", text=name), tags=["remove-input"], source="hidden = 1"),
            markdown("## 结果"),
        ]
    )


def page_of(notebook, folder, **options):
    path = folder / "05-who-pays.html"
    return export_page(notebook, path, **options), path.read_text(encoding="utf-8")


@pytest.fixture(scope="module", params=["loyal", EVIL, "高价值客户 & co", "$x^$ *a* `b` | c"])
def page(request, tmp_path_factory):
    summary, html = page_of(study(request.param), tmp_path_factory.mktemp("page"), footer=request.param)
    return request.param, summary, html, BeautifulSoup(html, "html.parser")


@pytest.mark.heavy
def test_the_page_needs_nothing_from_elsewhere(page):
    _, _, html, soup = page
    assert "<script" not in html
    assert "url(" not in html
    policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert policy.startswith("default-src 'none';")
    assert "script" not in policy
    assert "@import" not in html
    assert not soup.find_all(["script", "link", "iframe", "object", "embed", "base", "form"])
    assert all(tag["src"].startswith("data:image/") for tag in soup.find_all(src=True))
    assert not soup.find_all(srcset=True)
    assert not [name for tag in soup.find_all(True) for name in tag.attrs if name.startswith("on")]


def test_language_viewport_title_and_one_h1(page):
    *_, soup = page
    assert soup.html["lang"] == "en"
    assert soup.find("meta", attrs={"name": "viewport"})
    assert soup.title.get_text() == "Who pays 高价值?"
    assert [h1.get_text() for h1 in soup.find_all("h1")] == ["Who pays 高价值?"]


def test_headings_are_in_order_and_ids_unique(page):
    *_, soup = page
    levels = [int(tag.name[1]) for tag in soup.find_all(re.compile("^h[1-6]$"))]
    assert levels == [1, 2, 2, 3, 3, 2]
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert {"detail", "detail-2", "结果"} <= set(ids)


def test_every_link_inside_the_page_leads_to_something(page):
    *_, soup = page
    inner = [link["href"] for link in soup.find_all("a") if link["href"].startswith("#")]
    assert {"#data", "#result", "#detail", "#detail-2", "#结果"} <= set(inner)
    assert all(soup.find(id=href[1:]) for href in inner)


def test_contents_stand_in_a_sidebar_and_folded_for_the_phone(page):
    *_, soup = page
    sidebar, folded = soup.find("nav", class_="contents"), soup.find("details", class_="contents")
    assert str(sidebar.ol) == str(folded.ol)
    assert not folded.has_attr("open")
    assert soup.find("a", class_="home")["href"] == "index.html"


def test_figures_are_numbered_with_alt_text_and_caption(page):
    name, _, _, soup = page
    assert [figure.strong.get_text() for figure in soup.find_all("figure")] == [
        f"Figure 1. Finding {name}.",
        "Figure 2. Second.",
    ]
    assert soup.figure.figcaption.get_text().endswith(f" Caption {name}.")
    assert [image["alt"] for image in soup.find_all("img")] == [f"Bars 67 % {name}.", "Line 5 %."]
    assert (soup.img["width"], soup.img["height"]) == ("672", "350")


def test_names_from_a_customer_file_are_text_wherever_they_stand(page):
    name, summary, _, soup = page
    assert name in soup.find("div", class_="lead").get_text()
    assert name in summary.answer
    assert soup.find("tbody").find_next("tbody").th.get_text() == name
    assert name in soup.find("pre", class_="text").get_text()
    assert soup.footer.p.get_text() == name
    assert len(soup.find_all("img")) == 2


def test_tables_can_be_read_aloud_and_scrolled(page):
    *_, soup = page
    regions = soup.find_all("div", role="region")
    assert len(regions) == 3
    assert all(region["tabindex"] == "0" and region["aria-label"] for region in regions)
    frame = regions[1].table
    assert [th["scope"] for th in frame.thead.find_all("th")] == ["col"] * 3
    assert [tr.th["scope"] for tr in frame.tbody.find_all("tr")] == ["row", "row"]
    assert frame.tbody.td["class"] == ["number"]
    assert not soup.find_all(border=True)
    assert not soup.find_all("style")[1:]


def test_formulas_are_mathml_and_prices_are_prices(page):
    *_, soup = page
    assert [math["alttext"] for math in soup.find_all("math")] == ["p", r"S = \frac{a}{b}"]
    assert "From $5 to $10" in soup.main.get_text()


def test_code_is_folded_and_stderr_left_out(page):
    _, _, html, soup = page
    folded = soup.find_all("details", class_="code")
    assert [part.summary.get_text() for part in folded] == [
        "Code of this section (cell 1)",
        "Code of this section (cells 2 to 3)",
    ]
    assert not any(part.has_attr("open") for part in folded)
    assert folded[0].pre.get_text().strip() == "show(profile)"
    assert "hidden = 1" not in html
    assert "/home/someone" not in html


def test_summary_says_what_the_page_says(page):
    _, summary, _, _ = page
    assert (summary.title, summary.slug, summary.status) == ("Who pays 高价值?", "05-who-pays", "ok")
    assert summary.answer.endswith("They paid $5 and $10.")
    assert summary.date_of_data == "One shop, 1997."
    assert summary.thumbnail.startswith("data:image/png;base64,")


def test_footer_names_version_and_notebook_but_no_place_and_no_time(page, tmp_path):
    *_, soup = page
    foot = soup.footer.get_text()
    assert f"custseg {__version__} from the notebook 05-who-pays" in foot
    assert not re.search(r"\d\d:\d\d|/tmp|/home|\\\\", foot)


@pytest.mark.heavy
def test_the_same_notebook_gives_the_same_bytes_anywhere(tmp_path):
    (tmp_path / "b").mkdir()
    assert page_of(study(), tmp_path)[1] == page_of(study(), tmp_path / "b")[1]


def test_date_of_data_may_come_from_the_metadata(tmp_path):
    notebook = new_notebook(cells=[markdown("# Who?"), markdown("**A fifth.**", "lead")])
    notebook.metadata.custseg = {"date_of_data": "1997 <to> 1998"}
    notebook.metadata.lang = 'zh"><script>'
    summary, html = page_of(notebook, tmp_path, index_href="")
    soup = BeautifulSoup(html, "html.parser")
    assert summary.date_of_data == soup.find("div", class_="data").get_text() == "1997 <to> 1998"
    assert soup.html["lang"] == 'zh"><script>'
    assert not soup.find("a", class_="home")
    assert not soup.find("nav")


def test_a_run_that_stopped_says_so_and_withholds_the_old_answer(tmp_path):
    error = new_output("error", ename="SchemaError", evalue=f"lacks 'date'\n{EVIL}", traceback=["/home/someone/x.py"])
    notebook = study()
    notebook.cells.insert(5, code(error))
    summary, html = page_of(notebook, tmp_path)
    soup = BeautifulSoup(html, "html.parser")
    first, at_the_cell = soup.find_all("div", class_="stopped")
    assert "The run stopped at cell 2: SchemaError: lacks 'date'" in first.get_text()
    assert at_the_cell.get_text() == f"The run stopped at cell 2. SchemaError: lacks 'date'\n{EVIL}"
    assert not soup.find("div", class_="lead")
    assert (summary.status, summary.answer) == ("failed: cell 2: SchemaError: lacks 'date'", "")
    assert "/home/someone" not in html


def test_an_error_that_is_meant_is_shown_as_such(tmp_path):
    error = new_output("error", ename="SchemaError", evalue="lacks 'date'", traceback=[])
    notebook = new_notebook(cells=[markdown("# Who?"), code(error, tags=["raises-exception"])])
    summary, html = page_of(notebook, tmp_path)
    assert summary.status == "ok"
    assert "ends in an error, as it should" in html


def test_a_failed_export_leaves_the_old_page_and_nothing_else(tmp_path):
    _, before = page_of(study(), tmp_path)
    with pytest.raises(ValueError, match="cell 1: an image without alt text"):
        page_of(new_notebook(cells=[markdown("# Who?"), code(*exhibit("A.", "b", ""))]), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["05-who-pays.html"]
    assert (tmp_path / "05-who-pays.html").read_text(encoding="utf-8") == before


def test_control_characters_of_a_customer_file_never_reach_the_page(tmp_path):
    _, html = page_of(study("a\0b\x1b[31m\u202egnal"), tmp_path)
    assert not re.search("[\0-\x08\x0b-\x1f\u202a-\u202e]", html)
    assert "a\ufffdb\ufffd[31m\ufffdgnal" in html


def test_a_doubt_stands_in_the_place_of_the_answer_and_is_escaped(tmp_path):
    notebook = new_notebook(
        cells=[new_markdown_cell("# Who pays?"), new_markdown_cell("**One fifth.**", metadata={"tags": ["lead"]})]
    )
    summary = export_page(notebook, tmp_path / "page.html", doubt=f"cell 2: wrote to stderr: {EVIL}")
    assert (summary.answer, summary.status) == ("", f"failed: cell 2: wrote to stderr: {EVIL}")
    html = summary.path.read_text("utf-8")
    assert "No answer: this page may be wrong." in html
    assert "One fifth." not in html
    assert EVIL not in html


def test_claims_are_shown_like_sentences_and_their_records_are_not(tmp_path):
    chance = Twin("the months shuffled", 1.0, [2.0] * 300)
    better = claim(
        "x.better", holds=True, twin=chance, wording="They are **better**, {shop}.", shop=EVIL, call="f(log)"
    )
    notebook = new_notebook(
        cells=[
            markdown("# Who?"),
            code(shown(claim("x.y", holds=True, wording="It is {share:.1%}.", share=0.123456)._repr_mimebundle_())),
            code(shown(paragraph(better, "So it is.")._repr_mimebundle_())),
        ]
    )
    _, html = page_of(notebook, tmp_path)
    soup = BeautifulSoup(html, "html.parser")
    said, struck = (text.get_text() for text in soup.find_all("p") if text.get_text()[:2] in ("It", "Th"))
    assert said == "It is 12.3%."
    assert struck.endswith(
        "Also true where nothing happens (the months shuffled): 100% of 300 twins show as much. So it is."
    )
    assert soup.find("del").get_text() == f"They are better, {EVIL}."
    for hidden in ("0.123456", "x.better", "f(log)", "vnd.custseg"):
        assert hidden not in html, f"the page holds {hidden!r} of a record"


def test_the_settings_stand_with_the_code_and_only_what_came_from_outside_in_the_text(tmp_path):
    about = {"custseg": {"role": "settings", "from_outside": ["seed = 3 (default 1)"]}}
    shown = new_output("execute_result", {"text/plain": "seed = 3 <b>"}, metadata=about)
    _, html = page_of(new_notebook(cells=[markdown("# Who?"), markdown("## Question"), code(shown)]), tmp_path)
    soup = BeautifulSoup(html, "html.parser")
    assert soup.find("pre", class_="text").get_text() == "seed = 3 <b>"
    assert soup.find("pre", class_="text").find_parent("details", class_="code")
    assert soup.find("p", class_="settings").get_text() == "Set from outside: seed = 3 (default 1)."
    shown["metadata"]["custseg"]["from_outside"] = []
    _, html = page_of(new_notebook(cells=[markdown("# Who?"), markdown("## Question"), code(shown)]), tmp_path)
    assert not BeautifulSoup(html, "html.parser").find("p", class_="settings")


def test_all_but_the_skip_link_stands_in_a_landmark(page):
    *_, soup = page
    outside = [tag for tag in soup.body.find_all("a") if not tag.find_parent(["nav", "main", "header", "footer"])]
    assert [tag["class"] for tag in outside] == [["skip"]]
    names = [tag.get("aria-label") for tag in soup.find_all("nav")]
    assert all(names)


def test_every_region_that_scrolls_is_in_the_order_of_the_tab_key(page):
    *_, soup = page
    regions = soup.find_all(class_=["scroll", "frame", "formula"])
    assert all(tag["tabindex"] == "0" and tag["role"] and tag["aria-label"] for tag in regions)


def test_chinese_text_says_that_it_is_chinese(page):
    *_, soup = page
    body = soup.body
    bare = [text for text in body.find_all(string=re.compile("[\u4e00-\u9fff]")) if not text.find_parent(lang="zh")]
    assert not [text for text in bare if not text.find_parent("math")]
