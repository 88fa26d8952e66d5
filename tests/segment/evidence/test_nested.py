import numpy as np
import pytest
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from custseg.segment.evidence import nested
from custseg.segment.evidence.nested import _beyond_line, _pieces_apart, nested_share
from custseg.simulate import simulate_bent_shapes


@pytest.mark.parametrize("n", [300, 600, 1000])
@pytest.mark.parametrize("seed", range(5))
def test_no_line_parts_rings_in_each_other(n, seed):
    rings = simulate_bent_shapes("rings", n, random_state=seed)[["sim_1", "sim_2"]].to_numpy()
    assert nested_share(rings) > 0.3
    assert nested_share(rings * [1.0, 50.0] + 7) == pytest.approx(nested_share(rings)), "scale and place matter not"
    assert nested_share(rings * [0.01, 1.0]) == pytest.approx(nested_share(rings)), "be the unit as small as it may"


@pytest.mark.parametrize("away", [15, 60, 150])
@pytest.mark.parametrize("separation", [0, 5, 7, 20])
def test_a_line_parts_groups_that_are_apart_and_one_crowd_has_no_pieces(away, separation):
    for seed in range(5):
        points = np.random.default_rng(seed).normal(size=(300, 2))
        points[:away, 0] += separation
        assert nested_share(points) < 0.1


def test_a_ring_alone_and_a_ring_with_stragglers_in_it_are_one_piece():
    turn = np.linspace(0, 2 * np.pi, 200, endpoint=False)
    ring = np.column_stack([np.cos(turn), np.sin(turn)])
    assert nested_share(ring) == 0
    assert nested_share(np.concatenate([ring, 0.01 * ring[:9]])) == 0, "nine customers are no piece"
    assert nested_share(np.concatenate([ring, 0.01 * ring[::8]])) > 0.3, "twenty-five of 225 are one"
    tenth = np.concatenate([ring[::2][:90], 0.01 * ring[::20]])
    assert nested_share(tenth) > 0.3, "ten of a hundred just are one"
    assert nested_share(tenth[:99]) == 0, "nine of 99 are not"


@pytest.mark.parametrize(("outside", "inside"), [(10, 14), (90, 30)])
def test_stragglers_far_away_do_not_hide_a_ring_around_others(outside, inside):
    ring, core = (np.exp(2j * np.pi * np.arange(n) / n) for n in (outside, inside))
    both = np.concatenate([ring, 0.01 * core])
    plane = np.column_stack([both.real, both.imag])
    assert nested_share(plane) > 0.3
    assert nested_share(np.concatenate([plane, [[9.0, 9.0]]])) > 0.3
    assert nested_share(np.concatenate([plane, [[9.0, 9.0], [-9.0, -9.0]]])) > 0.3


@pytest.mark.parametrize(("n", "looked_at"), [(500, 500), (501, 500), (1500, 500)])
def test_of_more_than_five_hundred_customers_five_hundred_are_looked_at(monkeypatch, n, looked_at):
    """The time that all their links would take grows with the square of their number; a seed says who they are."""
    linked, usual = [], nested.linkage
    monkeypatch.setattr(nested, "linkage", lambda points, how: linked.append(points) or usual(points, how))
    plane = np.random.default_rng(0).normal(size=(n, 2))
    nested_share(plane)
    drawn = plane[np.random.RandomState(0).permutation(n)[:looked_at]]
    assert linked[0] == pytest.approx((drawn - drawn.mean(axis=0)) / drawn.std(axis=0))


def test_few_and_equal_customers_do_no_harm():
    assert nested_share(np.zeros((19, 2))) == 0
    assert nested_share(np.zeros((1, 2))) == nested_share(np.zeros((0, 2))) == 0
    assert nested_share(np.zeros((50, 2))) == 0
    assert nested_share(np.repeat([[0.0, 1.0], [5.0, 1.0]], 25, axis=0)) == 0


def test_the_line_is_slanted_as_the_pieces_are():
    """Fisher (1936): two stripes that fall side by side overlap in each column, and a slanted line parts them."""
    along = np.linspace(0, 10, 100)
    stripe = np.column_stack([along, -along]) + np.random.default_rng(0).normal(0, 0.05, (100, 2))
    assert nested_share(np.concatenate([stripe, stripe[::2] + np.array([3.0, 0.0])])) == 0


