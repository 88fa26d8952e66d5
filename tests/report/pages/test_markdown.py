"""Is Markdown turned into safe HTML with formulas, and are prices left alone?"""

import base64
import io

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from custseg.exhibit import sentence
from custseg.report.pages.contents import Contents
from custseg.report.pages.markdown import markdown_html
from custseg.schema import printable


def soup(source, **options):
    contents = Contents()
    contents.add("Title", 1)
    return BeautifulSoup(markdown_html(source, contents, **options), "html.parser")


def png():
    file = io.BytesIO()
    Image.new("RGB", (2, 2), "white").save(file, format="PNG")
    return base64.b64encode(file.getvalue()).decode()


@pytest.mark.parametrize(
    "source",
    [
        "From $5 to $10.",
        "It costs $5 and $10, or US$7 and A$9.",
        r"It costs \$5 or x\$.",
        "Between $5–$10 each, $ 3 or 4 $.",
        "In code: `$x$` and `$$y$$`.",
        "Both $5 and `x$`.",
        "    $x$ and $$y$$\n",
        "```\n$x$\n$$y$$\n```",
        "Text `$$` and more `$$` here.",
        "| a | b |\n|--|--|\n| $5 | $10 |",
    ],
)
def test_dollars_that_are_not_formulas_stay_dollars(source):
    page = soup(source)
    assert not page.find("math")
    assert page.get_text().count("$") == source.count("$")


@pytest.mark.parametrize(
    ("source", "count", "display"),
    [
        ("The share $p$ of $n$.", 2, "inline"),
        ("Half, $\\tfrac12$, and the $k$-th for $5.", 2, "inline"),
        ("$a <\nb$", 1, "inline"),
        (r"A price inside: $x = \$5$.", 1, "inline"),
        (r"As Jupyter writes it: \\(x\\).", 1, "inline"),
        ("| a | b |\n|--|--|\n| $x_1$ | $5 |", 1, "inline"),
        ("- one $x$\n- two $y$", 2, "inline"),
        ("$$x^2$$", 1, "block"),
        ("$$\nx^2\n+ y\n$$", 1, "block"),
        ("In a line: $$x$$.", 1, "block"),
        ("\\\\[\nx\n\\\\]", 1, "block"),
        ("\\begin{align*}\na &= b \\\\\nc &= d\n\\end{align*}", 1, "block"),
    ],
)
def test_formulas_become_mathml(source, count, display):
    found = soup(source).find_all("math")
    assert [math["display"] for math in found] == [display] * count


def test_underscores_and_stars_inside_a_formula_are_not_emphasis():
    page = soup("$a_i * b_i * c_i$ and *real* emphasis")
    assert [em.get_text() for em in page.find_all("em")] == ["real"]


def test_a_broken_formula_is_an_error_not_a_guess():
    with pytest.raises(ValueError, match=r"formula 'x\^' cannot be shown"):
        soup("Here $x^$.")


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        '<div style="background:url(http://x)">b</div>',
        "[x](javascript:alert(1))",
        "<javascript:alert(1)>",
        "[x](data:text/html,hi)",
        "```mermaid\n<script>alert(1)</script>\n```",
        "```python\n'<script>'\n```",
        '[x](https://e.org "<script>")',
        '[x](https://e.org/"onclick="alert(1))',
        "## <script>x</script>",
        "| <script> |\n|--|\n| <img src=x onerror=y> |",
    ],
)
def test_nothing_in_markdown_acts_as_html(source):
    page = soup(source)
    assert not page.find_all(["script", "img", "style", "iframe", "object", "form"])
    for tag in page.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on")]
        assert not tag.get("href") or tag["href"].startswith(("https://", "#"))


def test_links_go_to_the_web_to_headings_and_to_other_studies_only():
    page = soup(
        "## Data\n[a](https://e.org?x=1&y=2) [b](#Data) [c](02-next.ipynb) [d](../data/README.md) [e](//h/x.html)"
    )
    assert [link["href"] for link in page.find_all("a")] == ["https://e.org?x=1&y=2", "#data", "02-next.html"]
    assert "d" in page.get_text()


def test_attached_picture_is_embedded_with_its_alt_text():
    attachments = {"chart.png": {"image/png": png()}}
    image = soup('![67 % & "more" of *it*](attachment:chart.png)', attachments=attachments).img
    assert image["alt"] == '67 % & "more" of it'
    assert image["src"].startswith("data:image/png;base64,")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("![chart](https://e.org/x.png)", "not in the notebook"),
        ("![chart](chart.png)", "not in the notebook"),
        ("![chart](attachment:other.png)", "not in the notebook"),
        ("![](attachment:chart.png)", "no alt text"),
    ],
)
def test_a_picture_from_elsewhere_or_without_words_is_refused(source, message):
    with pytest.raises(ValueError, match=message):
        soup(source, attachments={"chart.png": {"image/png": png()}})


