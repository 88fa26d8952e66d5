import numpy as np
import pandas as pd
import pytest

from custseg.segment.evidence.held_out import ceiling_trees, compare_r2, r2_share_of, r2_table


@pytest.fixture
def found():
    random = np.random.default_rng(0)
    blank = random.chisquare(1, 400)
    errors = pd.DataFrame({"all": blank * 0.2, "half": blank * 0.5, "nothing": blank})
    return r2_table(errors, blank, n_resamples=50)


def test_explained_variance_is_one_minus_the_share_of_errors_left(found):
    table, _ = found
    assert table["r2"].tolist() == pytest.approx([0.8, 0.5, 0.0])
    assert (table["low"] <= table["r2"] + 1e-9).all()


def test_contenders_are_compared_on_the_same_resamples(found):
    assert compare_r2(*found, "half")["verdict"].tolist() == ["beats", "ties", "loses"]
    assert r2_share_of(*found, "all").loc["half", ["share", "low", "high"]].tolist() == pytest.approx([0.625] * 3)


def test_a_ceiling_that_explains_nothing_has_no_shares(found):
    assert r2_share_of(*found, "nothing")["share"].isna().all()


def test_shares_of_the_ceiling_are_those_of_explained_variance(found):
    table, replicates = found
    shares = r2_share_of(table, replicates, "all")
    assert shares["share"].tolist() == pytest.approx([1, 0.625, 0])
    compared = compare_r2(table, replicates, "half")
    assert compared["difference"].tolist() == pytest.approx([0.3, 0, -0.5])
    assert compared.loc["all", ["low", "high"]].tolist() == pytest.approx([0.3, 0.3])


def test_the_ceiling_is_of_small_trees_in_slow_steps_that_stop_by_no_chance():
    """So they were for the figures of studies 10 and 11; a hasty ceiling finds less of what is there, or noise."""
    said = ceiling_trees(7).get_params()
    assert said["random_state"] == 7 and said["early_stopping"] is False
    assert (said["learning_rate"], said["max_iter"], said["max_leaf_nodes"]) == (0.05, 150, 8)
