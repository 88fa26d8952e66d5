"""Does a section say what it says in forty words, fold the rest, and never show a figure where it steps aside?"""

import pandas as pd
import pytest

from custseg.brief import Section
from custseg.exhibit import claim


def said(words, key="part.one"):
    return claim(key, holds=True, wording=" ".join(["word"] * words) + ".")


def test_claims_for_which_the_front_has_no_room_go_behind_the_fold():
    claims = (said(20, "part.a"), said(20, "part.b"))
    section = Section("part", "A part", said(10), claims=claims, caution=said(5, "part.c"))
    assert section.words() == 35
    assert [one.key for one in section.claims] == ["part.a"]
    assert [one.key for one in section.more] == ["part.b"]


def test_a_section_that_steps_aside_has_no_list():
    with pytest.raises(ValueError, match="steps aside"):
        Section("part", "A part", said(5), lists={"write": pd.DataFrame()}, aside=True)


def test_a_section_that_steps_aside_has_no_table_on_its_front():
    with pytest.raises(ValueError, match="a table"):
        Section("part", "A part", said(5), table=pd.DataFrame({"a": [1]}), aside=True)


def test_the_table_of_the_front_is_shown_before_the_fold(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda one, **_: shown.append(one))
    front, behind = pd.DataFrame({"a": [1]}), pd.DataFrame({"b": [2]})
    Section("part", "A part", said(5), table=front, more=(behind,))._ipython_display_()
    places = [next(i for i, one in enumerate(shown) if one is table) for table in (front, behind)]
    fold = next(i for i, one in enumerate(shown) if isinstance(one, dict) and one["text/plain"] == "More:")
    assert places[0] < fold < places[1]


def test_the_records_of_all_that_is_said_are_given_the_folded_ones_too():
    section = Section("part", "A part", said(5), more=(said(50, "part.long"), pd.DataFrame()))
    assert [(one["section"], one["key"]) for one in section.facts()] == [("part", "part.one"), ("part", "part.long")]
