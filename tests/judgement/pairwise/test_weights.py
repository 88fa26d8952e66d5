import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.judgement import compare_methods, priorities


def test_the_house_of_the_paper(house):
    # Saaty (1990), European Journal of Operational Research 48; geometric mean recomputed from the same matrix
    eigenvector = [0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333]
    geometric = [0.175, 0.063, 0.149, 0.019, 0.036, 0.042, 0.167, 0.350]
    table = compare_methods(house)
    assert table["eigenvector"].to_list() == pytest.approx(eigenvector, abs=5.1e-4)
    assert table["geometric_mean"].to_list() == pytest.approx(geometric, abs=5.1e-4)


def test_the_weights_say_that_they_should_not_be_trusted(house):
    weights = priorities(house, random_index="saaty")
    assert weights.attrs["trusted"] is False
    assert weights.attrs["consistency_ratio"] == pytest.approx(0.169, abs=5e-4)
    assert "exceeds 0.1" in weights.attrs["note"]


def test_consistent_weights_are_trusted_and_say_nothing():
    weights = priorities({"a": {"b": 2, "c": 4}, "b": {"c": 2}})
    assert weights.attrs == {"consistency_ratio": pytest.approx(0, abs=1e-12), "trusted": True, "note": ""}
    assert weights.name == "weight"


@given(st.lists(st.floats(0.01, 1), min_size=2, max_size=8))
def test_weights_add_to_one_and_methods_agree_when_nothing_is_contradicted(weights):
    shares = np.array(weights) / np.sum(weights)
    table = compare_methods(pd.DataFrame(shares[:, None] / shares[None, :]))
    for method in table:
        np.testing.assert_allclose(table[method], shares, rtol=1e-8)
