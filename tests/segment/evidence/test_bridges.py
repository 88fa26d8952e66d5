from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import poisson

from custseg.segment.evidence import bridges
from custseg.segment.evidence.bends import LINE
from custseg.segment.evidence.bridges import bridge
from custseg.segment.evidence.crossing import valley_of
from custseg.segment.evidence.directions import principal_directions
from custseg.segment.evidence.humps import NO_HUMP, second_hump
from custseg.simulate import simulate_crowd


def test_an_arc_leads_across_its_valley_and_noise_does_not():
    turn = np.linspace(0, np.pi, 400)
    arc = np.cos(turn)
    assert bridge(arc, np.sin(turn)[:, None], second_hump(arc)) > 0.6
    noise, column = np.random.default_rng(0).normal(size=(300, 2)).T
    column[:60] += 7
    assert bridge(column, noise[:, None], second_hump(column)) < 0.6


def test_a_column_tied_to_nearness_to_a_doubtful_valley_is_a_bridge():
    """Two humps that touch; the other column widens towards the valley in one case, and is noise in the other."""
    random = np.random.default_rng(0)
    column = np.concatenate([random.normal(size=200), random.normal(3.8, 1, 200)])
    hump = second_hump(column)
    noise = random.normal(size=400)
    tied = noise * np.exp(-np.abs(column - hump.cut))
    assert bridge(column, noise[:, None], hump) < 1
    assert bridge(column, tied[:, None], hump) >= 1


def evenly(n, inside):
    """Two even humps of n customers each, from -3 to -1 and from 1 to 3, and these customers between them."""
    side = np.linspace(1, 3, n)
    return np.concatenate([-side, side, inside]), NO_HUMP._replace(cut=0.0, left=-2.0, right=2.0)


@pytest.mark.parametrize(
    ("inside", "half"),
    [
        (np.linspace(-0.4, 0.4, 12), 0.5),  # a quarter of the way to the nearer top
        (np.array([-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.7]), 0.7),  # as far as the seventh
        (np.array([-0.3, -0.1, 0, 0.1, 0.2, 0.79]), 0.8),  # and no farther than four tenths
        (np.array([-0.3, 0.1, 0.2]), 0.8),
    ],
)
def test_a_valley_is_compared_with_the_fullest_place_of_its_width_on_the_thinner_side(inside, half):
    values, hump = evenly(101, inside)
    fullest = round(2 * half / 0.02) + 1  # customers stand at every .02
    for turned in (hump, hump._replace(right=7.0), hump._replace(left=-7.0)):
        assert bridge(values, values[:, None][:, :0], turned) == pytest.approx(len(inside) / fullest)
    thinner = np.concatenate([values, np.linspace(1, 3, 101) + 0.001])  # the other side is twice as full
    assert bridge(thinner, thinner[:, None][:, :0], hump) == pytest.approx(len(inside) / fullest)
    assert bridge(10 * values + 7, values[:, None][:, :0], hump._replace(cut=7.0, left=-13.0, right=27.0)) == (
        pytest.approx(len(inside) / fullest)
    )


def test_two_strays_in_a_valley_are_nobody():
    values, hump = evenly(101, [-0.1, 0.2])
    assert bridge(values, values[:, None][:, :0], hump) == 0


