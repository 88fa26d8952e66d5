import numpy as np
import pytest

from custseg.segment.evidence.nested import nested_share
from custseg.simulate import simulate_bent_shapes


@pytest.mark.parametrize("n", [300, 600, 1000])
@pytest.mark.parametrize("seed", range(5))
def test_no_line_parts_rings_in_each_other(n, seed):
    rings = simulate_bent_shapes("rings", n, random_state=seed)[["sim_1", "sim_2"]].to_numpy()
    assert nested_share(rings) > 0.3
    assert nested_share(rings * [1.0, 50.0] + 7) == pytest.approx(nested_share(rings)), "scale and place matter not"


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


def test_few_and_equal_customers_do_no_harm():
    assert nested_share(np.zeros((19, 2))) == 0
    assert nested_share(np.zeros((50, 2))) == 0
    assert nested_share(np.repeat([[0.0, 1.0], [5.0, 1.0]], 25, axis=0)) == 0
