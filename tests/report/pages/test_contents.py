"""Are headings in order, are ids unique, do inner links lead somewhere?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.report.pages.contents import Contents, slug


def filled(*headings):
    contents = Contents()
    ids = [contents.add(text, level) for level, text in headings]
    return contents, ids


def test_ids_are_words_in_any_script_and_never_twice():
    _, ids = filled((1, "Who buys?"), (2, "二八定律"), (2, "Result"), (2, "Result"), (3, "Result 2"), (2, "二八定律"))
    assert ids == ["who-buys", "二八定律", "result", "result-2", "result-2-2", "二八定律-2"]


def test_heading_text_is_taken_without_markup():
    contents, _ = filled((1, "Is <em>S</em> &lt;b&gt; <code>one</code>?"))
    assert contents.title == "Is S <b> one?"


def test_two_titles_are_refused():
    with pytest.raises(ValueError, match="second title 'Again'"):
        filled((1, "Who?"), (1, "Again"))


@pytest.mark.parametrize(
    ("headings", "message"),
    [
        ([(2, "Data")], "level 2 after level 0: use level 1"),
        ([(1, "Who?"), (3, "Detail")], "'Detail' is of level 3 after level 1: use level 2"),
        ([(1, " ")], "empty heading"),
    ],
)
def test_skipped_and_empty_headings_are_refused(headings, message):
    with pytest.raises(ValueError, match=message):
        filled(*headings)


def test_levels_may_go_back():
    contents, _ = filled((1, "Who?"), (2, "Data"), (3, "Detail"), (4, "More"), (2, "Result"))
    assert contents.problems() == []


def test_a_page_without_title_is_a_problem():
    assert "no title" in Contents().problems()[0]


def test_links_find_headings_however_jupyter_spells_them():
    contents, _ = filled((1, "Who?"), (2, "What to do 怎么办"))
    assert contents.link("What-to-do-%E6%80%8E%E4%B9%88%E5%8A%9E") == "#what-to-do-怎么办"
    assert contents.problems() == []


def test_lost_links_are_listed_with_what_was_found():
    contents, _ = filled((1, "Who?"), (2, "Result"))
    contents.link("Resullt")
    assert contents.problems() == ["links to headings that do not exist: resullt (found: who, result)"]


@given(st.lists(st.text(min_size=1), min_size=1, max_size=8))
def test_ids_are_unique_and_safe_whatever_the_words(texts):
    contents = Contents()
    contents.add("Title", 1)
    ids = ["title"] + [contents.add(f"x{text}".replace("<", ""), 2) for text in texts]
    assert len(set(ids)) == len(ids)
    assert all(slug(name) == name for name in ids)
    assert not any(character in name for name in ids for character in "\"'<>&_ \n")
