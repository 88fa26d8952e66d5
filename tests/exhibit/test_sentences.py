import copy
import datetime
import math
import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.formatters import DisplayFormatter

from custseg.catalogue import phrases
from custseg.exhibit import Sentence, percent, phrase, sentence


def test_values_are_put_in():
    found = sentence("The top {share:.0%} bring {revenue:.0%} of {total:,.0f}.", share=0.2, revenue=0.67, total=1e4)
    assert found == "The top 20% bring 67% of 10,000."
    assert isinstance(found, str)


def test_stars_are_for_markdown_only():
    found = sentence("**No. The top fifth brought {share:.0%}** (*{n:,}* customers, 2 * 3).", share=0.67, n=2357)
    assert found == "No. The top fifth brought 67% (2,357 customers, 2 * 3)."
    assert found.markdown == "**No. The top fifth brought 67%** (*2,357* customers, 2 * 3)."


def test_a_notebook_shows_markdown():
    data, metadata = DisplayFormatter().format(sentence("**Yes**, {n}.", n=3))
    assert data == {"text/markdown": "**Yes**, 3.", "text/plain": "Yes, 3."}
    assert metadata == {}


def test_text_from_a_file_is_literal():
    name = "<b>A & B</b> *$x$* [me](http://x)"
    found = sentence("*{name}* leads.", name=name)
    assert found == f"{name} leads."
    assert found.markdown == r"*\<b\>A \& B\</b\> \*\$x\$\* \[me\](http\://x)* leads."


@given(st.text(st.characters(categories=["P", "S", "L", "N"]), min_size=1))
def test_no_text_becomes_markdown(name):
    # Every character of ASCII punctuation may be escaped (CommonMark 0.31, section 2.4): what is active must be.
    markdown = sentence("{name}", name=name + "x").markdown
    rest = markdown.replace("\\\\", "")
    for active in "`*_[]<>$":
        assert rest.count(active) == rest.count("\\" + active)


@pytest.mark.parametrize(
    ("name", "markdown"),
    [
        ("1. FC Köln", r"1\. FC Köln"),
        ("- x", r"\- x"),
        ("=== x", r"\=== x"),
        ("-5", "-5"),
        ("a\n---\nb", "a --- b"),
        (r"\(x\)", r"\\\(x\\\)"),
        ("www.x.org", r"www\.x.org"),
        ("a@b.org", r"a\@b.org"),
    ],
)
def test_text_at_the_start_of_a_line_stays_text(name, markdown):
    assert sentence("{name}", name=name).markdown == markdown


def test_control_characters_reach_neither_terminal_nor_page():
    found = sentence("{name} leads.", name="red\x1b[31m \u202eevil\0")
    assert found == "red�[31m �evil� leads."
    assert found.markdown == r"red�\[31m �evil� leads."


def test_a_sentence_in_a_sentence_keeps_its_stars():
    inner = sentence("**{n}** of them", n=3)
    outer = sentence("We lost {who}.", who=inner)
    assert outer == "We lost 3 of them."
    assert outer.markdown == "We lost **3** of them."


@pytest.mark.parametrize(
    "value", [math.nan, None, pd.NA, pd.NaT, np.float64("nan"), percent(math.nan), np.datetime64("NaT", "ns")]
)
def test_a_missing_value_is_refused(value):
    with pytest.raises(ValueError, match="share is missing"):
        sentence("It is {share}.", share=value)


@pytest.mark.parametrize("value", [math.inf, -math.inf, np.float32("inf")])
def test_an_infinite_value_is_refused(value):
    with pytest.raises(ValueError, match="share is infinite"):
        sentence("It is {share}.", share=value)


@pytest.mark.parametrize("value", [pd.Series([1.0]), [1, 2], {"a": 1}])
def test_more_than_one_value_is_refused(value):
    with pytest.raises(ValueError, match="one value was expected"):
        sentence("It is {share}.", share=value)


def test_all_problems_are_named_at_once():
    with pytest.raises(ValueError, match=r"high has no value; lo is not in the template; mean is missing"):
        sentence("{mean} below {high}", mean=math.nan, lo=1)


@pytest.mark.parametrize("template", ["{} of", "{0} of", "{x.real}", "{x[0]}"])
def test_a_field_is_a_bare_name(template):
    with pytest.raises(ValueError, match="a field is a bare name"):
        sentence(template, x=1)


def test_dates_and_other_scalars_pass():
    found = sentence("{a:%Y-%m-%d} {b} {c}", a=pd.Timestamp("1998-06-30"), b=datetime.date(1997, 1, 1), c=np.int64(3))
    assert found == "1998-06-30 1997-01-01 3"


def test_phrase_takes_its_template_from_the_catalogue():
    values = {"share": percent(0.2), "brought": percent(0.67), "of": "sales"}
    assert phrase("plot.top_brings", **values) == sentence(phrases("en")["plot.top_brings"], **values)


def test_an_unknown_phrase_names_its_neighbours():
    with pytest.raises(ValueError, match=r"no 'plot\.top_bring' in 'en' \(found: .*plot\.top_brings"):
        phrase("plot.top_bring")


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda text: pickle.loads(pickle.dumps(text))])
def test_copies_keep_the_markdown(copied):
    again = copied(sentence("**{n}**", n=1))
    assert isinstance(again, Sentence)
    assert (again, again.markdown) == ("1", "**1**")


@pytest.mark.parametrize(
    ("template", "told"),
    [("{n!r}", "a bare name"), ("{n", "cannot be read"), ("{n:.0q}", "Unknown format code 'q'.*The template is")],
)
def test_a_template_that_cannot_be_filled_is_shown(template, told):
    with pytest.raises(ValueError, match=f"^sentence: .*{told}"):
        sentence(template, n=1)
