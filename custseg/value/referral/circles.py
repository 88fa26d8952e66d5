"""How far is each customer from the first of the chain, and where does a chain bite its tail?

`closing_links` and `depths`; both double their stride, so that a chain of a million takes twenty steps.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Whole = NDArray[np.int32]


def closing_links(parent: Whole, rank: NDArray[np.signedinteger[Any]]) -> NDArray[np.intp]:
    """Name, of each circle, the customer whose own link has the highest rank.

    Parameters
    ----------
    parent : ndarray of int of shape (n_customers,)
        Place of who brought each customer, -1 for nobody.
    rank : ndarray of int of shape (n_customers,)
        When each link was made; higher is later.

    Returns
    -------
    ndarray of int
        Places of customers; without their links no circle is left.
    """
    inside = _on_circles(parent)
    if not len(inside):
        return inside
    place = np.full(len(parent), -1, dtype=np.intp)
    place[inside] = np.arange(len(inside))
    size = len(inside)
    links = coo_array((np.ones(size, dtype=np.int8), (np.arange(size), place[parent[inside]])), shape=(size, size))
    _, circle = connected_components(links, directed=False)
    order = np.lexsort((rank[inside], circle))
    last = np.append(np.diff(circle[order]) != 0, True)
    named: NDArray[np.intp] = inside[order[last]]
    return named


def _on_circles(parent: Whole) -> NDArray[np.intp]:
    """Go up in doubled strides until everybody has left the chains; who never does is on a circle or below one."""
    left = np.flatnonzero(parent >= 0)
    jump, longest = parent.copy(), len(left)
    stride = 1
    while len(left) and stride <= longest:
        further = jump[jump[left]]
        jump[left] = further
        left = left[further >= 0]
        stride *= 2
    # no chain is longer than that: whoever is left stands on a circle, and all of a circle are stood on
    return np.unique(jump[left]).astype(np.intp)


def depths(parent: Whole) -> Whole:
    """Count the links from each customer up to the first of the chain, where there is no circle."""
    depth = (parent >= 0).astype(np.int32)
    jump = parent.copy()
    left = np.flatnonzero(parent >= 0)
    while len(left):
        above = jump[left]
        depth[left] += depth[above]
        further = jump[above]
        jump[left] = further
        left = left[further >= 0]
    return depth
