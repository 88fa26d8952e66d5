import numpy as np
import pytest
from scipy.stats import norm, spearmanr

from custseg.segment.evidence.null_models import BoxNull, CopulaNull, one_hump


@pytest.fixture
def tilted():
    points = np.random.default_rng(0).normal(size=(2000, 2))
    return points @ np.array([[1.0, 0.9], [0.0, 0.4]])


def test_the_box_lies_along_the_principal_axes(tilted):
    drawn = BoxNull(tilted).draw(4000, np.random.RandomState(0))
    np.testing.assert_allclose(drawn.mean(axis=0), tilted.mean(axis=0), atol=0.4)
    assert np.corrcoef(drawn.T)[0, 1] == pytest.approx(np.corrcoef(tilted.T)[0, 1], abs=0.1)


def test_the_box_reaches_from_end_to_end_and_is_even_inside():
    points = np.array([[0.0, 1.0], [8.0, 1.0], [2.0, 0.0], [2.0, 2.0], [3.0, 1.0]])  # longer along the first column
    drawn = BoxNull(points).draw(20_000, np.random.RandomState(0))
    assert drawn.min(axis=0) == pytest.approx([0, 0], abs=0.01)
    assert drawn.max(axis=0) == pytest.approx([8, 2], abs=0.01)
    assert np.quantile(drawn, [0.25, 0.5, 0.75], axis=0) == pytest.approx(
        np.array([[2, 0.5], [4, 1], [6, 1.5]]), abs=0.1
    )


def test_the_copula_keeps_margins_and_ranks(tilted):
    skewed = np.exp(tilted)
    drawn = CopulaNull(skewed).draw(4000, np.random.RandomState(0))
    assert spearmanr(drawn)[0] == pytest.approx(spearmanr(skewed)[0], abs=0.03)
    shares = [0.1, 0.5, 0.9]
    np.testing.assert_allclose(np.quantile(drawn[:, 0], shares), np.quantile(skewed[:, 0], shares), rtol=0.1)


def test_the_copula_flattens_two_humps():
    random = np.random.default_rng(0)
    humps = np.concatenate([random.normal(-4, 1, 500), random.normal(4, 1, 500)])[:, None]
    drawn = CopulaNull(humps).draw(2000, np.random.RandomState(0))
    assert (np.abs(humps) < 1).mean() < 0.02
    assert (np.abs(drawn) < 1).mean() > 0.08


@pytest.mark.parametrize("seed", range(5))
def test_one_hump_has_one(seed):
    random = np.random.default_rng(seed)
    values = np.concatenate([random.normal(size=100), random.normal(5, 1, 100), random.exponential(9, 50)])
    edges, reached = one_hump(values)
    density = np.diff(reached) / np.diff(edges)
    top = int(density.argmax())
    assert (np.diff(density[: top + 1]) >= -1e-12).all()
    assert (np.diff(density[top:]) <= 1e-12).all()
    assert reached[0] == 0
    assert reached[-1] == 1


def test_many_customers_on_one_value_are_no_obstacle():
    edges, reached = one_hump(np.array([1.0] * 500 + [2.0] * 20 + [7.0]))
    assert (np.diff(edges) > 0).all()
    assert np.isfinite(reached).all()


@pytest.mark.parametrize(("n", "n_bins"), [(100, 8), (240, 12), (2000, 60)])
@pytest.mark.parametrize("start", [0.0, 0.3, 1e4])
def test_a_bin_holds_twenty_customers_but_there_are_eight_to_sixty(n, n_bins, start):
    edges, reached = one_hump(start + np.linspace(0, 0.7, n))
    # edges of equal content and of equal width fall together here, and none stands twice for rounding
    assert edges == pytest.approx(start + np.linspace(0, 0.7, n_bins + 1))
    assert reached == pytest.approx(np.linspace(0, 1, n_bins + 1), abs=1e-2)


def test_where_there_is_nobody_bins_are_twice_as_wide_as_an_even_share_of_the_range():
    edges, _ = one_hump(np.append(np.linspace(0, 1, 99), 100.0))
    assert np.diff(edges).max() == pytest.approx(100 / 4), "eight bins"


@pytest.mark.parametrize("seed", range(8))
def test_no_place_of_the_hump_is_nearer(seed):
    """Least squares with the hump at each bin in turn (isotonic: the slopes of a hull), written out."""
    random = np.random.default_rng(seed)
    values = random.choice([0.0, 3, 7, 8], 60) + random.normal(size=60) * random.choice([0.3, 1, 2])
    edges, reached = one_hump(values, n_bins=7)
    mass, width = np.histogram(values, edges)[0] / 60, np.diff(edges)

    def rising(mass, width):
        """Largest of the smallest means of bins that lie around each: the formula of isotonic regression."""
        n = len(mass)
        return np.array(
            [
                max(min(mass[a : b + 1].sum() / width[a : b + 1].sum() for b in range(at, n)) for a in range(at + 1))
                for at in range(n)
            ]
        )

    def off(hump):
        up = rising(mass[: hump + 1], width[: hump + 1])
        down = rising(mass[hump:][::-1], width[hump:][::-1])[::-1]
        joined = np.concatenate([up[:-1], [max(up[-1], down[0])], down[1:]]) * width
        return np.abs(np.cumsum(joined) / joined.sum() - np.cumsum(mass)).max()

    assert np.abs(reached[1:] - np.cumsum(mass)).max() == pytest.approx(min(map(off, range(len(mass)))))


