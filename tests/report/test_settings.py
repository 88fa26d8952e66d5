"""Are settings taken from outside only if the study knows them and they are of its kind?"""

import copy
import json
import pickle
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

import custseg.report
from custseg.report import parameters
from custseg.report.settings import ENVIRONMENT, Settings, read_settings

DEFAULTS = {
    "data": "cdnow",
    "as_of": "1998-06-30",
    "seed": 1,
    "share": 0.2,
    "strict": False,
    "cuts": [1, 2.5],
    "by": None,
}


@pytest.fixture
def outside(monkeypatch):
    monkeypatch.delenv(ENVIRONMENT, raising=False)
    return lambda **settings: monkeypatch.setenv(ENVIRONMENT, json.dumps(settings))


def test_without_anything_outside_the_defaults_hold(outside):
    settings = parameters(**DEFAULTS)
    assert {name: getattr(settings, name) for name in DEFAULTS} == {**DEFAULTS, "cuts": (1, 2.5)}


def test_what_is_set_outside_wins(outside):
    outside(seed=7, cuts=[3], as_of="1997-12-31", by="city")
    settings = parameters(**DEFAULTS)
    assert (settings.seed, settings.cuts, settings.as_of, settings.by) == (7, (3.0,), "1997-12-31", "city")
    assert settings.share == 0.2


def test_a_whole_number_may_stand_for_a_float_and_becomes_one(outside):
    outside(share=1)
    assert isinstance(parameters(share=0.2).share, float)


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("seed", "7", "a whole number"),
        ("seed", 7.0, "a whole number"),
        ("seed", True, "a whole number"),
        ("seed", None, "a whole number"),
        ("share", "0.2", "a number"),
        ("share", False, "a number"),
        ("strict", 1, "true or false"),
        ("data", 7, "text"),
        ("data", ["a"], "text"),
        ("as_of", "30.06.1998", "a date"),
        ("as_of", "1998-02-30", "a date"),
        ("as_of", "19980630", "a date"),
        ("as_of", "1998-06-30T00:00", "a date"),
        ("cuts", 3, "a list, each a number"),
        ("cuts", ["3"], "a list, each a number"),
        ("by", ["a"], "a single value"),
        ("by", {"a": 1}, "a single value"),
    ],
)
def test_another_kind_is_refused(outside, name, value, kind):
    outside(**{name: value})
    with pytest.raises(ValueError, match=f"{name} must be {kind}, like .*; found"):
        parameters(**DEFAULTS)


def test_all_problems_are_told_at_once(outside):
    outside(sed=7, seed="x", as_of="soon")
    with pytest.raises(ValueError) as caught:
        parameters(**DEFAULTS)
    told = str(caught.value)
    assert told.count("\n- ") == 3
    assert "no setting 'sed' (did you mean 'seed'?); known: data, as_of, seed" in told


@pytest.mark.parametrize("text", ["{", "[1]", "7", '{"seed": NaN}', '{"seed": Infinity}', "seed=7"])
def test_what_is_no_json_object_is_refused(monkeypatch, text):
    monkeypatch.setenv(ENVIRONMENT, text)
    with pytest.raises(ValueError, match=f"{ENVIRONMENT} cannot be used:\n- settings must be"):
        parameters(seed=1)


@pytest.mark.parametrize("text", ["", "  \n", "{}"])
def test_nothing_set_means_nothing_set(text):
    assert read_settings(text) == {}


def test_a_study_without_settings_says_so(outside):
    outside(seed=1)
    with pytest.raises(ValueError, match="this study has none"):
        parameters()
    outside()
    assert repr(parameters()) == "no settings"


@pytest.mark.parametrize("default", [object(), {"a": 1}, [[1]], {1, 2}])
def test_a_default_of_no_known_kind_is_a_mistake_of_the_study(default):
    with pytest.raises(TypeError, match="cuts is a"):
        parameters(cuts=default)


