import numpy as np
import pandas as pd
import pytest

from custseg.catalogue import load_index_system
from custseg.judgement import Hierarchy, band_probabilities, disturbed_scores, weight_intervals

SYSTEM = load_index_system("four_degrees")
GOAL = {
    "satisfaction": {"loyalty": 2, "contribution": 1, "dependence": 2},
    "loyalty": {"contribution": 0.5, "dependence": 1},
    "contribution": {"dependence": 2},
}


@pytest.fixture
def customers():
    rng = np.random.default_rng(0)
    return pd.DataFrame({item.key: rng.integers(1, 6, 30) for item in SYSTEM.indicators})


@pytest.fixture
def hierarchy(customers):
    return Hierarchy("four_degrees", {"goal": GOAL}, "equal").fit(customers)


def test_without_noise_every_draw_is_the_score_itself(hierarchy, customers):
    drawn = disturbed_scores(hierarchy, customers, noise=0, n_draws=3, random_state=0)
    total = hierarchy.transform(customers)["total"]
    for draw in drawn:
        np.testing.assert_allclose(drawn[draw], total)


def test_draws_repeat_with_the_seed_and_centre_on_the_score(hierarchy, customers):
    first = disturbed_scores(hierarchy, customers, n_draws=400, random_state=1)
    pd.testing.assert_frame_equal(first, disturbed_scores(hierarchy, customers, n_draws=400, random_state=1))
    total = hierarchy.transform(customers)["total"]
    error = first.std(axis=1) / np.sqrt(400)
    assert ((first.mean(axis=1) - total).abs() < 5 * error + 0.003).all()
    wider = disturbed_scores(hierarchy, customers, noise=0.6, n_draws=400, random_state=1)
    assert (wider.std(axis=1) > first.std(axis=1)).mean() > 0.9


def test_band_probabilities_are_shares_of_the_draws(hierarchy, customers):
    cuts = [0.4, 0.6]
    table = band_probabilities(hierarchy, customers, cuts, n_draws=200, random_state=2)
    drawn = disturbed_scores(hierarchy, customers, n_draws=200, random_state=2)
    assert list(table.columns) == [1, 2, 3]
    np.testing.assert_allclose(table.sum(axis=1), 1)
    np.testing.assert_allclose(table[3], (drawn >= 0.6).mean(axis=1))
    np.testing.assert_allclose(table[1], (drawn < 0.4).mean(axis=1))
    assert ((table.max(axis=1) < 0.99) & (table.max(axis=1) > 0)).any()


def test_a_total_on_a_cut_belongs_to_the_better_band(hierarchy, customers):
    total = hierarchy.transform(customers)["total"]
    table = band_probabilities(hierarchy, customers.head(1), [float(total.iloc[0])], noise=0, n_draws=1)
    assert table.iloc[0].to_list() == [0, 1]


def test_given_weights_are_disturbed_too(customers):
    weights = {
        "goal": {"satisfaction": 0.4, "loyalty": 0.1, "contribution": 0.4, "dependence": 0.1},
        "loyalty": {"repeat_orders": 0.5, "recommendation": 0.25, "share_of_purchases": 0.25},
    }
    judged = {"satisfaction": {"satisfaction_survey": {"complaints": 2, "recommendation": 2}}}
    hierarchy = Hierarchy("four_degrees", judged, weights).fit(customers)
    drawn = disturbed_scores(hierarchy, customers, n_draws=50, random_state=0)
    assert (drawn.std(axis=1) > 0).mean() > 0.9


def test_weight_intervals_hold_the_weights(hierarchy):
    table = weight_intervals(hierarchy, n_draws=300, random_state=0)
    assert list(table.index[:4]) == ["satisfaction", "loyalty", "contribution", "dependence"]
    assert ((table["low"] <= table["weight"]) & (table["weight"] <= table["high"])).all()
    narrow = weight_intervals(hierarchy, n_draws=300, level=0.5, random_state=0)
    assert (narrow["high"] - narrow["low"] <= table["high"] - table["low"]).all()


def test_missing_answers_under_noise(customers):
    gaps = customers.astype(float).mask(np.random.default_rng(1).random(customers.shape) < 0.1)
    hierarchy = Hierarchy("four_degrees", {"goal": GOAL}, "equal", missing="reweigh").fit(gaps)
    drawn = disturbed_scores(hierarchy, gaps, noise=0, n_draws=1)
    np.testing.assert_allclose(drawn[0], hierarchy.transform(gaps)["total"])


def test_bad_arguments_are_named(hierarchy, customers):
    with pytest.raises(ValueError, match=r"found -1 and 10"):
        disturbed_scores(hierarchy, customers, noise=-1, n_draws=10)
    for cuts in ([], [0.6, 0.4], [0.5, 1.5]):
        with pytest.raises(ValueError, match="cuts must increase and lie between 0 and 1"):
            band_probabilities(hierarchy, customers, cuts)
