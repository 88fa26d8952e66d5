"""Does a claim say only what is so, to its author and to a reader?"""

import numpy as np
import pandas as pd
import pytest

from custseg.exhibit import ClaimError, all_below, claim
from custseg.exhibit.claim_wordings import READER


def test_what_does_not_hold_gives_way_to_the_other_wording(both):
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
    monkeypatch.setenv(READER, value)
    with pytest.raises(ClaimError):
        claim("fall.alone", holds=False)


@pytest.mark.parametrize("value", [np.nan, None, np.inf, "–"])
def test_a_missing_value_stops_the_author_and_tells_a_reader(catalogue, monkeypatch, value):
    given = {"n": 2, "unit": "customers", "a": 0.1, "b": value}
    with pytest.raises(ValueError, match=r"b is (missing|infinite)"):
        claim("fall.both", holds=True, **given)
    monkeypatch.setenv(READER, "1")
    found = claim("fall.both", holds=True, **given)
    assert str(found) == (
        "Does not hold here: [struck: Both groups of 2 customers fell, by 10% and –.] no number is known here (b)."
    )
    assert (found.holds, found.struck, found.why) == (False, True, "no number is known here (b)")
    assert found.fact()["values"]["b"] in (None, "–")


def test_a_reader_is_told_where_no_wording_has_its_number(reader, twins):
    words = {"wording": "It rose.", "otherwise": "It fell by {fall:.0%}."}
    found = claim("x.fall", holds=False, fall=np.nan, **words)
    assert str(found) == "Does not hold here: [struck: It fell by –.] no number is known here (fall)."
    assert str(claim("x.fall", holds=True, fall=np.nan, **words)) == "It rose."
    struck = claim("x.rose", holds=True, twin=twins(0.3), wording="It rose by {rise:.0%}.", rise=np.nan)
    assert (struck.holds, struck.struck) == (False, True)


def test_an_author_s_mistake_stops_a_reader_too(reader):
    with pytest.raises(ValueError, match=r"claim 'x\.y': sentence: Unknown format code"):
        claim("x.y", holds=False, wording="It {x:.0%}.", x="a")


def test_a_value_of_what_is_not_said_may_be_missing():
    words = {"wording": "It rose by {rise:.0%}.", "otherwise": "Nothing rose."}
    found = claim("x.rise", holds=False, rise=None, **words)
    assert str(found) == "Nothing rose."
    assert found.fact()["values"] == {"rise": None}


def test_what_twins_show_as_well_is_struck(catalogue, twins):
    found = claim("fall.alone", holds=True, twin=twins(0.33))
    assert (found.holds, found.struck) == (True, True)
    assert str(found) == (
        "[struck: Both fell.] Also true where nothing happens (the month shuffled): 33% of 1,000 twins show as much."
    )
    assert found.text.markdown.startswith("~~Both fell.~~ *Also true where nothing happens")


def test_what_twins_show_as_well_gives_way_to_another_wording(twins, both):
    found = both(True, twin=twins(0.33))
    assert str(found) == "Only one of 2,357 customers fell."
    assert (found.holds, found.struck) == (False, False)
    assert "33% of 1,000 twins" in found.why


def test_what_does_not_hold_is_not_called_chance(catalogue, reader, twins):
    assert "Does not hold here" in str(claim("fall.alone", holds=False, twin=twins(0.33)))


def test_a_struck_claim_of_two_paragraphs_is_struck_whole(twins):
    found = claim("x.y", holds=True, twin=twins(0.5), wording="**One.**\n\nTwo, {a}.", a=3)
    assert found.text.markdown.startswith("~~**One.**~~\n\n~~Two, 3.~~ *Also")


def test_an_unknown_key_is_told_what_to_write(catalogue):
    with pytest.raises(
        ValueError, match=r"found: fall\.alone, fall\.both.*write \[all\] .* into phrases/en/fall\.toml"
    ):
        claim("fall.all", holds=True)
    with pytest.raises(ValueError, match="no such claim"):
        claim("fall.plain", holds=True)


def test_an_other_wording_needs_a_first():
    with pytest.raises(ValueError, match="otherwise is given without wording"):
        claim("x.y", holds=True, otherwise="No.")


def test_text_from_a_file_stays_text(reader):
    shop = "~~<b>*x*</b>~~"
    found = claim("x.y", holds=False, wording="{shop} leads.", shop=shop)
    assert r"\~\~\<b\>\*x\*\</b\>\~\~ leads." in found.text.markdown


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
