import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.judgement import net_promoter_score
from custseg.schema import SchemaError


def test_fifty_thirty_twenty_of_a_hundred():
    # closed form: 30 points, standard error 100 sqrt((.5 + .2 - .3**2) / 100) = 7.8
    found = net_promoter_score(pd.Series([9] * 50 + [7] * 30 + [6] * 20))
    assert found["score"] == pytest.approx(30)
    assert found["standard_error"] == pytest.approx(7.81, abs=0.005)
    assert found[["promoters", "passives", "detractors"]].to_list() == pytest.approx([0.5, 0.3, 0.2])


@pytest.mark.heavy
def test_the_error_is_that_of_repeated_samples():
    rng = np.random.default_rng(0)
    drawn = [net_promoter_score(pd.Series(rng.choice([10, 8, 3], 100, p=[0.5, 0.3, 0.2])))["score"] for _ in range(150)]
    assert np.std(drawn) == pytest.approx(7.81, rel=0.2)


def test_missing_answers_are_left_out_and_counted():
    found = net_promoter_score(pd.Series([10, None, 0, None, None]))
    assert found["score"] == 0
    assert found["answered"] == 2 and found["missing"] == 3


def test_groups():
    ratings = pd.Series([10, 10, 0, None], index=list("wxyz"))
    by = pd.Series(["a", "a", "b", "c"], index=list("wxyz"), name="segment")
    table = net_promoter_score(ratings, by)
    assert table.index.name == "segment"
    assert table["score"].to_list()[:2] == [100, -100]
    assert np.isnan(table.loc["c", "score"]) and table.loc["c", "missing"] == 1
    with pytest.raises(SchemaError, match="by must have the index of the ratings"):
        net_promoter_score(ratings, by.iloc[::-1])


def test_bad_input_is_named():
    with pytest.raises(SchemaError, match=r"on the scale 0 to 10, found 11\.0 for 1"):
        net_promoter_score(pd.Series([10, 11]))
    with pytest.raises(SchemaError, match="nobody answered"):
        net_promoter_score(pd.Series([None, None], dtype=float))


@given(st.lists(st.integers(0, 10), min_size=1, max_size=30))
def test_shares_add_up_and_the_score_is_their_difference(ratings):
    found = net_promoter_score(pd.Series(ratings))
    assert found[["promoters", "passives", "detractors"]].sum() == pytest.approx(1)
    assert found["score"] == pytest.approx(100 * (found["promoters"] - found["detractors"]))
    assert found["standard_error"] >= 0
