"""Is there a path of judgements between any two items, and what do they say about a pair that was not judged?

`comparison_groups`, `check_connected`, `harker_matrix` and `fill_missing`.
"""

import numpy as np
import pandas as pd
from scipy.sparse.csgraph import connected_components

from ...schema import SchemaError, as_numbers, listed, require_frame, typed
from .matrix import Matrix, pairwise_matrix


def require_matrix(matrix: pd.DataFrame) -> pd.DataFrame:
    """Return a comparison matrix, such as `pairwise_matrix` makes, or refuse what is none.

    Raises
    ------
    TypeError
        If it is no DataFrame.
    SchemaError
        If it does not hold numbers, the same items in rows and columns; or listing every judgement that is not
        positive, not reciprocal, or of an item against itself and other than one.
    """
    require_frame(matrix, "matrix")
    square = len(matrix) and list(matrix.index) == list(matrix.columns) and not matrix.index.has_duplicates
    if not (square and all(isinstance(dtype, np.dtype) and dtype.kind in "iuf" for dtype in matrix.dtypes)):
        raise SchemaError("matrix must hold numbers, the same items in rows and columns: make it with pairwise_matrix.")
    return pairwise_matrix(matrix.to_numpy(), list(matrix.index))


@typed
def comparison_groups(matrix: Matrix) -> list[list[str]]:
    """Items that are linked by judgements, directly or through others.

    Parameters
    ----------
    matrix : DataFrame
        From `pairwise_matrix`; ``nan`` where not judged.

    Returns
    -------
    list of lists of str
        One group when everything can be compared. Several groups share no judgement at all.

    Raises
    ------
    SchemaError
        If it is no comparison matrix, listing every problem.

    Examples
    --------
    >>> from custseg.judgement import pairwise_matrix
    >>> comparison_groups(pairwise_matrix({"a": {"b": 2}, "c": {"d": 3}}))
    [['a', 'b'], ['c', 'd']]
    """
    return _groups_of(require_matrix(matrix))


def _groups_of(matrix: pd.DataFrame) -> list[list[str]]:
    count, labels = connected_components(~np.isnan(matrix.to_numpy()), directed=False)
    return [list(matrix.index[labels == group]) for group in range(count)]


def check_connected(matrix: pd.DataFrame) -> pd.DataFrame:
    """Return a checked matrix; refuse judgements that leave two groups of items without any comparison between them.

    Parameters
    ----------
    matrix : DataFrame
        From `pairwise_matrix`.

    Returns
    -------
    DataFrame
        As `pairwise_matrix` makes it: where one direction of a pair is missing it is the reciprocal of the other.

    Raises
    ------
    SchemaError
        Listing what makes it no comparison matrix; or naming the groups and one judgement that would link each of them
        to the first.
    """
    checked = require_matrix(matrix)
    first, *others = _groups_of(checked)
    if others:
        groups = " | ".join(", ".join(map(str, group)) for group in (first, *others))
        links = ", ".join(f"{first[0]} over {group[0]}" for group in others)
        raise SchemaError(
            f"disconnected comparisons: no judgement links the groups {groups}. Judge for example {links}."
        )
    return checked


def harker_matrix(ratios: np.ndarray) -> np.ndarray:
    """Replace missing ratios by zero and add their number to the diagonal (Harker).

    The principal eigenvector is then the one that fills every gap with the ratio of its own weights.

    Parameters
    ----------
    ratios : array of shape (..., n, n)
        Positive reciprocal ratios, ``nan`` where not judged.

    Returns
    -------
    array of shape (..., n, n)
        Nothing missing; equal to `ratios` where all pairs were judged.

    References
    ----------
    Harker (1987), Alternative modes of questioning in the analytic hierarchy process, Mathematical Modelling 9(3-5).
    """
    missing = np.isnan(ratios)
    filled = np.where(missing, 0.0, ratios)
    diagonal = np.arange(ratios.shape[-1])
    filled[..., diagonal, diagonal] += missing.sum(axis=-1)
    return filled


@typed
def fill_missing(matrix: Matrix, weights: pd.Series) -> pd.DataFrame:
    """Complete a matrix with the ratios that the weights imply.

    Parameters
    ----------
    matrix : DataFrame
        From `pairwise_matrix`.
    weights : Series
        One positive weight per item, from `priorities`.

    Returns
    -------
    DataFrame
        As `matrix`, with ``w_i / w_j`` in place of every missing judgement.

    Raises
    ------
    SchemaError
        If it is no comparison matrix, listing every problem, or an item has no weight.

    Examples
    --------
    >>> from custseg.judgement import pairwise_matrix, priorities
    >>> judged = pairwise_matrix({"a": {"b": 2}, "b": {"c": 2}})
    >>> fill_missing(judged, priorities(judged)).round(6).loc["a", "c"]
    np.float64(4.0)
    """
    matrix = require_matrix(matrix)
    if weights.index.has_duplicates or not matrix.index.isin(weights.index).all():
        raise SchemaError(f"weights must name each item of the matrix once; found {listed(weights.index)}.")
    shares = as_numbers(weights.loc[matrix.index], "weights")
    return matrix.fillna(pd.DataFrame(shares[:, None] / shares[None, :], index=matrix.index, columns=matrix.columns))
