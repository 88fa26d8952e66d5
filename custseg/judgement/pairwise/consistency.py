"""Do the judgements agree with each other, and may the weights be trusted?

`consistency_index`, `consistency_ratio`, `missing_pairs`, `circular_triads`, `consistency_table` and `verdict`.
"""

from collections.abc import Mapping
from typing import Annotated

import numpy as np
import pandas as pd

from ...schema import RandomIndex, typed
from ._weight_methods import principal_eigenpair
from .incomplete import check_connected, require_matrix
from .matrix import MADE, Judgements, Matrix, pairwise_matrix
from .random_index import mean_random_index

LIMIT = 0.1
"""Largest consistency ratio at which Saaty trusts the weights."""

_COLUMNS = ["items", "judged", "missing", "lambda_max", "consistency_index", "consistency_ratio"]
_COLUMNS += ["circular", "trusted", "note"]


@typed
def consistency_index(matrix: Matrix) -> float:
    """How far the judgements are from contradicting nothing: ``(lambda_max - n) / (n - 1)``.

    Parameters
    ----------
    matrix : DataFrame
        From `pairwise_matrix`; missing judgements are taken as Harker does.

    Returns
    -------
    float
        0 when every judgement follows from the others; larger is worse.

    Raises
    ------
    SchemaError
        Listing all judgements that are not positive, not reciprocal (beyond 5 %), or of an item against itself and
        other than one; or naming the groups of items that no judgement links.

    References
    ----------
    Saaty (1980), The Analytic Hierarchy Process, McGraw-Hill.

    Examples
    --------
    >>> from custseg.judgement import pairwise_matrix
    >>> round(consistency_index(pairwise_matrix({"a": {"b": 2, "c": 8}, "b": {"c": 2}})), 4)
    0.0268
    """
    return _index_of(check_connected(matrix))


def _index_of(matrix: pd.DataFrame) -> float:
    """Give the index of a checked matrix, whose largest eigenvalue is below its size by rounding alone."""
    size = len(matrix)
    if size < 3:
        return 0.0
    largest = float(principal_eigenpair(matrix.to_numpy())[0])
    return max(0.0, (largest - size) / (size - 1))


@typed
def consistency_ratio(matrix: Matrix, *, random_index: RandomIndex | Mapping[int, float] = "alonso-lamata") -> float:
    """Consistency index as a share of the one that random answers reach; trusted up to 0.1.

    Parameters
    ----------
    matrix : DataFrame
        From `pairwise_matrix`.
    random_index : {"alonso-lamata", "saaty"} or mapping, default "alonso-lamata"
        The random index, see `mean_random_index`.

    Returns
    -------
    float
        0 when nothing is contradicted, about 1 for random answers. 0 as well where nothing can be checked: two items,
        or no more judgements than a chain needs.

    Raises
    ------
    SchemaError
        As `consistency_index`.

    References
    ----------
    Saaty (1980), The Analytic Hierarchy Process, McGraw-Hill.

    Examples
    --------
    >>> from custseg.judgement import pairwise_matrix
    >>> round(consistency_ratio(pairwise_matrix({"a": {"b": 2, "c": 8}, "b": {"c": 2}})), 4)
    0.0511
    """
    checked = check_connected(matrix)
    average = mean_random_index(len(checked), missing_pairs(checked), random_index)
    return _index_of(checked) / average if average > 0 else 0.0


def missing_pairs(matrix: pd.DataFrame) -> int:
    """Count the pairs of items that were not judged."""
    return int(matrix.isna().to_numpy().sum()) // 2


@typed
def circular_triads(matrix: Matrix) -> int:
    """Count the triples in which a is preferred to b, b to c, and c to a.

    Parameters
    ----------
    matrix : DataFrame
        From `pairwise_matrix`.

    Returns
    -------
    int
        0 when the preferences can be put in one order.

    Raises
    ------
    SchemaError
        If it is no comparison matrix, listing every problem.

    References
    ----------
    Kendall & Babington Smith (1940), On the method of paired comparisons, Biometrika 31(3-4).

    Examples
    --------
    >>> from custseg.judgement import pairwise_matrix
    >>> circular_triads(pairwise_matrix({"a": {"b": 2}, "b": {"c": 2}, "c": {"a": 2}}))
    1
    """
    beats = (require_matrix(matrix).to_numpy() > 1).astype(int)
    return int(np.trace(beats @ beats @ beats)) // 3


@typed
def consistency_table(
    judgements: Annotated[Mapping[str, Judgements] | pd.DataFrame, MADE],
    *,
    random_index: RandomIndex | Mapping[int, float] = "alonso-lamata",
    limit: float = LIMIT,
) -> pd.DataFrame:
    """Say of every matrix whether its weights may be trusted, and if not, why.

    Parameters
    ----------
    judgements : mapping of name to judgements, or one matrix
        One entry per expert or per node of a hierarchy, each as `pairwise_matrix` takes it.
    random_index : {"alonso-lamata", "saaty"} or mapping, default "alonso-lamata"
        The random index, see `mean_random_index`.
    limit : float, default 0.1
        Largest consistency ratio that is trusted.

    Returns
    -------
    DataFrame
        One row per matrix: ``items``; ``judged`` and ``missing`` pairs; ``lambda_max``; ``consistency_index``;
        ``consistency_ratio``; ``circular`` triads; ``trusted``; ``note``, why not, or what could not be checked.

    Examples
    --------
    >>> table = consistency_table({"careless": {"a": {"b": 9}, "b": {"c": 9}, "c": {"a": 9}}})
    >>> bool(table.loc["careless", "trusted"])
    False
    >>> table.loc["careless", "note"]
    'consistency ratio 6.78 exceeds 0.1; circular triads: 1'
    """
    named = {"judgements": judgements} if isinstance(judgements, pd.DataFrame) else judgements
    rows = {name: verdict(pairwise_matrix(given), random_index, limit).values() for name, given in named.items()}
    return pd.DataFrame.from_dict(rows, orient="index", columns=_COLUMNS).rename_axis("matrix")


def verdict(matrix: pd.DataFrame, random_index: RandomIndex | Mapping[int, float], limit: float) -> dict[str, object]:
    """Row of `consistency_table` for one checked matrix."""
    size, missing = len(matrix), missing_pairs(matrix)
    judged = size * (size - 1) // 2 - missing
    index, circular = consistency_index(matrix), circular_triads(matrix)
    average = mean_random_index(size, missing, random_index)
    ratio = index / average if average > 0 else 0.0
    unchecked = judged == size - 1 and size > 2
    notes = [
        (ratio > limit, f"consistency ratio {ratio:.2f} exceeds {limit:g}"),
        (circular > 0, f"circular triads: {circular}"),
        (unchecked, f"{judged} judgements for {size} items: no judgement checks another"),
        (size == 2, "two items: one judgement, nothing to check it with"),
    ]
    note = "; ".join(text for applies, text in notes if applies)
    largest, trusted = size + index * (size - 1), ratio <= limit and not unchecked
    found = (size, judged, missing, largest, index, ratio, circular, trusted, note)
    return dict(zip(_COLUMNS, found, strict=True))