def test_a_hidden_name_is_a_mistake_of_the_study():
    with pytest.raises(TypeError, match="_seed begins with an underscore"):
        parameters(_seed=1)


def test_a_name_that_the_settings_have_themselves_is_a_mistake_of_the_study():
    with pytest.raises(TypeError, match="defaults is what the settings themselves have"):
        parameters(defaults=1)


def test_settings_cannot_be_changed(outside):
    settings = parameters(cuts=[1, 2])
    with pytest.raises(AttributeError, match="settings are fixed"):
        settings.cuts = [3]
    with pytest.raises(AttributeError, match="settings are fixed"):
        del settings.cuts
    with pytest.raises(TypeError):
        settings.cuts[0] = 3
    with pytest.raises(TypeError, match="unhashable"):
        hash(settings)


def test_the_study_s_own_list_is_not_shared(outside):
    cuts = [1, 2]
    settings = parameters(cuts=cuts)
    cuts.append(3)
    assert settings.cuts == (1, 2)


def test_an_unknown_attribute_names_the_known_ones(outside):
    with pytest.raises(AttributeError, match="no setting 'sed'; known: seed"):
        parameters(seed=1).sed  # noqa: B018


def test_what_came_from_outside_is_shown_with_its_default(outside):
    outside(seed=7)
    assert repr(parameters(data="cdnow", seed=1)) == "data = 'cdnow'\nseed = 7    # from outside; default 1"


def test_settings_can_be_copied_compared_and_listed(outside):
    settings = parameters(seed=1, cuts=[1])
    assert copy.deepcopy(settings) == settings == pickle.loads(pickle.dumps(settings))
    assert settings != parameters(seed=2, cuts=[1])
    assert settings != {"seed": 1, "cuts": (1,)}
    assert dir(settings) == ["cuts", "seed"]


scalars = st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=12)


names = st.from_regex(r"[a-z]{1,6}", fullmatch=True).filter("ranges".__ne__)


@given(st.dictionaries(names, scalars | st.lists(st.integers(), max_size=3)))
def test_every_default_may_be_given_back_from_outside(defaults):
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(ENVIRONMENT, raising=False)
        expected = parameters(**defaults)
        patch.setenv(ENVIRONMENT, json.dumps(defaults))
        assert parameters(**defaults) == expected


def test_the_function_is_found_whatever_was_imported_first():
    lines = [
        "import custseg.report.settings",
        "from custseg.report.settings import read_settings",
        "import custseg.report",
        "assert callable(custseg.report.parameters), custseg.report.parameters",
        "import sys; assert not {'nbformat', 'nbconvert', 'pandas', 'numpy'} & set(sys.modules)",
    ]
    subprocess.run([sys.executable, "-c", "\n".join(lines)], check=True)
    assert custseg.report.Settings is Settings


def test_the_page_is_told_what_came_from_outside(outside):
    outside(data="/home/someone/log.csv")
    data, about = parameters(data="shipped", seed=1)._repr_mimebundle_()
    assert data["text/plain"].startswith("data = '/home")
    assert about == {"custseg": {"role": "settings", "from_outside": ["data = 'log.csv' (default 'shipped')"]}}
    outside()
    assert parameters(seed=1)._repr_mimebundle_()[1]["custseg"]["from_outside"] == []


def test_an_empty_list_is_refused_where_the_default_is_none(monkeypatch):
    monkeypatch.setenv(ENVIRONMENT, '{"cuts": []}')
    with pytest.raises(ValueError, match=r"cuts must be a list, each a number, like \[1, 2\.5\]; found \[\]"):
        parameters(cuts=[1, 2.5])


@pytest.mark.parametrize("default", [float("nan"), [1.0, float("inf")]])
def test_a_default_without_end_is_refused(default):
    with pytest.raises(TypeError, match="share holds a number that is not finite"):
        parameters(share=default)