def test_those_in_a_valley_who_are_where_nobody_else_is_lead_across_and_fewer_than_ten_tell_nothing():
    random = np.random.default_rng(1)
    for n_inside, expected in ((12, (12 // 3 - 1) / 1), (10, (10 // 3 - 1) / 1), (9, 9 / 51)):
        values, hump = evenly(101, np.linspace(-0.4, 0.4, n_inside))
        across = random.normal(size=(len(values), 2))
        across[-n_inside:, 0] = 100 + np.arange(n_inside)
        assert bridge(values, across, hump) == pytest.approx(expected)


def test_a_tie_to_nearness_counts_in_a_valley_that_is_not_clearly_empty():
    """The other column widens towards the valley; a fifth of the humps' density is the limit of an empty valley."""
    for n, expected in ((101, True), (401, False)):
        values, hump = evenly(n, np.linspace(-0.45, 0.45, 14))  # 14 of 51, and 14 of 201
        tied = np.random.default_rng(2).normal(size=len(values)) * np.exp(-2 * np.abs(np.abs(values) - 0.5))
        assert (bridge(values, tied[:, None], hump) >= 1) == expected
        moved = hump._replace(cut=40.0, left=38.0, right=42.0)
        for place in (0, 25):
            assert bridge(values + 40, tied[:, None] + place, moved) == pytest.approx(
                bridge(values, tied[:, None], hump)
            )


@pytest.mark.parametrize("place", [0.0, 40.0, -40.0])
def test_near_is_near_to_the_other_hump_wherever_the_column_begins(place):
    """The other column is elsewhere for the seventh of one hump that is nearest to the valley, and noise elsewhere."""
    values, hump = evenly(101, np.linspace(-0.45, 0.45, 14))
    tied = np.random.default_rng(0).normal(size=len(values))
    for side in (-1, 1):
        near = (side * values > 0.9) & (side * values < 1.29)
        moved = hump._replace(cut=place, left=place - 2, right=place + 2)
        assert bridge(values + place, (tied + 3 * near)[:, None], moved) >= 1
    assert bridge(values + place, tied[:, None], moved) < 1


def test_the_folds_of_an_s_are_bridged():
    """Seen from the side, an S folds into two humps; the line between them is as crowded as they are."""
    turn = np.linspace(0.3, 6.9, 600)
    for seed in range(5):
        points = np.column_stack([turn, 1.2 * np.sin(turn)]) + 0.25 * np.random.default_rng(seed).normal(size=(600, 2))
        points = points - points.mean(axis=0)
        _, _, axes = np.linalg.svd(points, full_matrices=False)
        along, across = (points @ axes.T).T
        assert bridge(along, across[:, None], NO_HUMP._replace(cut=0.0, left=-2.3, right=2.3)) == 1


@pytest.mark.parametrize("seed", [296, 315])
def test_columns_of_a_mixture_that_bend_lead_across_where_no_direction_shows_it(seed):
    """An S in two columns, and noise in the third: its principal directions mix all three."""
    points = simulate_crowd("s_curve", 300, 3, random_state=np.random.RandomState([11, seed])).to_numpy()
    points = (points - points.mean(axis=0)) / points.std(axis=0)
    first, *_ = principal_directions(points)
    hump = second_hump(first.values)
    assert bridge(first.values, first.across, hump) <= 0.6
    assert bridge(first.values, first.across, hump, first.columns) == 1


def near_one_side(values, side, share=7):
    """Say who is in the seventh of one side that is nearest to the cut at 0."""
    far = np.where(side * values > 0.5, np.abs(values), np.inf)
    return far <= np.sort(far)[np.isfinite(far).sum() // share]


@pytest.mark.parametrize("side", [-1, 1])
def test_in_a_valley_of_a_few_a_tie_to_nearness_on_either_side_leads_across(side):
    values, hump = evenly(101, np.linspace(-0.4, 0.4, 5))
    other = np.random.default_rng(0).normal(size=len(values))
    assert bridge(values, other[:, None], hump) == pytest.approx(5 / 81)
    assert bridge(values, (other + 5 * near_one_side(values, side))[:, None], hump) == 1


@pytest.mark.parametrize("place", [0.0, 100.0, -100.0])
def test_who_is_near_and_farther_from_the_median_on_both_sides_is_tied_in_width_alone(monkeypatch, place):
    """Eight of fifteen near stand at -2, seven at 2: D is .53, which .0014 of unlike fifteen exceed, and 1 in width."""
    monkeypatch.setattr(bridges, "bend_density", lambda *_: 0.0)
    values, hump = evenly(101, np.linspace(-0.4, 0.4, 5))
    other = np.random.default_rng(0).permutation(np.linspace(-1, 1, len(values)))
    assert bridge(values, other[:, None] + place, hump) == pytest.approx(5 / 81)
    near = np.flatnonzero(near_one_side(values, 1))
    other[near] = np.where(np.arange(len(near)) % 2, 2.0, -2.0)
    assert len(near) == 15 and bridge(values, other[:, None] + place, hump) == 1


@pytest.mark.parametrize(("inside", "expected"), [([0.2], 0.0), ([-0.1, 0.2], 1.0)])
def test_two_in_a_valley_may_lead_across_and_one_may_not(inside, expected):
    values, hump = evenly(60, inside)
    other = np.random.default_rng(0).normal(size=len(values)) + 5 * near_one_side(values, 1)
    assert bridge(values, other[:, None], hump) == expected


@pytest.mark.parametrize("below", [19, 20, 40, 101, 300])
def test_near_are_the_seventh_of_a_side_and_ten_at_least_of_twenty_or_more(monkeypatch, below):
    sizes = []

    def unlike(near, others, method):
        sizes.append((len(near), len(others)))
        return SimpleNamespace(pvalue=1.0)

    monkeypatch.setattr(bridges, "ks_2samp", unlike)
    monkeypatch.setattr(bridges, "_LUCK", 0.0)  # however many there are beside those few
    sides = [-np.linspace(1, 3, below), np.linspace(1, 3, 200)]
    for turned in (1, -1):
        values = turned * np.random.default_rng(0).permutation(np.concatenate([*sides, np.linspace(-0.4, 0.4, 5)]))
        hump = NO_HUMP._replace(cut=0.0, left=-2.0, right=2.0)
        bridge(values, np.random.default_rng(1).normal(size=(len(values), 1)), hump)
    # who is as far as the last of them is near, too; place and width are asked
    asked = [(max(10, n // 7) + 1, n - max(10, n // 7) - 1) for n in (below, below, 200, 200) if n >= 20]
    assert sizes == asked + asked[::-1]


@pytest.mark.parametrize(("inside", "expected"), [(12, 12 / 60), (13, 1.0)])
def test_a_valley_a_fifth_as_crowded_as_the_humps_is_clearly_empty(inside, expected):
    values, hump = evenly(120, np.linspace(-0.45, 0.45, inside))  # 60 in the fullest place of its width
    other = np.where(near_one_side(values, -1) | near_one_side(values, 1), 1.0, 0.0)
    assert bridge(values, other[:, None], hump) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("bend", "led"), [(0.0, False), (LINE, False), (np.nextafter(LINE, 1), True)])
def test_a_border_more_crowded_than_that_of_a_bend_is_a_bridge_in_any_plane(monkeypatch, bend, led):
    values, hump = evenly(101, np.linspace(-0.4, 0.4, 12))
    values[0] = 0.0  # who stands at the cut is on its left
    across = np.random.default_rng(0).normal(size=(len(values), 2))
    asked = []

    def dense(plane, right):
        asked.append((plane, right))
        return bend if (plane[:, 1] == across[:, 1]).all() else 0.0

    monkeypatch.setattr(bridges, "bend_density", dense)
    assert (bridge(values, across, hump) == 1) == led
    for place, (plane, right) in enumerate(asked):
        np.testing.assert_array_equal(plane, np.column_stack([values, across[:, place]]))
        np.testing.assert_array_equal(right, values > 0)
    monkeypatch.setattr(bridges, "bend_density", lambda *_: 0.0)
    monkeypatch.setattr(bridges, "bend_in_columns", lambda *given: asked.append(given) or bend)
    columns = np.zeros((len(values), 3))
    assert (bridge(values, across, hump, columns) == 1) == led
    assert asked[-1][0] is columns
    np.testing.assert_array_equal(asked[-1][1], values > 0)


@pytest.mark.parametrize(("n_inside", "chance"), [(5, 0.0003), (14, 0.003)])
def test_a_tie_to_nearness_needs_a_smaller_chance_where_a_valley_holds_too_few(monkeypatch, n_inside, chance):
    values, hump = evenly(101, np.linspace(-0.4, 0.4, n_inside))
    other = np.random.default_rng(0).normal(size=(len(values), 1))
    for found, led in ((chance, False), (np.nextafter(chance, 0), True)):
        monkeypatch.setattr(bridges, "ks_2samp", lambda *_, found=found, **__: SimpleNamespace(pvalue=found))
        assert (bridge(values, other, hump) == 1.0) == led


def test_a_valley_with_nobody_on_one_side_is_as_crowded_as_those_in_it():
    """Nobody counts as one: three are three times as many."""
    values = np.append(np.linspace(-3, -1, 101), [-0.1, 0.1, 0.2])
    assert bridge(values, np.zeros((len(values), 0)), NO_HUMP._replace(cut=0.0, left=-2.0, right=2.0)) == 3


@pytest.mark.parametrize("n_inside", [5, 12])
def test_the_order_of_customers_and_columns_and_a_column_without_differences_do_not_matter(n_inside):
    random = np.random.default_rng(0)
    values, hump = evenly(101, np.linspace(-0.4, 0.4, n_inside))
    across = np.column_stack([random.normal(size=len(values)), 0.1 * values + random.normal(size=len(values))])
    expected, order = bridge(values, across, hump), random.permutation(len(values))
    assert 0 < expected < 1
    assert bridge(values[order], across[order], hump) == pytest.approx(expected)
    assert bridge(values, across[:, ::-1], hump) == pytest.approx(expected)
    assert bridge(values, np.column_stack([across, np.full(len(values), 7.0)]), hump) == pytest.approx(expected)
    assert bridge(-values, across, hump) == pytest.approx(expected)
    assert bridge(values, 100 - 3 * across, hump) == pytest.approx(expected)


@pytest.mark.parametrize("slopes", [(0.6, 0.6), (0.6, -0.6), (0.9, 0.9)])
@pytest.mark.parametrize("n", [400, 1500])
def test_a_few_between_tilted_groups_leave_the_valley_empty(n, slopes):
    """Groups 7 standard deviations apart, within which a column leans: tied to nearness, and led across by nobody."""
    for seed in range(4):
        random, right = np.random.default_rng(seed), np.repeat([0, 1], n // 2)
        column, noise = random.normal(size=(2, n))
        leaning = np.take(slopes, right) * column + np.sqrt(1 - slopes[0] ** 2) * noise
        values = column + 7 * right
        hump = second_hump(values)
        assert 1 < valley_of(values, hump).inside.sum() < (10 if n == 400 else 20)
        assert bridge(values, leaning[:, None], hump) < 0.6


def leaning(seed, shift=0.0, bend=0.0):
    """1,235 customers and 65, 7 apart; within each group the other column leans, and bends, if it is said so."""
    within, noise = np.random.default_rng(seed).normal(size=(2, 1300))
    second = np.arange(1300) >= 1235
    return within + 7 * second, (0.6 * within + 0.8 * noise + bend * within**2 + shift * second)[:, None]


@pytest.mark.parametrize("seed", range(4))
def test_a_lean_leads_nowhere_but_a_bend_does_and_a_line_that_goes_on_beyond_the_valley(seed):
    """Few in the valley, who could be more: a column that differs near it is asked whether it leads across."""
    values, leans = leaning(seed)
    hump = second_hump(values)
    half, inside, sides = valley_of(values, hump)
    beside = min(bridges.fullest(values[side], 2 * half) for side in sides)
    assert 1 < inside.sum() < 10 and poisson.cdf(inside.sum(), 0.2 * beside) >= 0.001
    assert bridge(values, leans, hump) == pytest.approx(inside.sum() / beside)
    assert bridge(values, 10 - 3 * leans, hump) == pytest.approx(inside.sum() / beside)
    assert bridge(values, leaning(seed, bend=0.5)[1], hump) == 1
    assert bridge(values, leaning(seed, shift=0.6 * 7)[1], hump) == 1


def test_so_few_are_none_only_where_a_fifth_of_those_beside_would_be_more_beyond_chance(monkeypatch):
    """Seven where 19.8 are expected are .00089 by chance, and where 19.6 are, .00102 (Poisson)."""
    monkeypatch.setattr(bridges, "_led", lambda *_: True)
    for fullest, empty in ((300, True), (99, True), (98, False)):
        monkeypatch.setattr(bridges, "fullest", lambda *_, fullest=fullest: fullest)
        values, hump = evenly(101, np.linspace(-0.3, 0.3, 7))
        assert (bridge(values, values[:, None], hump) < 1) == empty


@pytest.mark.parametrize(("inside", "led"), [(14, False), (15, True)])
def test_who_stands_alone_leads_across_only_where_a_line_would_leave_as_many(monkeypatch, inside, led):
    """A line leaves three in a hundred of those beside it: here of 500."""
    monkeypatch.setattr(bridges, "fullest", lambda *_: 500)
    monkeypatch.setattr(bridges, "_along", lambda *_: 0.9)
    values, hump = evenly(101, np.linspace(-0.3, 0.3, inside))
    found = bridge(values, np.random.default_rng(0).normal(size=(len(values), 1)), hump)
    assert found == pytest.approx(0.9 if led else inside / 500)
