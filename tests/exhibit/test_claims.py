"""Does a claim say only what is so, and does its record say what it stands on?"""

import copy
import datetime
import json
import pickle

import numpy as np
import pandas as pd
import pytest
from IPython.core.formatters import DisplayFormatter

from custseg.exhibit import Claim, ClaimError, all_below, claim, claims, percent
from custseg.resample import Twin

DATES = (datetime.date(1997, 1, 1), datetime.date(1998, 6, 30))
WORDS = {
    "fall.both.holds": "**Both** groups of {n:,} {unit} fell, by {a:.0%} and {b:.0%}.",
    "fall.both.otherwise": "Only one of {n:,} {unit} fell.",
    "fall.alone.holds": "Both fell.",
    "fall.plain": "No claim.",
}


@pytest.fixture
def catalogue(monkeypatch):
    known = claims.phrases()
    monkeypatch.setattr(claims, "phrases", lambda: known | WORDS)


@pytest.fixture
def reader(monkeypatch):
    monkeypatch.setenv(claims.READER, "1")


def twins(share_as_large, n=1000):
    draws = np.zeros(n)
    draws[: round(share_as_large * (n + 1)) - 1] = 2.0
    return Twin("the month shuffled", 1.0, draws)


def both(holds, **more):
    return claim("fall.both", holds=holds, n=2357, unit="customers", a=0.3, b=0.2, **more)


def test_what_holds_is_said(catalogue):
    found = both(True)
    assert isinstance(found, Claim)
    assert str(found) == repr(found) == "Both groups of 2,357 customers fell, by 30% and 20%."
    assert found.text.markdown == "**Both** groups of 2,357 customers fell, by 30% and 20%."
    assert (found.id, found.key, found.holds, found.struck, found.why) == ("fall.both", "fall.both", True, False, "")


def test_what_does_not_hold_gives_way_to_the_other_wording(catalogue):
    found = both(all_below([-0.3, 0.2], 0))
    assert str(found) == "Only one of 2,357 customers fell."
    assert (found.holds, found.struck, found.why) == (False, False, "number 2 (0.200) is not below 0")


def test_without_another_wording_the_author_is_stopped(catalogue):
    with pytest.raises(ClaimError) as stopped:
        claim("fall.alone", holds=all_below([-0.3, 0.2], 0), n=3)
    for told in ("'fall.alone'", "'Both fell.'", "n = 3", "number 2 (0.200) is not below 0"):
        assert told in str(stopped.value), f"the message lacks {told}"


def test_the_reader_of_a_re_run_is_told_what_is_so(catalogue, reader):
    found = claim("fall.alone", holds=all_below([-0.3, 0.2], 0))
    assert str(found) == "Does not hold here: [struck: Both fell.] number 2 (0.200) is not below 0."
    assert found.text.markdown == (r"**Does not hold here:** ~~Both fell.~~ *number 2 (0.200) is not below 0.*")
    assert (found.holds, found.struck) == (False, True)


@pytest.mark.parametrize("value", ["", "0"])
def test_an_empty_word_of_the_runner_means_the_author(catalogue, monkeypatch, value):
    monkeypatch.setenv(claims.READER, value)
    with pytest.raises(ClaimError):
        claim("fall.alone", holds=False)


def test_a_wrong_value_stops_a_reader_too(catalogue, reader):
    with pytest.raises(ValueError, match="b is missing"):
        claim("fall.both", holds=True, n=2, unit="customers", a=0.1, b=np.nan)


def test_a_value_of_what_is_not_said_may_be_missing():
    words = {"wording": "It rose by {rise:.0%}.", "otherwise": "Nothing rose."}
    found = claim("x.rise", holds=False, rise=None, **words)
    assert str(found) == "Nothing rose."
    assert found.fact()["values"] == {"rise": None}


def test_what_twins_show_as_well_is_struck(catalogue):
    found = claim("fall.alone", holds=True, twin=twins(0.33))
    assert (found.holds, found.struck) == (True, True)
    assert str(found) == (
        "[struck: Both fell.] Also true where nothing happens (the month shuffled): 33% of 1,000 twins show as much."
    )
    assert found.text.markdown.startswith("~~Both fell.~~ *Also true where nothing happens")


def test_what_twins_show_as_well_gives_way_to_another_wording(catalogue):
    found = both(True, twin=twins(0.33))
    assert str(found) == "Only one of 2,357 customers fell."
    assert (found.holds, found.struck) == (False, False)
    assert "33% of 1,000 twins" in found.why


@pytest.mark.parametrize(("share", "struck"), [(0.05, False), (0.052, True)])
def test_the_line_is_drawn_at_five_percent(catalogue, share, struck):
    assert claim("fall.alone", holds=True, twin=twins(share, n=999)).struck is struck


def test_a_rare_twin_leaves_the_claim_and_stays_in_its_record(catalogue):
    found = both(True, twin=twins(0.01))
    assert (found.holds, found.struck) == (True, False)
    assert found.fact()["twin"] == {"what": "the month shuffled", "seen": 1.0, "p": 0.00999000999, "draws": 1000}


def test_what_does_not_hold_is_not_called_chance(catalogue, reader):
    assert "Does not hold here" in str(claim("fall.alone", holds=False, twin=twins(0.33)))


def test_a_struck_claim_of_two_paragraphs_is_struck_whole():
    found = claim("x.y", holds=True, twin=twins(0.5), wording="**One.**\n\nTwo, {a}.", a=3)
    assert found.text.markdown.startswith("~~**One.**~~\n\n~~Two, 3.~~ *Also")


def test_few_twins_are_no_verdict(catalogue):
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


