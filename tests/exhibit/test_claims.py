"""Does a claim take one truth value and what it stands on, and refuse the rest in words?"""

import datetime

import numpy as np
import pandas as pd
import pytest

from custseg.exhibit import Claim, claim

DATES = (datetime.date(1997, 1, 1), datetime.date(1998, 6, 30))


def test_what_holds_is_said(both):
    found = both(True)
    assert isinstance(found, Claim)
    assert str(found) == repr(found) == "Both groups of 2,357 customers fell, by 30% and 20%."
    assert found.text.markdown == "**Both** groups of 2,357 customers fell, by 30% and 20%."
    assert (found.id, found.key, found.holds, found.struck, found.why) == ("fall.both", "fall.both", True, False, "")


@pytest.mark.parametrize(("share", "struck"), [(0.05, False), (0.052, True)])
def test_the_line_is_drawn_at_five_percent(catalogue, share, struck, twins):
    assert claim("fall.alone", holds=True, twin=twins(share, n=999)).struck is struck


def test_few_twins_are_no_verdict(catalogue, twins):
    with pytest.raises(ValueError, match="at least 200 twins, found 50"):
        claim("fall.alone", holds=True, twin=twins(0.5, n=50))


@pytest.mark.parametrize("holds", [True, np.True_, np.array(True), pd.Series([1.0]).lt(2).all()])
def test_one_truth_value_is_taken(catalogue, holds):
    assert claim("fall.alone", holds=holds).holds is True


@pytest.mark.parametrize(
    ("holds", "told"),
    [
        (pd.Series([True]), r"a Series of 1: end it with \.all\(\) or \.any\(\)"),
        (np.array([True, False]), "a ndarray of 2"),
        ([], "a list of 0"),
        (None, "found NoneType None"),
        (np.nan, "found float nan"),
        (pd.NA, "found NAType <NA>"),
        (1, "found int 1"),
        ("no", "found str 'no'"),
    ],
)
def test_anything_else_is_refused_in_words(catalogue, holds, told):
    with pytest.raises(TypeError, match=rf"holds of claim 'fall\.alone' must be one truth value.*{told}"):
        claim("fall.alone", holds=holds)


def test_all_problems_of_a_call_are_named_at_once(catalogue):
    with pytest.raises(ValueError) as refused:
        claim("fall.both", holds=True, interval=(2, 1), dates=("1998-06-30", "1997-01-01"), id=" ", c=3, n=1)
    for told in (
        "dates must be the first and the last day",
        "interval must be two finite ends, the lower one first, found [2.0, 1.0]",
        "id must not be empty",
        "a has no value",
        "unit has no value",
        "c is in no wording",
    ):
        assert told in str(refused.value), f"the message lacks {told!r}"


def test_wordings_may_use_what_the_claim_stands_on(twins):
    words = "{n} {unit}, {first_day} to {last_day}, {low:.0%}–{high:.0%}; {p:.2f} of {twins} twins with {what}."
    found = claim(
        "x.y", holds=True, wording=words, n=3, unit="shops", dates=DATES, interval=(0.1, 0.2), twin=twins(0.01)
    )
    assert str(found) == (
        "3 shops, 1 January 1997 to 30 June 1998, 10%–20%; 0.01 of 1000 twins with the month shuffled."
    )
