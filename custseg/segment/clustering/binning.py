"""How do a million customers fit into some ten thousand points? Weighted cells of equal width.

`merge_rows` joins equal rows, `bin_rows` gathers rows into cells, `gather_rows` does what is needed, and
`gather_coded_rows` too where words stand beside the numbers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

CELLS_A_ROW = 8  # up to so many cells of the grid a list of them is quicker than sorting the customers


def merge_rows(points: NDArray[np.float64], weights: NDArray[np.float64]) -> tuple[NDArray, NDArray, NDArray]:
    """Merge equal rows and sort them, so that the order of the customers cannot matter.

    Parameters
    ----------
    points : ndarray of shape (n, p)
        Scaled features.
    weights : ndarray of shape (n,)
        How many customers each row stands for. Rows of weight zero are left out.

    Returns
    -------
    points, weights, first : ndarray
        Distinct rows in lexicographic order, their summed weights, and where each first stood.

    Examples
    --------
    >>> points, weights, first = merge_rows(np.array([[2.0], [1.0], [2.0]]), np.ones(3))
    >>> points.tolist(), weights.tolist(), first.tolist()
    ([[1.0], [2.0]], [1.0, 2.0], [1, 0])
    """
    kept = np.flatnonzero(weights > 0)
    order = kept[np.lexsort(points[kept].T[::-1])]
    ordered = points[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    group = np.cumsum(new) - 1
    return ordered[new], np.bincount(group, weights=weights[order]), order[new]


def bin_rows(
    points: NDArray[np.float64], weights: NDArray[np.float64], *, max_cells: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Gather rows into the finest grid of equal-width cells that has at most `max_cells` occupied ones.

    Parameters
    ----------
    points : ndarray of shape (n, p)
        Scaled features; all columns get the same width.
    weights : ndarray of shape (n,)
        How many customers each row stands for.
    max_cells : int
        At most so many occupied cells.

    Returns
    -------
    cells : ndarray of shape (m, p)
        Mean of the customers in each occupied cell.
    cell_weights : ndarray of shape (m,)
        How many there are.

    Examples
    --------
    >>> cells, cell_weights = bin_rows(np.array([[0.0], [0.1], [9.0]]), np.ones(3), max_cells=2)
    >>> cells.ravel().tolist(), cell_weights.tolist()
    ([0.05, 9.0], [2.0, 1.0])
    """
    kept = weights > 0
    points, weights = (points, weights) if kept.all() else (points[kept], weights[kept])
    spread = float(np.sqrt(np.mean(points.var(axis=0)))) or 1.0
    grid = _Grid(points)
    coarse, fine = _bracket(grid, spread, max_cells)
    for _ in range(5):
        middle = np.sqrt(coarse * fine)
        coarse, fine = (coarse, middle) if grid.n_cells(middle) > max_cells else (middle, fine)
    keys, bound = grid.keys(coarse)
    cell = np.cumsum(_occupied(keys, bound))[keys] - 1 if bound else np.unique(keys, return_inverse=True)[1]
    cell_weights = np.bincount(cell, weights=weights)
    sums = np.column_stack([np.bincount(cell, weights=weights * column) for column in points.T])
    # rounded: the order in which a sum is taken must not reach the labels
    return np.round(sums / cell_weights[:, None], 9), cell_weights


def gather_rows(points: NDArray, weights: NDArray, *, max_cells: int) -> tuple[NDArray, NDArray]:
    """Merge equal rows, and bin them where more than `max_cells` are left.

    Examples
    --------
    >>> gather_rows(np.array([[2.0], [1.0], [2.0]]), np.ones(3), max_cells=2)[0].tolist()
    [[1.0], [2.0]]
    """
    # a sort of a million rows costs seconds: do without where there must be more distinct rows than cells
    if len(points) > 4 * max_cells and len(np.unique(points[:, 0])) > max_cells:
        return bin_rows(points, weights, max_cells=max_cells)
    cells, mass, _ = merge_rows(points, weights)
    return bin_rows(cells, mass, max_cells=max_cells) if len(cells) > max_cells else (cells, mass)


def gather_coded_rows(
    points: NDArray, codes: NDArray[np.intp] | None, weights: NDArray, *, max_cells: int
) -> tuple[NDArray, NDArray[np.intp] | None, NDArray]:
    """Gather rows as `gather_rows` does; where words stand beside the numbers, only equal rows are merged.

    Examples
    --------
    >>> points, codes, weights = gather_coded_rows(np.zeros((3, 1)), np.array([[1], [0], [1]]), np.ones(3), max_cells=1)
    >>> codes.tolist(), weights.tolist()
    ([[0], [1]], [1.0, 2.0])
    """
    if codes is None:
        cells, mass = gather_rows(points, weights, max_cells=max_cells)
        return cells, None, mass
    both, mass, first = merge_rows(np.column_stack([points, codes]), weights)
    return both[:, : points.shape[1]], codes[first], mass


def _bracket(grid: _Grid, width: float, max_cells: int) -> tuple[float, float]:
    """Find a width that gives few enough cells and one, not far below, that gives too many."""
    if grid.n_cells(width) > max_cells:
        while grid.n_cells(width) > max_cells:
            width *= 2
        return width, width / 2
    for _ in range(30):
        if grid.n_cells(width / 2) > max_cells:
            break
        width /= 2
    return width, width / 2


def _occupied(keys: NDArray, bound: int) -> NDArray[np.bool_]:
    """Say of every cell of the grid whether somebody is in it."""
    occupied = np.zeros(bound, dtype=bool)
    occupied[keys] = True
    return occupied


class _Grid:
    """Cells of one width or another over the same rows; where the rows end is found once."""

    def __init__(self, points: NDArray) -> None:
        self.points, self.low, self.high = points, points.min(axis=0), points.max(axis=0)

    def n_cells(self, width: float) -> int:
        """Count the occupied cells."""
        keys, bound = self.keys(width)
        return int(_occupied(keys, bound).sum()) if bound else len(np.unique(keys))

    def keys(self, width: float) -> tuple[NDArray, int]:
        """Give every cell a number, and say how many the grid has, or 0 where they are not worth a list.

        Mixed radix where the grid fits into 64 bits; else the numbers of the distinct cells.
        """
        first = np.floor(self.low / width)
        spans = np.floor(self.high / width) - first + 1
        if np.log2(spans).sum() >= 63:
            _, numbers = np.unique(np.floor(self.points / width), axis=0, return_inverse=True)
            return numbers.ravel().astype(np.uint64), 0
        bound = int(np.prod(spans))
        kind = np.intp if bound <= CELLS_A_ROW * len(self.points) else np.uint64
        keys = np.zeros(len(self.points), dtype=kind)
        radices = np.concatenate([[1.0], np.cumprod(spans[:-1])]).astype(kind)
        # column by column: all at once need five times the memory, which the system gives and takes back each time
        for column, start, radix in zip(self.points.T, first, radices, strict=True):
            step = np.floor(column / width)
            step -= start
            keys += step.astype(kind) * radix
        return keys, bound if kind is np.intp else 0
