import numpy as np
import pytest

from custseg.segment.clustering.kmeans import fit_kmeans
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


@pytest.mark.parametrize("null", NULLS)
def test_customers_and_references_are_clustered_by_the_same_rule(null):
    """By definition: the logs of the spread within k groups, first of the customers, then of each reference."""
    points = np.random.default_rng(0).normal(size=(40, 2))
    table = gap_table(points, [3, 2], null=null, n_references=3, n_init=2, random_state=5)
    random = np.random.RandomState(5)

    def logs(some):
        return np.log([fit_kmeans(some, np.ones(40), k, n_init=2, random_state=random)[2] for k in (1, 2, 3)])

    model, own = NULLS[null](points), logs(points)
    drawn = np.array([logs(model.draw(40, random)) for _ in range(3)])
    assert table.index.tolist() == [1, 2, 3] and table.index.name == "k"
    assert table["gap"].to_numpy() == pytest.approx(drawn.mean(axis=0) - own)
    falls = drawn[:, :1] - drawn
    expected = (own[0] - own - falls.mean(axis=0))[1:] / (falls.std(axis=0, ddof=1)[1:] * np.sqrt(4 / 3))
    assert table["rise"].to_numpy()[1:] == pytest.approx(expected)
    assert table.loc[1, "rise"] == 0


def test_the_numbers_that_nobody_gives_are_twenty_references_of_two_starts_in_a_box():
    points = np.random.default_rng(1).normal(size=(12, 1))
    given = gap_table(points, [2], null="box", n_references=20, n_init=2, random_state=0)
    assert gap_table(points, [2]).equals(given)
    assert not gap_table(points, [2], n_references=19).equals(given)
    with pytest.raises(ValueError, match="null must be"):
        gap_table(points, [2], null="sphere")


def test_groups_without_any_spread_have_a_gap():
    """The logarithm of nought is taken for that of the smallest number that there is."""
    two = np.repeat([[0.0], [1.0]], 10, axis=0)
    table = gap_table(two, [2], n_references=2)
    assert np.isfinite(table.to_numpy()).all()
    assert table.loc[2, "gap"] > 500
