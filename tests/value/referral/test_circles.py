"""Is every circle cut once, at its latest link, and every depth counted?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.value.referral.circles import closing_links, depths


def parents(*links: int) -> np.ndarray:
    return np.array(links, dtype=np.int32)


def walked(parent: np.ndarray) -> list[int]:
    """Count links up to the first of the chain, one by one; -1 where there is no first."""
    found = []
    for start in range(len(parent)):
        place, steps = start, 0
        while parent[place] >= 0 and steps <= len(parent):
            place, steps = parent[place], steps + 1
        found.append(steps if steps <= len(parent) else -1)
    return found


@given(st.lists(st.integers(-1, 14), min_size=15, max_size=15), st.randoms(use_true_random=False))
def test_without_the_links_that_are_named_no_circle_is_left(links, chance):
    parent = parents(*links)
    rank = np.array(chance.sample(range(15), 15))
    closing = closing_links(parent, rank)
    assert len(np.unique(closing)) == len(closing)
    circles = {frozenset(circle) for start in range(15) if (circle := circle_of(parent, start))}
    assert len(closing) == len(circles)
    for circle in circles:
        assert max(circle, key=lambda place: rank[place]) in closing
    cut = parent.copy()
    cut[closing] = -1
    assert depths(cut).tolist() == walked(cut)
    assert -1 not in walked(cut)


def circle_of(parent: np.ndarray, start: int) -> list[int]:
    """Give the circle on which a customer stands, if one does."""
    place, seen = start, []
    while place >= 0 and place not in seen:
        seen.append(place)
        place = parent[place]
    return seen if place == start else []


@pytest.mark.parametrize("length", [1, 2, 7, 1_000, 100_000])
def test_a_long_chain_and_a_long_ring(length):
    chain = np.arange(-1, length - 1, dtype=np.int32)
    rank = np.arange(length)
    assert len(closing_links(chain, rank)) == 0
    assert depths(chain).tolist() == list(range(length))
    ring = chain.copy()
    ring[0] = length - 1
    assert closing_links(ring, rank).tolist() == [length - 1]


def test_nobody_was_brought():
    assert depths(parents(-1, -1)).tolist() == [0, 0]
    assert len(closing_links(parents(-1, -1), np.arange(2))) == 0


def test_a_tail_on_a_ring_is_no_part_of_it():
    # 0 -> 1 -> 2 -> 0, and 3, 4, 5 hang below one after the other
    assert closing_links(parents(1, 2, 0, 0, 3, 4), np.array([5, 1, 2, 9, 9, 9])).tolist() == [0]
