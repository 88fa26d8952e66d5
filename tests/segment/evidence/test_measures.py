import numpy as np
import pytest
from sklearn.metrics import calinski_harabasz_score, silhouette_samples

from custseg.segment import CustomerSegmenter
from custseg.segment.evidence.measures import PanelMeasures, _after_cuts, _shared, draw_customers, silhouette_widths
from custseg.segment.evidence.parting import Parting


@pytest.mark.parametrize("seed", range(3))
def test_silhouettes_are_those_of_scikit_learn(seed):
    random = np.random.default_rng(seed)
    points, labels = random.normal(size=(60, 2)), random.integers(0, 4, 60)
    labels[:5] = 4
    labels[5] = 5  # alone in its group
    np.testing.assert_allclose(silhouette_widths(points, labels), silhouette_samples(points, labels))


def test_calinski_harabasz_is_that_of_scikit_learn():
    points = np.random.default_rng(0).normal(size=(300, 2))
    fitted = CustomerSegmenter(3).fit(points)
    row = PanelMeasures(points, fitted, 300, 0, 2, 0).measure(3, ["calinski_harabasz"])
    scaled = fitted.features_.transform(points)
    assert row["calinski_harabasz"] == pytest.approx(calinski_harabasz_score(scaled, fitted.labels_), rel=1e-3)


def test_every_measure_draws_its_own_numbers():
    points = np.random.default_rng(0).normal(size=(200, 2))
    work = PanelMeasures(points, CustomerSegmenter(1).fit(points), 200, 0, 3, 0)
    alone = work.measure(3, ["split_half"])["split_half"]
    assert work.measure(3, ["prediction_strength", "jaccard", "split_half"])["split_half"] == alone


def test_what_the_first_cuts_went_through_is_said_with_the_worst_of_them():
    found = Parting(
        labels=np.zeros((4, 9), dtype=int),
        columns=("spend", "visits", "spend"),
        chances=(0.01, 0.2, 0.1),
        bridges=(0.3, 0.1, 0.5),
        centres=(2, 1.5, 1.2),
    )
    assert _after_cuts(found, 2) == {
        "parted_by": "spend, visits",
        "parting_chance": 0.2,
        "parting_bridge": 0.3,
        "parting_centre": 1.5,
    }
    assert _after_cuts(found, 3)["parted_by"] == "spend, visits" and _after_cuts(found, 3)["parting_bridge"] == 0.5
    assert _after_cuts(found, 0) == {
        "parted_by": "",
        "parting_chance": 0.0,
        "parting_bridge": 0.0,
        "parting_centre": np.inf,
    }
    assert _after_cuts(found, 4) == {
        "parted_by": "",
        "parting_chance": 1.0,
        "parting_bridge": 1.0,
        "parting_centre": 0.0,
    }


def test_shared_values_are_named_with_their_share():
    fee = np.concatenate([np.full(40, 9.9), np.linspace(10, 50, 60)])
    assert _shared(np.column_stack([fee, np.arange(100.0)]), ["fee", "age"]) == "fee = 9.9 (40%)"
    assert _shared(np.column_stack([fee, fee]), ["fee", "dues"]) == "fee = 9.9 (40%); dues = 9.9 (40%)"


def test_no_more_customers_are_drawn_than_asked_and_in_the_same_order_whatever_theirs_was():
    random = np.random.default_rng(0)
    points, codes = random.normal(size=(50, 2)), random.integers(0, 3, (50, 1))
    drawn, drawn_codes = draw_customers(points, codes, 20, np.random.RandomState(1))
    turned, turned_codes = draw_customers(points[::-1], codes[::-1], 20, np.random.RandomState(1))
    assert drawn.shape == (20, 2) and drawn_codes.shape == (20, 1) and len(np.unique(drawn, axis=0)) == 20
    np.testing.assert_array_equal(drawn, turned)
    np.testing.assert_array_equal(drawn_codes, turned_codes)
    everybody, none = draw_customers(points, None, 50, np.random.RandomState(1))
    assert none is None and len(np.unique(everybody, axis=0)) == 50
