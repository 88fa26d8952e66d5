import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying._log_gaps import check_log_gaps
from custseg.schema import SchemaError

GOOD = pd.DataFrame({"x": [2, 0], "t_x": [9.0, 0.0], "T": [20.0, 20.0], "litt": [np.log(4) + np.log(5), 0.0]})


def test_the_four_columns_are_given():
    np.testing.assert_allclose(check_log_gaps(GOOD)[3], [np.log(20), 0.0])
    np.testing.assert_allclose(check_log_gaps(GOOD.assign(litt=[np.log(20), np.nan]))[3], [np.log(20), 0.0])


def test_equal_gaps_are_the_most_that_is_possible():
    check_log_gaps(GOOD.assign(litt=[2 * np.log(4.5), 0.0]))
    with pytest.raises(SchemaError, match="above x log"):
        check_log_gaps(GOOD.assign(litt=[2 * np.log(4.6), 0.0]))


def test_every_defect_is_named_at_once():
    bad = pd.DataFrame(
        {"x": [1, 1, 0, 1], "t_x": [5.0, 5, 0, 5], "T": 9.0, "litt": [np.nan, -np.inf, 1.0, 7.0]}, index=list("abcd")
    )
    with pytest.raises(SchemaError) as refused:
        check_log_gaps(bad)
    said = str(refused.value)
    for words in ("litt is missing", "a gap of zero between two purchases", "x = 0 but litt", "above x log"):
        assert words in said


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda table: table.drop(columns="litt"), "lacks 'litt'"),
        (lambda table: table.assign(litt=["a", "b"]), "litt must be numbers"),
        (lambda table: pd.concat([table, table[["litt"]]], axis=1), "litt more than once"),
        (lambda table: table.assign(x=[10**17, 0]), "more than can be divided into phases"),
    ],
)
def test_what_is_no_sum_of_gaps_is_refused(change, words):
    with pytest.raises(SchemaError, match=words):
        check_log_gaps(change(GOOD))
