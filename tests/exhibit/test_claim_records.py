"""Does the record of a claim say what it stands on, alike on every machine?"""

import copy
import datetime
import json
import pickle

import numpy as np
import pandas as pd
import pytest
from IPython.core.formatters import DisplayFormatter

from custseg.exhibit import claim, percent
from custseg.exhibit.claim_records import FACT


def test_a_rare_twin_leaves_the_claim_and_stays_in_its_record(twins, both):
    found = both(True, twin=twins(0.01))
    assert (found.holds, found.struck) == (True, False)
    assert found.fact()["twin"] == {"what": "the month shuffled", "seen": 1.0, "p": 0.00999000999, "draws": 1000}


def test_the_record_is_json_with_the_names_of_the_claim(both):
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


def test_a_notebook_shows_markdown_and_carries_the_record(both):
    found = both(True)
    data, metadata = DisplayFormatter().format(found)
    assert data == {"text/markdown": found.text.markdown, "text/plain": str(found), FACT: found.fact()}
    assert metadata == {}


def test_a_claim_cannot_be_changed(both):
    found = both(True)
    with pytest.raises(AttributeError):
        found.holds = False
    with pytest.raises(TypeError):
        found.values["a"] = 1


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
