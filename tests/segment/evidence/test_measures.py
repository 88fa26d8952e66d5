import numpy as np
import pytest
from sklearn.metrics import calinski_harabasz_score, silhouette_samples

from custseg.segment import CustomerSegmenter
from custseg.segment.evidence.measures import PanelMeasures, silhouette_widths


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
