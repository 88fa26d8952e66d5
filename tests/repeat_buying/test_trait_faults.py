import re

import numpy as np
import pandas as pd
import pytest

from tests.repeat_buying.trait_tables import CHANNEL, N, customers, learn, problems


def test_every_defect_of_every_trait_is_said_at_once():
    table = customers(
        channel=[None, *CHANNEL[1:]],
        flat="same",
        number=[np.nan, *range(N - 1)],
        far=[np.inf, *range(N - 1)],
        born=pd.date_range("1970-01-01", periods=N),
    )
    said = problems(table, "channel", "flat", "number", "far", "born")
    assert len(said) == 5
    assert "trait 'channel' is missing for 1 customers ('C00')" in said[0] and "'unknown'" in said[0]
    assert "'flat' is 'same' for everybody" in said[1]
    assert "'number' is missing for 1" in said[2] and "'far' is infinite or above 1e+100 for 1" in said[3]
    assert "'born' holds dates" in said[4]


def test_columns_that_are_no_traits():
    table = customers(channel=CHANNEL)
    said = problems(table, "chanel", "x", "channel", "channel")
    assert "lacks the traits 'chanel' (found: 'x', 'channel'). Traits are columns of the table" in said[0]
    assert "named more than once: 'channel'" in said[1] and "'x' is what the model explains" in said[2]
    doubled = pd.concat([table, table[["channel"]]], axis=1)
    assert "has 'channel' more than once" in problems(doubled, "channel")[0]


def test_a_word_of_nobody_who_came_back_has_no_limit():
    table = customers(channel=CHANNEL, member=[1, 0] * 6)
    table.loc[table["channel"] == "fax", "x"] = 0.0
    assert "none of the 2 customers with channel = fax bought again" in problems(table, "channel")[0]
    table["x"] = table["member"] * 2.0
    assert "6 customers with member = 0 bought again" in problems(table, "member")[0]
    counted = table.assign(customers=3)
    assert "none of the 18 customers with member = 0 bought again" in problems(counted, "member")[0]


def test_traits_that_follow_from_others():
    table = customers(channel=CHANNEL, age=np.arange(N) * 1.0)
    table["online"] = table["channel"].ne("store")
    table["years"] = 2000 - table["age"]
    assert problems(table, "channel", "age", "online", "years") == (
        "online follows from 'channel[fax]', 'channel[web]': their effects cannot be told apart. "
        "Leave one of them out.",
        "years follows from 'age': their effects cannot be told apart. Leave one of them out.",
    )


def test_identifiers_are_no_traits():
    table = pd.DataFrame({"x": 1.0, "phone": [f"{n}" for n in range(60)]})
    assert "60 different words, more than 50" in problems(table, "phone")[0]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (np.arange(N) * 1e-200, "smaller units"),
        (np.arange(N) * 1e-6, "differs by 3e-06 only, so that what a whole unit of it does is beyond numbers"),
        (np.arange(N) * 1e200, "infinite or above 1e\\+100"),
        (1e12 + np.arange(N), "nobody is near 0, the customer whom the parameters describe. Subtract its mean"),
        (pd.to_timedelta(np.arange(N), unit="D"), "holds timedelta.* values: turn them into plain numbers"),
        (np.arange(N) + 1j, "holds complex values"),
        ([[n] for n in range(N)], "holds lists or tables"),
    ],
)
def test_numbers_that_would_give_no_parameters_are_refused(values, message):
    (said,) = problems(customers(trait=values), "trait")
    assert re.search(message, said), said


def test_years_are_near_enough_to_zero():
    assert learn(customers(joined=2010 + np.arange(N)), "joined").labels == ("joined",)
