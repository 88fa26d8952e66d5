import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.judgement import peak_end_score
from custseg.schema import SchemaError

VISITS = pd.DataFrame(
    {"order": [9, 6, 3, None], "delivery": [4, 6, 8, None], "call": [7, None, 6, None]}, index=list("wxyz")
)
MOMENTS = ["order", "delivery", "call"]


def test_peak_and_end():
    # source document S4-06: (highest + last) / 2
    table = peak_end_score(VISITS, MOMENTS)
    assert table["peak_end"].tolist()[:3] == [8, 6, 7]
    assert table["mean"].tolist()[0] == pytest.approx(20 / 3)
    assert table.loc["x", "end"] == 6 and not table.loc["x", "end_rated"]
    assert table["answered"].to_list() == [3, 2, 3, 0]
    assert table.loc["z", ["peak", "end", "peak_end"]].isna().all()
    assert table.attrs["missing"] == {"order": 1, "delivery": 1, "call": 2}


def test_which_moment_is_the_peak():
    assert peak_end_score(VISITS, MOMENTS, peak="worst")["peak"].tolist()[:3] == [4, 6, 3]
    strongest = peak_end_score(VISITS, MOMENTS, peak="strongest", neutral=5.5)
    assert strongest["peak"].tolist()[:3] == [9, 6, 3]  # 3 and 8 are equally far from 5.5: the bad one counts


def test_the_order_of_moments_is_the_order_given():
    assert peak_end_score(VISITS, ["call", "order"]).loc["w", "end"] == 9


def test_bad_arguments_are_named():
    with pytest.raises(ValueError, match="one of 'best', 'worst', 'strongest'; found 'mean'"):
        peak_end_score(VISITS, MOMENTS, peak="mean")
    for arguments in ({"peak": "strongest"}, {"neutral": 5}):
        with pytest.raises(ValueError, match="which rating is neither good nor bad"):
            peak_end_score(VISITS, MOMENTS, **arguments)
    with pytest.raises(SchemaError, match="on the scale 1 to 5"):
        peak_end_score(VISITS, MOMENTS, low=1, high=5)


@settings(max_examples=20)
@given(st.lists(st.integers(1, 10), min_size=1, max_size=6))
def test_the_score_lies_between_the_end_and_the_peak(ratings):
    table = pd.DataFrame([ratings], columns=[f"m{number}" for number in range(len(ratings))])
    row = peak_end_score(table, list(table.columns)).iloc[0]
    assert row["end"] <= row["peak_end"] <= row["peak"]
    assert np.isclose(row["mean"], np.mean(ratings))