@pytest.mark.parametrize("sweep", [3.0, 4.2])
def test_the_share_beyond_the_line_is_that_of_fishers_discriminant(sweep):
    """A horseshoe of 400 customers, and 60 on a bar that lies askew in it."""
    turn, along = np.linspace(0, sweep, 400), np.linspace(-1, 1, 60)
    shoe = np.column_stack([np.cos(turn), np.sin(turn)])
    points = np.concatenate([shoe, np.column_stack([0.45 * along, 0.125 + 0.325 * along])])
    bar = np.arange(460) >= 400
    wrong = LinearDiscriminantAnalysis(priors=[0.5, 0.5]).fit(points, bar).predict(points) != bar
    assert nested_share(points) == pytest.approx(max(wrong[bar].mean(), wrong[~bar].mean()))


def on_a_line(*places):
    return np.concatenate([np.atleast_1d(np.asarray(place, dtype=float)) for place in places])[:, np.newaxis]


def told(pieces):
    return pieces if pieces is None else sorted(sorted(piece.tolist()) for piece in pieces)


def test_pieces_are_apart_where_the_link_between_them_is_three_times_the_median_one():
    ten = np.arange(10.0)
    assert told(_pieces_apart(on_a_line(ten, 12 + ten))) == [list(range(10)), list(range(10, 20))]
    assert _pieces_apart(on_a_line(ten, 11.999 + ten)) is None
    assert told(_pieces_apart(on_a_line(ten, 12 + np.arange(15.0)))) == [list(range(10)), list(range(10, 25))]


@pytest.mark.parametrize(
    ("small", "large", "apart"), [(9, 30, False), (10, 30, True), (19, 180, False), (20, 180, True)]
)
def test_a_piece_has_ten_customers_and_a_tenth_of_all(small, large, apart):
    pieces = _pieces_apart(on_a_line(np.arange(small), 100 + np.arange(large)))
    assert told(pieces) == ([list(range(small)), list(range(small, small + large))] if apart else None)


def test_stragglers_are_no_piece_and_of_what_is_left_both_pieces_are_found():
    """Twenty are left of twenty-one: just two pieces of ten. Nineteen hold no two."""
    ten = np.arange(10.0)
    assert told(_pieces_apart(on_a_line(99, ten, 20 + ten))) == [list(range(1, 11)), list(range(11, 21))]
    assert told(_pieces_apart(on_a_line(99, ten, 20 + ten, 80))) == [list(range(1, 11)), list(range(11, 21))]
    assert _pieces_apart(on_a_line(99, ten, 20 + ten[:9])) is None
    assert _pieces_apart(on_a_line(99, 110, *(3.0 * ten + 40), 10 + 3 * ten[:9])) is None


def test_twenty_customers_are_enough_for_one_piece_around_another():
    turn = 2 * np.pi * np.arange(10) / 10
    ring = np.column_stack([np.cos(turn), np.sin(turn)])
    ring[9] = ring[8] + 0.01  # so that half of the links are short
    assert nested_share(np.concatenate([ring, 0.01 * ring])) > 0.3


def test_the_line_lies_half_way_between_the_means_and_the_larger_share_beyond_it_counts():
    first, second = np.zeros((4, 2)), np.zeros((5, 2))
    first[:, 0], second[:, 0] = [0, 0, 0, 8], [6, 6, 6, 6, 6]
    # means 2 and 6, the line at 4: one of four is beyond it
    assert _beyond_line(first, second) == _beyond_line(second, first) == 0.25
    first[:, 0], second[:, 0] = [0, 0, 0, 0], [1, 10, 10, 10, 10]
    # means 0 and 8.2, the line at 4.1: one of five
    assert _beyond_line(first, second) == _beyond_line(second, first) == 0.2
    first[:, 0], second[:, 0] = [0, 0, 2, 2], [2, 2, 4, 4, 3]
    assert _beyond_line(first, second) == 0, "who stands on the line, at 2, is not beyond it"
