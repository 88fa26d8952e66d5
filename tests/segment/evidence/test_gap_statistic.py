import numpy as np
import pytest

from custseg.segment.evidence import gap_statistic
from custseg.segment.evidence.gap_statistic import NULLS, gap_table


@pytest.mark.heavy
@pytest.mark.parametrize("null", NULLS)
def test_three_lumps_rise_most_at_three(null):
    random = np.random.default_rng(0)
    lumps = random.normal(size=(300, 2)) + 9 * np.repeat([[0, 0], [1, 0], [0, 1]], 100, axis=0)
    table = gap_table(lumps, range(1, 6), null=null, n_references=10)
    assert table.index.tolist() == [1, 2, 3, 4, 5]
    assert int(table["gap"].idxmax()) == 3
    assert table.loc[3, "rise"] > 10
    assert table.loc[1, "rise"] == 0


@pytest.mark.heavy
@pytest.mark.parametrize("null", NULLS)
def test_one_crowd_rises_nowhere(null):
    crowd = np.random.default_rng(0).normal(size=(300, 2))
    assert gap_table(crowd, [2, 3, 4], null=null, n_references=20)["rise"].max() < 3


def test_the_gap_is_that_of_the_definition():
    """Tibshirani et al. (2001), equation 3, for one cluster in one dimension, where the references are known."""
    random = np.random.RandomState(0)
    points = random.uniform(size=(500, 1))
    own = np.log(((points - points.mean()) ** 2).sum())
    expected = np.log(500 * (points.max() - points.min()) ** 2 / 12)  # variance of a uniform
    gap = gap_table(points, [1], n_references=200).loc[1, "gap"]
    assert gap == pytest.approx(expected - own, abs=0.02)


def test_few_references_widen_their_spread(monkeypatch):
    """Two references fall by 1 and 3: mean 2, standard deviation sqrt(2), widened by sqrt(1 + 1/2)."""
    spreads = iter([np.array([10.0, 4]), np.array([10.0, 9]), np.array([10.0, 7])])
    monkeypatch.setattr(gap_statistic, "_log_spreads", lambda *_: next(spreads))
    table = gap_table(np.random.default_rng(0).normal(size=(50, 2)), [2], n_references=2)
    assert table.loc[2, "rise"] == pytest.approx((6 - 2) / (np.sqrt(2) * np.sqrt(1.5)))
    assert table.columns.tolist() == ["gap", "rise"]


def test_references_that_all_fall_alike_have_no_unit_and_the_fall_itself_stands(monkeypatch):
    spreads = iter([np.array([10.0, 4]), np.array([10.0, 9]), np.array([10.0, 9])])
    monkeypatch.setattr(gap_statistic, "_log_spreads", lambda *_: next(spreads))
    assert gap_table(np.arange(9.0)[:, None], [2], n_references=2).loc[2, "rise"] == 6 - 1


def test_without_references_there_is_no_gap():
    with pytest.raises(ValueError, match="n_references must be"):
        gap_table(np.arange(10.0)[:, None], [2], n_references=0)
    with pytest.raises(TypeError, match="n_references must be"):
        gap_table(np.arange(10.0)[:, None], [2], n_references="twenty")
