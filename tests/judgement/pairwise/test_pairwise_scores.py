import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.judgement import rank_reversal, relative_scores
from custseg.schema import SchemaError

# Belton & Gear (1983), Omega 11(3): three alternatives, three criteria of equal weight
RATIOS = pd.DataFrame({"one": [1, 9, 1], "two": [9, 1, 1], "three": [8, 9, 1]}, index=["A", "B", "C"])
EQUAL = {"one": 1 / 3, "two": 1 / 3, "three": 1 / 3}


def test_the_ranks_turn_around_when_a_copy_is_added():
    table = rank_reversal(RATIOS, EQUAL, "B")
    before, after = table["distributive", "before"].dropna(), table["distributive", "after"]
    assert before.to_list() == pytest.approx([0.451, 0.470, 0.079], abs=5e-4)
    assert after.to_list() == pytest.approx([0.365, 0.289, 0.057, 0.289], abs=5e-4)
    assert before.idxmax() == "B" and after.idxmax() == "A"


def test_the_ideal_mode_does_not_move():
    # columns divided by their largest: .667 .704 .111, then with B copied
    best = RATIOS / RATIOS.max()
    assert (best @ pd.Series(EQUAL)).to_list() == pytest.approx([0.667, 0.704, 0.111], abs=5e-4)
    table = rank_reversal(RATIOS, EQUAL, "B", name="B again")
    assert table.index[-1] == "B again"
    before, after = table["ideal", "before"].dropna(), table["ideal", "after"]
    np.testing.assert_allclose(after[:3] / after["A"], before / before["A"])
    assert before.to_list() == pytest.approx((best @ pd.Series(EQUAL) / 1.4815).to_list(), abs=5e-4)


@pytest.mark.heavy
@settings(max_examples=20)
@given(
    st.lists(st.lists(st.floats(0.1, 9), min_size=3, max_size=3), min_size=2, max_size=5),
    st.integers(0, 4),
    st.sampled_from(["distributive", "ideal"]),
)
def test_units_do_not_matter_and_copies_never_turn_the_ideal_mode(rows, place, mode):
    ratios = pd.DataFrame(rows, columns=list("abc"))
    weights = {"a": 0.2, "b": 0.5, "c": 0.3}
    scores = relative_scores(ratios, weights, mode=mode)
    assert scores.sum() == pytest.approx(1)
    np.testing.assert_allclose(relative_scores(ratios * [10, 0.1, 1], weights, mode=mode), scores)
    table = rank_reversal(ratios, weights, place % len(rows))["ideal"].dropna()
    np.testing.assert_allclose(table["after"] / table["after"].iloc[0], table["before"] / table["before"].iloc[0])


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="found 'mixed'"):
        relative_scores(RATIOS, EQUAL, mode="mixed")
    with pytest.raises(SchemaError, match="alternatives 'B' have ratios that are not positive"):
        relative_scores(RATIOS.replace(9, 0).loc[["B", "C"]], EQUAL)
    with pytest.raises(SchemaError) as caught:
        relative_scores(RATIOS, {"one": 1, "four": -1})
    text = str(caught.value)
    assert "unknown criteria 'four'" in text
    assert "criteria 'two', 'three' have no weight" in text
    assert "weight of 'four' is -1" in text
    with pytest.raises(SchemaError, match=r"add up to 0\.9"):
        relative_scores(RATIOS, {"one": 0.3, "two": 0.3, "three": 0.3})