def test_an_unknown_key_is_told_what_to_write(catalogue):
    with pytest.raises(
        ValueError, match=r"found: fall\.alone, fall\.both.*write \[all\] .* into phrases/en/fall\.toml"
    ):
        claim("fall.all", holds=True)
    with pytest.raises(ValueError, match="no such claim"):
        claim("fall.plain", holds=True)


def test_wordings_may_use_what_the_claim_stands_on():
    words = "{n} {unit}, {first_day} to {last_day}, {low:.0%}–{high:.0%}; {p:.2f} of {twins} twins with {what}."
    found = claim(
        "x.y", holds=True, wording=words, n=3, unit="shops", dates=DATES, interval=(0.1, 0.2), twin=twins(0.01)
    )
    assert str(found) == (
        "3 shops, 1 January 1997 to 30 June 1998, 10%–20%; 0.01 of 1000 twins with the month shuffled."
    )


def test_an_other_wording_needs_a_first():
    with pytest.raises(ValueError, match="otherwise is given without wording"):
        claim("x.y", holds=True, otherwise="No.")


def test_text_from_a_file_stays_text(reader):
    shop = "~~<b>*x*</b>~~"
    found = claim("x.y", holds=False, wording="{shop} leads.", shop=shop)
    assert r"\~\~\<b\>\*x\*\</b\>\~\~ leads." in found.text.markdown


def test_the_record_is_json_with_the_names_of_the_claim(catalogue):
    found = both(
        True,
        dates=("1997-01-01", pd.Timestamp("1998-06-30")),
        interval=np.array([0.1, 0.2]),
        call="f(log)",
        id="02.both",
    )
    assert json.loads(json.dumps(found.fact(), allow_nan=False)) == {
        "id": "02.both",
        "key": "fall.both",
        "text": "Both groups of 2,357 customers fell, by 30% and 20%.",
        "holds": True,
        "struck": False,
        "values": {"a": 0.3, "b": 0.2},
        "n": 2357,
        "unit": "customers",
        "dates": ["1997-01-01", "1998-06-30"],
        "interval": [0.1, 0.2],
        "twin": None,
        "call": "f(log)",
        "why": "",
    }


@pytest.mark.parametrize(
    ("value", "recorded"),
    [
        (1 / 3, 0.3333333333),
        (np.float64(123456.789012), 123456.789),
        (np.int64(3), 3),
        (np.bool_(True), True),
        (datetime.date(1998, 6, 30), "1998-06-30"),
        (pd.Timestamp("1998-06-30 12:00"), "1998-06-30T12:00:00"),
        (np.datetime64("1998-06-30"), "1998-06-30"),
        (percent(0.2), "20%"),
        ("red\x1b[31m", "red�[31m"),
    ],
)
def test_a_value_is_recorded_alike_on_every_machine(value, recorded):
    found = claim("x.y", holds=True, wording="{v}.", v=value).fact()["values"]["v"]
    assert (found, type(found)) == (recorded, type(recorded))


def test_the_last_digits_that_machines_differ_in_are_not_recorded():
    one, other = (claim("x.y", holds=True, wording="{v:.2f}.", v=v).fact() for v in (0.1 + 0.2, 0.3))
    assert one == other


def test_no_interval_is_recorded_where_none_is_known():
    assert claim("x.y", holds=True, wording="Yes.", interval=(np.nan, np.nan)).interval is None


def test_a_notebook_shows_markdown_and_carries_the_record(catalogue):
    found = both(True)
    data, metadata = DisplayFormatter().format(found)
    assert data == {"text/markdown": found.text.markdown, "text/plain": str(found), claims.FACT: found.fact()}
    assert metadata == {}


def test_a_claim_cannot_be_changed(catalogue):
    found = both(True)
    with pytest.raises(AttributeError):
        found.holds = False
    with pytest.raises(TypeError):
        found.values["a"] = 1


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"wording": " "}, "holds has no words"),
        ({"wording": "It fell.", "otherwise": ""}, "otherwise has no words"),
        ({"wording": "It {x", "x": 1}, "cannot be read: .*expected '}'"),
        ({"wording": "It {x!r}.", "x": "**a**"}, r"a bare name, found \['x!r'\]"),
        ({"wording": "It {x:.0%}.", "x": "a"}, "sentence: Unknown format code '%'.*The template is"),
        ({"wording": "It {x}.", "x": None}, "sentence: x is missing"),
        ({"wording": "It fell.", "otherwise": "{x}", "x": pd.Series([1, 2])}, "x is a Series, one value was expected"),
        ({"wording": "{low}", "low": 3, "interval": (1, 2)}, "low is given twice"),
        ({"wording": "It fell.", "n": -1}, "n must not be below zero, found -1"),
    ],
)
def test_what_cannot_be_said_is_refused_under_the_name_of_the_claim(given, told):
    with pytest.raises(ValueError, match=rf"^claim 'a\.b': (?s:.*){told}"):
        claim("a.b", holds=True, **given)


def test_the_record_of_numpy_numbers_is_json():
    fact = claim("a.b", holds=np.bool_(True), n=np.int64(3), x=np.float32(0.5), wording="{x}").fact()
    assert json.loads(json.dumps(fact, allow_nan=False))["n"] == 3


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_copies_keep_everything(copied):
    said = claim("a.b", holds=False, wording="It fell.", otherwise="**{x}** rose.", x=2)
    again = copied(said)
    assert (again.fact(), again.text.markdown) == (said.fact(), "**2** rose.")
    with pytest.raises(TypeError):
        again.values["x"] = 3


def test_a_claim_is_no_truth_value():
    with pytest.raises(TypeError, match=r"'a\.b' has no truth value of its own: ask for \.holds"):
        bool(claim("a.b", holds=False, wording="It fell.", otherwise="It rose."))
