import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.judgement import break_even_weights, weight_sweep
from custseg.schema import SchemaError

SCORES = pd.DataFrame({"margin": [1.0, 0.2, 0.1], "growth": [0.0, 0.8, 0.1]}, index=["x", "y", "z"])
WEIGHTS = {"margin": 0.6, "growth": 0.4}


def test_a_sweep_passes_through_the_totals_of_today():
    table = weight_sweep(SCORES, WEIGHTS, "margin", at=[0, 0.6, 1])
    assert table.loc[0.6].to_list() == pytest.approx((SCORES @ pd.Series(WEIGHTS)).to_list())
    assert table.loc[0].to_list() == pytest.approx(SCORES["growth"].to_list())
    assert table.loc[1].to_list() == SCORES["margin"].to_list()
    assert len(weight_sweep(SCORES, WEIGHTS, "margin")) == 21


def test_break_even_by_hand():
    # x leads y by .6 - .44 = .16; delta on margin = .16 / (.2 - 1) = -.2; (.6 - .2) / (1 - .2) = .5
    table = break_even_weights(SCORES, WEIGHTS, pairs=[("y", "x")]).set_index("criterion")
    assert (table["first"] == "x").all()
    assert table.loc["margin", "delta"] == pytest.approx(-0.2)
    assert table.loc["margin", "break_even"] == pytest.approx(0.5)
    assert table.loc["growth", "break_even"] == pytest.approx(0.5)
    assert table.loc["margin", "change"] == pytest.approx(-0.1)


def test_none_where_no_weight_turns_them_around():
    table = break_even_weights(SCORES, WEIGHTS, pairs=[("y", "z")])
    assert table["break_even"].isna().all()
    same = pd.DataFrame({"margin": [0.5, 0.5], "growth": [0.4, 0.2]}, index=["a", "b"])
    table = break_even_weights(same, WEIGHTS).set_index("criterion")
    assert np.isnan(table.loc["margin", "break_even"])


def test_the_closest_call_comes_first():
    changes = break_even_weights(SCORES, WEIGHTS)["change"].abs()
    assert changes.dropna().is_monotonic_increasing
    assert changes.isna().to_list() == sorted(changes.isna())


@given(
    st.lists(st.lists(st.floats(0, 1), min_size=3, max_size=3), min_size=2, max_size=4),
    st.lists(st.floats(0.05, 1), min_size=3, max_size=3),
)
def test_at_the_break_even_weight_the_two_tie_and_the_others_keep_their_proportions(rows, raw):
    scores = pd.DataFrame(rows, columns=list("abc"))
    weights = dict(zip("abc", np.array(raw) / sum(raw), strict=True))
    for row in break_even_weights(scores, weights).dropna().itertuples():
        totals = weight_sweep(scores, weights, row.criterion, at=[row.break_even]).iloc[0]
        # a delta of a million means that the two are told apart by rounding errors only
        if abs(row.delta) < 1e6:
            assert totals[row.first] == pytest.approx(totals[row.second], abs=1e-9)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="there is no criterion 'price'; there are 'margin', 'growth'"):
        weight_sweep(SCORES, WEIGHTS, "price")
    with pytest.raises(ValueError, match="has all the weight"):
        weight_sweep(SCORES, {"margin": 1, "growth": 0}, "margin")
    with pytest.raises(ValueError, match=r"between 0 and 1; found 1\.5"):
        weight_sweep(SCORES, WEIGHTS, "margin", at=[0.5, 1.5])
    with pytest.raises(SchemaError, match="pairs name unknown customers 'w'"):
        break_even_weights(SCORES, WEIGHTS, pairs=[("x", "w")])
    with pytest.raises(SchemaError, match="customers occur more than once: 'x'"):
        break_even_weights(SCORES.rename({"y": "x"}), WEIGHTS)
    many = pd.DataFrame({"margin": np.linspace(0, 1, 1000), "growth": 0.5})
    with pytest.raises(ValueError, match="1,000 customers make 499,500 pairs"):
        break_even_weights(many, WEIGHTS)
