"""Are the remarks in `DataFrame.attrs` only remarks? No number may rest on them.

The example in each public function's docstring is run; the function is called three times on the inputs of the
example: with their remarks as they come, without any, and with wrong ones.
"""

import doctest
import importlib
import inspect

import numpy as np
import pandas as pd
import pytest

ROOMS = ("tables", "value")
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
FUNCTIONS = [
    (room, name)
    for room in ROOMS
    for name in importlib.import_module(f"custseg.{room}").__all__
    if inspect.isfunction(getattr(importlib.import_module(f"custseg.{room}"), name))
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
    else:
        np.testing.assert_array_equal(found, expected)


def deaf(function, calls):
    """Return the function, which also checks at each call that it does not listen to remarks."""

    def called(*args, **kwargs):
        calls.append(function.__name__)
        expected = function(*args, **kwargs)
        for remarks in ({}, WRONG):
            found = function(
                *(with_remarks(value, remarks) for value in args),
                **{name: with_remarks(value, remarks) for name, value in kwargs.items()},
            )
            assert_same(found, expected)
        return expected

    return called


@pytest.mark.parametrize(("room", "name"), FUNCTIONS)
def test_no_number_rests_on_a_remark(monkeypatch, room, name):
    package = importlib.import_module(f"custseg.{room}")
    function = getattr(package, name)
    calls = []
    monkeypatch.setattr(package, name, deaf(function, calls))
    names = {**vars(inspect.getmodule(function)), name: getattr(package, name)}
    for example in doctest.DocTestParser().get_examples(inspect.getdoc(function)):
        if not example.options.get(doctest.SKIP):
            exec(compile(example.source, f"the example of {name}", "single"), names)
    assert calls, f"the example of {name} does not call it: without a call nothing is checked here."


def test_a_function_that_listens_is_caught():
    def rate(table):
        return table.attrs.get("unit", "W")

    with pytest.raises(AssertionError):
        deaf(rate, [])(pd.DataFrame())
