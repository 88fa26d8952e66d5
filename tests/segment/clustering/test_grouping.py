import numpy as np
import pytest

from custseg.segment.clustering.grouping import METHODS, fit_groups, group_of


@pytest.fixture
def lumps():
    random = np.random.default_rng(0)
    truth = np.repeat([0, 1, 2], 60)
    return random.normal(size=(180, 2)) + 8 * np.eye(3)[truth][:, :2], truth


@pytest.mark.parametrize("method", METHODS)
def test_every_method_finds_lumps_that_are_far_apart(lumps, method):
    points, truth = lumps
    codes = np.zeros((180, 1), dtype=int) if method == "kprototypes" else None
    groups = fit_groups(method, points, codes, np.ones(180), 3, 0.5, 5, 0)
    labels = group_of(groups, points, codes)
    assert all(len(np.unique(labels[truth == group])) == 1 for group in range(3))
    assert len(np.unique(labels)) == 3


def test_ward_refuses_what_it_cannot_compare(lumps):
    points, _ = lumps
    with pytest.raises(ValueError, match="at most 10,000; found 18,000"):
        fit_groups("ward", points, None, np.full(180, 100.0), 3, 0.5, 5, 0)
    with pytest.raises(ValueError, match="whole numbers"):
        fit_groups("ward", points, None, np.full(180, 0.5), 3, 0.5, 5, 0)