def test_damaged_picture_is_refused():
    with pytest.raises(ValueError, match="damaged"):
        soup("![chart](attachment:c.png)", attachments={"c.png": {"image/png": "<script>"}})


def test_tables_scroll_and_have_column_headers():
    page = soup("| name | sales |\n|:--|--:|\n| a | $5 |")
    assert page.div["role"] == "region"
    assert page.div["tabindex"] == "0"
    assert [th["scope"] for th in page.find_all("th")] == ["col", "col"]
    assert [td.get("class") for td in page.find_all("td")] == [None, ["number"]]
    assert not page.find_all(style=True)


@given(st.text(st.sampled_from("<>&\"'`*_[]()!#|\\$: \nab") | st.characters(codec="utf-8"), max_size=60))
def test_any_text_is_safe_or_refused(source):
    try:
        page = soup(source)
    except ValueError:
        return
    assert not page.find_all(["script", "style", "iframe", "object", "link", "svg"])
    assert not [name for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")]


MARKS = r"\`*_{}[]()<>#+-=.!|~$&:@^\"'/%;,"
ACTIVE = [
    *(
        "1. ",
        "- ",
        "\n",
        "\n\n",
        "    ",
        "---",
        "===",
        "# ",
        "> ",
        "http://x.org",
        "www.x.org",
        "a@b.org",
        "\\(",
        "\\[x\\]",
    ),
    *(
        "\\[x\\]",
        "\\begin{a}x\\end{a}",
        "$$x$$",
        "$x$",
        "&amp;",
        "&#65;",
        "<b>",
        "[x](javascript:1)",
        "![a](b)",
        "```",
        "~~x~~",
    ),
    *("[ ] ", ": ", "| a |", "客户", "é", "\x1b[0m", "\0", "\u202e", "x"),
]
PIECES = st.one_of(st.text(MARKS, min_size=1, max_size=6), st.sampled_from(ACTIVE))
TEMPLATES = ["{name}", "{name} leads.", "- {name}", "**{name}** x"]


@given(st.lists(PIECES, min_size=1, max_size=8).map("".join), st.sampled_from(TEMPLATES))
def test_text_from_a_file_is_the_same_text_on_the_page(name, template):
    page = soup(sentence(template, name=name + "x").markdown)
    words = template.replace("*", "").removeprefix("- ").format(name=printable(name + "x"))
    assert " ".join(page.get_text().split()) == " ".join(words.split())
    allowed = {"p", "ul", "li", "strong"}
    assert {tag.name for tag in page.find_all()} <= allowed


@pytest.mark.parametrize("source", ["S2-30 · S0-55", "S2-30, S0-55", "S2-30  ·\nS0-55"])
def test_a_paragraph_of_ids_is_small_and_each_links_to_its_row(source):
    contents = Contents("coverage.html")
    page = BeautifulSoup(markdown_html(f"Text of (S1-01).\n\n{source}", contents), "html.parser")
    assert [paragraph.get("class") for paragraph in page.find_all("p")] == [None, ["ids"]]
    assert [(link["href"], link.get_text()) for link in page.find_all("a")] == [
        ("coverage.html#s2-30", "S2-30"),
        ("coverage.html#s0-55", "S0-55"),
    ]
    alone = soup(source)
    assert (alone.p["class"], alone.get_text().strip(), alone.a) == (["ids"], "S2-30 · S0-55", None)


@pytest.mark.parametrize("source", ["S2-30 and S0-55", "The rule S2-30.", "S2-300", "$S2-30$"])
def test_ids_in_other_paragraphs_stay_as_they_are(source):
    assert not soup(source).find(class_="ids")
    assert not soup(source).find("a")


def test_the_row_of_a_model_can_be_linked_to():
    page = soup("| id | model |\n|--|--|\n| S2-30 | Rule |\n| S2-31 | S2-30 |\n")
    assert [cell["id"] for cell in page.find_all("td", id=True)] == ["s2-30", "s2-31"]
    assert page.find(id="s2-30").find_next("td").get_text() == "Rule"


def test_a_display_formula_scrolls_by_keyboard():
    formula = soup("$$x = y$$").find(class_="formula")
    assert (formula["tabindex"], formula["role"], formula["aria-label"]) == ("0", "group", "Formula")
