"""Does one piece of the customers lie around another, so that no straight cut can part them?

`nested_share` tells it in one plane: rings in each other and half-moons that reach into each other are such pieces.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import linkage

from .humps import SMALLEST

_MOST = 500  # customers whose links are looked at
_PIECE = 0.1  # share of the customers that a piece needs
_GAP = 3.0  # length of the link between two pieces, in median links


def nested_share(plane: NDArray[np.float64]) -> float:
    """Share of a piece that lies on the wrong side of the best straight line between two pieces.

    Customers, 500 drawn at random where there are more, are linked to their nearest ones until all hang together
    (single linkage, the minimum spanning tree). The last link that joins two pieces, with at least ten customers and a
    tenth of all in each, is the gap. If it is at least three times as long as the median link, the pieces are apart,
    whatever their shapes, and a straight line is drawn between them (Fisher's discriminant). Two compact groups are
    parted by it. Where one piece winds around the other, no straight line parts them, and a valley in one column runs
    through both.

    Parameters
    ----------
    plane : ndarray of shape (n, 2)
        Two columns.

    Returns
    -------
    float
        0-1, of the piece of which more is on the wrong side; 0 where there are no two pieces that are apart.

    Notes
    -----
    The comparison with a straight line is proposed here.

    References
    ----------
    Gower, J. C. & Ross, G. J. S. (1969). Minimum spanning trees and single linkage cluster analysis. Applied
    Statistics 18(1).
    Zahn, C. T. (1971). Graph-theoretical methods for detecting and describing gestalt clusters. IEEE Transactions on
    Computers C-20(1).
    Fisher, R. A. (1936). The use of multiple measurements in taxonomic problems. Annals of Eugenics 7(2).

    Examples
    --------
    >>> turn = np.linspace(0, 2 * np.pi, 100)
    >>> ring = np.column_stack([np.cos(turn), np.sin(turn)])
    >>> bool(nested_share(np.concatenate([ring, 0.4 * ring])) > 0.4)
    True
    >>> nested_share(np.concatenate([ring, ring + 3]))
    0.0
    """
    if len(plane) < 2 * SMALLEST:
        return 0.0
    # drawn, not every second row: a table may list its groups in turn
    some = plane[np.random.RandomState(0).permutation(len(plane))[:_MOST]]
    spread = some.std(axis=0)
    scaled = (some - some.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    pieces = _pieces_apart(scaled)
    return _beyond_line(*(scaled[piece] for piece in pieces)) if pieces else 0.0


def _pieces_apart(points: NDArray) -> tuple[NDArray[np.intp], NDArray[np.intp]] | None:
    """Give the customers of the two pieces that the last long link joins; None if there is none."""
    n = len(points)
    tree = linkage(points, "single")
    joined, lengths = tree[:, :2].astype(int), tree[:, 2]
    size = np.concatenate([np.ones(n), tree[:, 3]])
    least, link = max(SMALLEST, _PIECE * n), n - 2
    while lengths[link] >= _GAP * np.median(lengths):
        small, large = sorted(joined[link], key=lambda part: size[part])
        if size[small] >= least:
            return _members(joined, small), _members(joined, large)
        if size[large] < 2 * least:
            break
        link = large - n  # stragglers are no piece
    return None


def _members(joined: NDArray[np.intp], part: int) -> NDArray[np.intp]:
    """Give the customers that a link holds together."""
    n, found, ahead = len(joined) + 1, [], [part]
    while ahead:
        place = ahead.pop()
        if place < n:
            found.append(place)
        else:
            ahead.extend(joined[place - n].tolist())
    return np.array(found, dtype=np.intp)


def _beyond_line(first: NDArray, second: NDArray) -> float:
    """Give the share beyond Fisher's line half way between the two means, of the piece that has more there."""
    inside = len(first) * np.cov(first.T, bias=True) + len(second) * np.cov(second.T, bias=True)
    across = np.linalg.pinv(inside) @ (first.mean(axis=0) - second.mean(axis=0))
    middle = across @ (first.mean(axis=0) + second.mean(axis=0)) / 2
    return float(max((first @ across < middle).mean(), (second @ across > middle).mean()))
