"""Is there a path of judgements between any two items, and what do they say about a pair that was not judged?

`comparison_groups`, `check_connected`, `harker_matrix` and `fill_missing`.
"""

import numpy as np
import pandas as pd
from scipy.sparse.csgraph import connected_components

from ...schema import SchemaError, as_numbers, listed, require_frame, typed


def require_matrix(matrix: pd.DataFrame) -> None:
    """Refuse what is no comparison matrix, such as `pairwise_matrix` makes.

    Raises
    ------
    TypeError
        If it is no DataFrame.
    SchemaError
        If it is not square, or its entries are not positive numbers.
    """
    require_frame(matrix, "matrix")
    square = len(matrix) and list(matrix.index) == list(matrix.columns) and not matrix.index.has_duplicates
    if not (square and all(dtype.kind in "iuf" for dtype in matrix.dtypes if isinstance(dtype, np.dtype))):
        raise SchemaError("matrix must hold numbers, the same items in rows and columns: make it with pairwise_matrix.")
    if any(not isinstance(dtype, np.dtype) for dtype in matrix.dtypes) or bool((matrix <= 0).any(axis=None)):
        raise SchemaError("matrix must hold positive numbers: make it with pairwise_matrix(judgements).")


@typed
def comparison_groups(matrix: pd.DataFrame) -> list[list[str]]:
    """Items that are linked by judgements, directly or through others.

    Parameters
    ----------
    matrix : DataFrame
        From `pairwise_matrix`; ``nan`` where not judged.

    Returns
    -------
    list of lists of str
        One group when everything can be compared. Several groups share no judgement at all.

    Examples
    --------
    >>> from custseg.judgement import pairwise_matrix
    >>> comparison_groups(pairwise_matrix({"a": {"b": 2}, "c": {"d": 3}}))
    [['a', 'b'], ['c', 'd']]
    """
    require_matrix(matrix)
    count, labels = connected_components(~np.isnan(matrix.to_numpy()), directed=False)
    return [list(matrix.index[labels == group]) for group in range(count)]


def check_connected(matrix: pd.DataFrame) -> None:
    """Refuse judgements that leave two groups of items without any comparison between them.

    Parameters
    ----------
    matrix : DataFrame
        From `pairwise_matrix`.

    Raises
    ------
    SchemaError
        Naming the groups and one judgement that would link each of them to the first.
    """
    first, *others = comparison_groups(matrix)
    if others:
        groups = " | ".join(", ".join(map(str, group)) for group in (first, *others))
        links = ", ".join(f"{first[0]} over {group[0]}" for group in others)
        raise SchemaError(
            f"disconnected comparisons: no judgement links the groups {groups}. Judge for example {links}."
        )


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
def fill_missing(matrix: pd.DataFrame, weights: pd.Series) -> pd.DataFrame:
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
        If it is no comparison matrix, or an item has no weight.

    Examples
    --------
    >>> from custseg.judgement import pairwise_matrix, priorities
    >>> judged = pairwise_matrix({"a": {"b": 2}, "b": {"c": 2}})
    >>> fill_missing(judged, priorities(judged)).round(6).loc["a", "c"]
    np.float64(4.0)
    """
    require_matrix(matrix)
    if weights.index.has_duplicates or not matrix.index.isin(weights.index).all():
        raise SchemaError(f"weights must name each item of the matrix once; found {listed(weights.index)}.")
    shares = as_numbers(weights.loc[matrix.index], "weights")
    return matrix.fillna(pd.DataFrame(shares[:, None] / shares[None, :], index=matrix.index, columns=matrix.columns))
