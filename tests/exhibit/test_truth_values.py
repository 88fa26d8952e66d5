"""Is a condition one truth value, and does it say why it is not met, alone and joined?"""

import numpy as np
import pandas as pd
import pytest

from custseg.exhibit import Condition, all_below
from custseg.exhibit.truth_values import met_unless, truth


def test_many_faults_are_counted():
    assert all_below(range(10), 2).why.endswith("number 5 (4.00) is not below 2.00, and 5 more")


def test_conditions_are_joined():
    bad, worse, good = Condition(False, "a"), Condition(False, "b"), Condition(True)
    assert (bad & worse).why == "a; b"
    assert (bad & good).why == "a"
    assert (bad | worse).why == "a and b"
    assert (bad | good) == good
    assert not (good & False)
    assert (True & good).holds and (False | good).holds and (good & np.True_).holds


def test_no_condition_is_silent_about_itself():
    assert Condition(False).why
    assert Condition(True, "never said").why == ""


def test_a_condition_is_one_truth_value():
    with pytest.raises(TypeError, match="holds must be one truth value"):
        Condition(pd.Series([True]))
    with pytest.raises(TypeError, match="a condition must be one truth value"):
        Condition(True) & pd.Series([True])


def test_nothing_wrong_is_met():
    assert met_unless([]) == Condition(True)
    assert met_unless(["a", "b", "c", "d"]).why == "a, b, c, and 1 more"


@pytest.mark.parametrize("value", [True, np.True_, np.array(True), Condition(True)])
def test_one_truth_value_is_taken(value):
    assert truth(value, "holds") is True


@pytest.mark.parametrize("value", [None, 1, "yes", np.nan, [True], np.array([True]), pd.Index([True])])
def test_what_is_none_is_refused_in_words(value):
    with pytest.raises(TypeError, match="holds must be one truth value"):
        truth(value, "holds")
