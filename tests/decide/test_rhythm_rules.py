from functools import partial

import numpy as np
import pandas as pd
import pytest

from custseg.decide import largest_customers, long_silent, overdue, rule_key, silent_newcomers
from custseg.schema import SchemaError

RHYTHM = pd.DataFrame(
    {
        "purchase_days": [3, 3, 2, 1, 1],
        "recency": [41, 40, 99, 62, 68],
        "tenure": [81, 80, 119, 62, 68],
        "usual_gap": [20.0, 20.0, 20.0, np.nan, np.nan],
        "amount_last_year": [5.0, 9.0, 9.0, 0.0, 1.0],
    },
    index=list("abcde"),
)


def test_rules_mind_their_borders():
    assert overdue(RHYTHM).tolist() == [True, False, False, False, False]
    assert silent_newcomers(RHYTHM, after=61, until=68).tolist() == [False, False, False, True, True]
    assert silent_newcomers(RHYTHM, after=62, until=67).tolist() == [False] * 5
    assert largest_customers(RHYTHM, customers=1).tolist() == [False, True, False, False, False]
    assert largest_customers(RHYTHM, customers=9).tolist() == [True, True, True, False, True]


def test_who_bought_on_days_on_end_is_not_late_after_a_pause_like_the_last():
    """Gaps of 1, 1 and 20 days: the usual one is a day, but silence is nothing new from two days on."""
    rhythm = pd.DataFrame({"purchase_days": 4, "recency": [14, 15], "tenure": [36, 37], "usual_gap": 1.0}, ["a", "b"])
    assert overdue(rhythm).tolist() == [False, True], "22 days in three gaps: 7.3 on average"


def test_a_rule_is_known_by_its_name_and_numbers():
    assert rule_key(overdue) == ("overdue", {"purchase_days": 3, "times": 2.0})
    twice = partial(partial(silent_newcomers, after=5), until=9)
    assert rule_key(twice) == ("silent_newcomers", {"after": 5, "until": 9})
    assert rule_key(lambda rhythm: rhythm["recency"] > 9) == ("<lambda>", {})


def test_what_a_rule_cannot_read_is_refused():
    with pytest.raises(SchemaError, match="lacks 'usual_gap'"):
        overdue(RHYTHM.drop(columns="usual_gap"))
    with pytest.raises(ValueError, match="purchase_days"):
        overdue(RHYTHM, purchase_days=2)
    with pytest.raises(ValueError, match="times must be 1 or more"):
        overdue(RHYTHM, times=0.5)
    with pytest.raises(ValueError, match="until must be above after"):
        silent_newcomers(RHYTHM, after=9, until=9)


def test_the_long_silent_are_so_from_the_day_after():
    rhythm = pd.DataFrame({"recency": [365, 366]}, index=["ann", "bob"])
    assert long_silent(rhythm).to_dict() == {"ann": False, "bob": True}
    with pytest.raises(ValueError, match="days"):
        long_silent(rhythm, days=0)
