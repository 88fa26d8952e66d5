"""Are the remarks in `DataFrame.attrs` only remarks? No number may rest on them.

The example in each public docstring is run; what it shows is called three times on the inputs of the example: with
their remarks as they come, without any, and, where no unit of time is at stake, with wrong ones. Without its remarks a
function gives the same number, or an error that names the argument which takes the remark's place.
"""

import copy
import doctest
import importlib
import inspect
import re

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator

import custseg
from custseg._rooms import ROOMS

DEAF_TO_WRONG_ONES = ("tables", "value")
QUIET = {"schema", "read", "datasets", "simulate", "catalogue", "theme", "report"}  # no table in, or no number out
NO_TABLE = {"write_judgement_template"}
WRONG = {
    "as_of": "1900-01-01",
    "observed_until": "1900-01-01",
    "unit": "Y",
    "unit_days": 365.25,
    "days": (1, 1),
    "currency": "shells",
    "amount_left_out": -1e9,
    "source": {"dayfirst": True, "rows_dropped": 99},
}


def offered(room):
    """Give the names of a room that can be called."""
    module = importlib.import_module(f"custseg.{room}")
    names = getattr(module, "__all__", None) or [
        name for name, thing in vars(module).items() if getattr(thing, "__module__", None) == module.__name__
    ]
    return [
        name
        for name in names
        if name[0] != "_" and (inspect.isfunction(getattr(module, name)) or is_estimator(getattr(module, name)))
    ]


def is_estimator(thing):
    return inspect.isclass(thing) and issubclass(thing, BaseEstimator)


CALLABLES = [
    pytest.param(room, name, marks=[] if room in DEAF_TO_WRONG_ONES else [pytest.mark.slow])
    for room in ROOMS
    if room not in QUIET
    for name in offered(room)
    if name not in NO_TABLE
]


def with_remarks(value, remarks):
    """Return a copy of an argument whose tables and columns carry these remarks and no others."""
    if isinstance(value, pd.DataFrame | pd.Series):
        copy = value.copy()
        copy.attrs = dict(remarks)
        return copy
    if isinstance(value, list | tuple) and any(isinstance(one, pd.DataFrame | pd.Series) for one in value):
        return type(value)(with_remarks(one, remarks) for one in value)
    return value


def assert_same(found, expected):
    if isinstance(expected, pd.DataFrame):
        pd.testing.assert_frame_equal(found, expected, check_exact=True)
    elif isinstance(expected, pd.Series):
        pd.testing.assert_series_equal(found, expected, check_exact=True)
    elif isinstance(expected, tuple):
        for one, other in zip(found, expected, strict=True):
            assert_same(one, other)
    elif isinstance(expected, BaseEstimator):
        learnt = [name for name in vars(expected) if name.endswith("_") and name != "unit_"]
        assert_same(tuple(getattr(found, name) for name in learnt), tuple(getattr(expected, name) for name in learnt))
    elif isinstance(expected, dict):
        assert found.keys() == expected.keys()
        assert_same(tuple(found.values()), tuple(expected.values()))
    elif isinstance(expected, str | int | float | np.ndarray | np.generic):
        np.testing.assert_array_equal(found, expected)
    else:
        assert type(found) is type(expected)


def names_an_argument(error, function):
    """Say whether an error tells which argument of a function takes a remark's place."""
    return any(re.search(rf"\b{name}=", str(error)) for name in inspect.signature(function).parameters)


def deaf(function, calls, wrong=WRONG):
    """Return the function, which also checks at each call that it does not listen to remarks."""

    def called(*args, **kwargs):
        calls.append(function.__name__)
        untouched = copy.deepcopy(args) if args and isinstance(args[0], BaseEstimator) else args
        expected = function(*args, **kwargs)
        for remarks in ({}, wrong):
            if remarks is None:
                continue
            try:
                found = function(
                    *(with_remarks(value, remarks) for value in copy.deepcopy(untouched)),
                    **{name: with_remarks(value, remarks) for name, value in kwargs.items()},
                )
            except ValueError as error:
                assert names_an_argument(error, function), error
            else:
                assert_same(found, expected)
        return expected

    return called


def make_deaf(monkeypatch, room, name, calls):
    """Put the checking function, or an estimator whose methods check, in the place of what a room offers."""
    package, wrong = importlib.import_module(f"custseg.{room}"), WRONG if room in DEAF_TO_WRONG_ONES else None
    thing = getattr(package, name)
    if is_estimator(thing):
        for method in ("fit", "transform", "predict", "probability_alive", "expected_purchases", "expected_spend"):
            if hasattr(thing, method):
                monkeypatch.setattr(thing, method, deaf(getattr(thing, method), calls, wrong))
        return thing
    checked = deaf(thing, calls, wrong)
    if name in custseg.__all__:  # first, since the front door takes a name from its room when it is first used
        monkeypatch.setattr(custseg, name, checked)
    monkeypatch.setattr(package, name, checked)
    return checked


@pytest.mark.parametrize(("room", "name"), CALLABLES)
def test_no_number_rests_on_a_remark(monkeypatch, room, name):
    thing = getattr(importlib.import_module(f"custseg.{room}"), name)
    calls = []
    names = {**vars(inspect.getmodule(thing)), name: make_deaf(monkeypatch, room, name, calls)}
    for example in doctest.DocTestParser().get_examples(inspect.getdoc(thing)):
        if not example.options.get(doctest.SKIP):
            exec(compile(example.source, f"the example of {name}", "single"), names)
    assert calls, f"the example of {name} does not call it: without a call nothing is checked here."


def test_a_function_that_listens_is_caught():
    def rate(table):
        return table.attrs.get("unit", "W")

    def unit(table):
        return {"W": 7}[table.attrs["unit"]]

    for function in (rate, unit):
        with pytest.raises((AssertionError, KeyError)):
            deaf(function, [])(pd.DataFrame().pipe(with_remarks, {"unit": "W"}))
