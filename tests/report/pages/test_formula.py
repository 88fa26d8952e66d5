"""Does a formula become MathML, and nothing but MathML?"""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.report.pages.formula import ATTRIBUTES, ELEMENTS, mathml


def parse(latex, **options):
    return ElementTree.fromstring(mathml(latex, **options))


@pytest.mark.parametrize(
    "latex",
    [
        r"G = 1 - \frac{2}{n}\sum_{i=1}^{n} x_i",
        r"\operatorname{E}[X(t) \mid x, t_x, T]",
        r"\begin{cases} 1 & x > 0 \\ 0 & \text{otherwise 否则} \end{cases}",
        r"\left(\frac{\alpha}{\alpha+T}\right)^r {}_2F_1(a, b; c; z)",
        r"\sqrt[3]{x} \leq \hat\beta \in \mathbb{R}",
        r"\max_k \lfloor p \cdot n \rfloor",
        r"100\,\% \text{ of } \$5",
    ],
)
def test_the_papers_formulas_convert(latex):
    math = parse(latex)
    assert math.tag == "math"
    assert math.get("display") == "inline"
    assert math.get("alttext") == latex


def test_display_formula_says_so():
    assert parse("x", display=True).get("display") == "block"


@pytest.mark.parametrize("environment", ["aligned", "split", "align*", "align"])
def test_aligned_lines_become_rows(environment):
    math = parse(rf"\begin{{{environment}}} a &= b \\ c &= d \end{{{environment}}}")
    assert len(math.findall(".//mtr")) == 2
    assert "&" not in "".join(math.itertext())


def test_a_named_operator_is_a_name():
    names = [element.text for element in parse(r"\operatorname{E}[X]").iter("mi")]
    assert names == ["E", "X"]


@pytest.mark.parametrize(
    ("latex", "reason"),
    [
        ("", "NoAvailableTokens"),
        ("x^", "MissingSuperScriptOrSubscript"),
        (r"\left( x", "ExtraLeftOrMissingRight"),
        (r"\frac{1}", "mfrac has 1 of its 2 parts"),
        (r"\share{x}", r"unknown command '\\\\share'"),
        ("a & b", "stray '&'"),
        ("a }", "stray '}'"),
        (r"\href{javascript:alert(1)}{x}", "mrow, href"),
        (r"\color{red}{x}", "mathcolor"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_its_reason(latex, reason):
    with pytest.raises(ValueError, match=reason):
        mathml(latex)


def test_text_in_a_formula_is_escaped():
    html = mathml(r"\text{<script>alert(1)</script> & more}")
    assert "<script" not in html
    assert "&lt;script&gt;" in html


@given(st.text(st.sampled_from(r"ab1 <>&\"'{}^_$%#=+(\)") | st.characters(exclude_categories=["C"]), max_size=30))
def test_any_text_gives_clean_mathml_or_an_error(latex):
    try:
        html = mathml(latex)
    except ValueError as error:
        assert "cannot be shown" in str(error)
        return
    for element in ElementTree.fromstring(html).iter():
        assert element.tag in ELEMENTS
        assert set(element.attrib) - {"alttext"} <= ATTRIBUTES