def test_a_box_of_the_same_numbers_is_drawn_again():
    """Evenly between the ends along each axis, turned back and moved to the middle of the customers."""
    points = np.random.default_rng(3).normal(size=(40, 3)) * [1.0, 2.0, 5.0] + 10
    drawn = BoxNull(points).draw(7, np.random.RandomState(1))
    _, _, axes = np.linalg.svd(points - points.mean(axis=0))
    along = (points - points.mean(axis=0)) @ axes.T
    even = along.min(axis=0) + np.random.RandomState(1).uniform(size=(7, 3)) * np.ptp(along, axis=0)
    assert drawn == pytest.approx(points.mean(axis=0) + even @ axes)


def test_the_copula_carries_the_correlations_of_normal_scores():
    """Scores of ranks: the lowest of n stands for the quantile of a half in n."""
    points = np.exp(np.random.default_rng(4).normal(size=(60, 3)) @ np.array([[1, 0.5, 0], [0, 1, 0.8], [0, 0, 1]]))
    root = CopulaNull(points)._root
    scores = norm.ppf((points.argsort(axis=0).argsort(axis=0) + 0.5) / 60)
    assert root @ root.T == pytest.approx(np.corrcoef(scores.T))


def test_what_the_copula_draws_follows_from_its_margins():
    column = np.random.default_rng(5).exponential(size=(80, 1))
    drawn = CopulaNull(column).draw(50, np.random.RandomState(2))
    edges, reached = one_hump(column[:, 0])
    normal = np.abs(np.random.RandomState(2).standard_normal(50))
    # one column: the sign of its axis is the machine's
    up, down = (np.interp(norm.cdf(side * normal), reached, edges) for side in (1, -1))
    found = drawn[:, 0]
    assert np.all(np.isclose(found, up) | np.isclose(found, down))
    assert (found > np.interp(0.5, reached, edges)).any() and (found < np.interp(0.5, reached, edges)).any()


def test_columns_that_say_the_same_are_drawn_the_same():
    column = np.random.default_rng(6).normal(size=100)
    drawn = CopulaNull(np.column_stack([column, column, -column])).draw(30, np.random.RandomState(0))
    assert np.isfinite(drawn).all()
    assert drawn[:, 0] == pytest.approx(drawn[:, 1], abs=1e-6)
    assert spearmanr(drawn[:, 0], drawn[:, 2])[0] == pytest.approx(-1)


def test_who_is_hardly_above_all_others_is_in_the_last_bin():
    """The edge of the largest alone lies on that before it, and is left out; the last that is left is moved to it."""
    values = np.concatenate([np.linspace(0, 0.5, 10), np.ones(30), [1 + 1e-12]])
    edges, reached = one_hump(values, n_bins=4)
    assert edges[-1] == values.max() and (np.diff(edges) > 1e-3).all()
    assert len(edges) == len(reached) and reached[-1] == 1


@pytest.mark.parametrize(("n", "n_bins"), [(159, 8), (179, 8), (180, 9), (1199, 59), (1200, 60), (1300, 60)])
def test_there_is_a_bin_more_with_every_twenty_customers(n, n_bins):
    values = np.random.default_rng(n).normal(size=n)
    assert one_hump(values)[0].tolist() == one_hump(values, n_bins=n_bins)[0].tolist()


@pytest.mark.parametrize("far", [-1e9, 1e9])
@pytest.mark.parametrize(("apart", "n_left"), [(0.9, 1), (1.1, 4)])
def test_edges_closer_than_a_billionth_of_the_range_are_one(apart, n_left, far):
    """One customer is a billion away from the others, who stand at four places."""
    edges, _ = one_hump(np.append(far, np.repeat(apart * np.arange(4), 8)), n_bins=8)
    assert (np.abs(edges) < 10).sum() == n_left


def test_a_column_of_one_value_goes_with_nothing_and_stays_one():
    points = np.column_stack([np.random.default_rng(0).normal(size=(60, 2)), np.full(60, 3.0)])
    drawn = CopulaNull(points).draw(40, np.random.RandomState(0))
    assert (drawn[:, 2] == 3).all() and np.ptp(drawn[:, :2], axis=0).min() > 0
    edges, reached = one_hump(np.full(5, 2.0))
    assert edges.tolist() == [2, 2] and reached.tolist() == [0, 1]
