"""How much weight does each compared item get, and does the answer stand?

`priorities` and `compare_methods`.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from ...schema import RandomIndex, WeightMethod, typed
from ._weight_methods import weights_from
from .consistency import LIMIT, verdict
from .incomplete import check_connected
from .matrix import Judgements, pairwise_matrix


@typed
def priorities(
    judgements: Judgements,
    items: Sequence[str] | None = None,
    *,
    method: WeightMethod = "eigenvector",
    random_index: RandomIndex | Mapping[int, float] = "alonso-lamata",
    limit: float = LIMIT,
) -> pd.Series:
    """Turn pairwise judgements into weights (权重) that add up to one.

    Parameters
    ----------
    judgements : matrix, nested mapping or table
        As `pairwise_matrix` takes them. Judgements may be missing as long as every item is linked.
    items : sequence of str, optional
        Names of the items, in the order wanted; those of an array are numbered without it.
    method : {"eigenvector", "geometric_mean", "log_least_squares", "least_squares"}, default "eigenvector"
        The principal eigenvector (Saaty; with Harker's matrix when judgements are missing); the geometric mean of each
        row, which is the logarithmic least squares answer and stays so on the comparison graph when judgements are
        missing; or the least squares of ``a_ij w_j - w_i``. All agree when nothing is contradicted.
    random_index : {"alonso-lamata", "saaty"} or mapping of int to float, default "alonso-lamata"
        The random index, by number of items, see `mean_random_index`.
    limit : float
        The largest consistency ratio that is trusted, see `consistency_table`.

    Returns
    -------
    Series
        ``weight`` by item, adding up to one. ``attrs`` hold ``consistency_ratio``, ``trusted`` and ``note``: what
        speaks against using the weights.

    Raises
    ------
    SchemaError
        When the judgements are invalid or leave groups of items disconnected.

    See Also
    --------
    Hierarchy : Weights of a whole system of criteria, and the scores of customers by it.
    compare_methods : The same weights by every method.

    References
    ----------
    Saaty (1980), The Analytic Hierarchy Process. Crawford & Williams (1985), A note on the analysis of subjective
    judgment matrices, Journal of Mathematical Psychology 29(4). Chu, Kalaba & Spingarn (1979), A comparison of two
    methods for determining the weights of belonging to fuzzy sets, Journal of Optimization Theory and Applications 27.
    Harker (1987), Mathematical Modelling 9(3-5). Bozóki, Fülöp & Rónyai (2010), On optimal completion of incomplete
    pairwise comparison matrices, Mathematical and Computer Modelling 52.

    Examples
    --------
    >>> weights = priorities({"price": {"service": 2}, "service": {"range": 2}})
    >>> weights.round(4).to_dict()
    {'price': 0.5714, 'service': 0.2857, 'range': 0.1429}
    >>> weights.attrs["note"]
    '2 judgements for 3 items: no judgement checks another'
    """
    matrix = pairwise_matrix(judgements, items)
    check_connected(matrix)
    weights = pd.Series(weights_from(matrix.to_numpy(), method), index=matrix.index, name="weight")
    found = verdict(matrix, random_index, limit)
    weights.attrs = {name: found[name] for name in ("consistency_ratio", "trusted", "note")}
    return weights


@typed
def compare_methods(judgements: Judgements, items: Sequence[str] | None = None) -> pd.DataFrame:
    """Weights by every method, side by side: where they differ, the judgements contradict each other.

    Parameters
    ----------
    judgements : matrix, nested mapping or table
        As `pairwise_matrix` takes them.
    items : sequence of str, optional
        Names of the items, as in `priorities`.

    Returns
    -------
    DataFrame
        Items by ``eigenvector``, ``geometric_mean`` and ``least_squares``; every column adds up to one.

    Examples
    --------
    >>> compare_methods({"a": {"b": 2, "c": 4}, "b": {"c": 2}}).round(3).loc["a"].to_dict()
    {'eigenvector': 0.571, 'geometric_mean': 0.571, 'least_squares': 0.571}
    """
    matrix = pairwise_matrix(judgements, items)
    check_connected(matrix)
    methods = ("eigenvector", "geometric_mean", "least_squares")
    columns = {method: weights_from(matrix.to_numpy(), method) for method in methods}
    return pd.DataFrame(columns, index=matrix.index)
