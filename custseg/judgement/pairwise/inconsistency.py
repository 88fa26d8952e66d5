"""Which judgement contradicts the others most, and which value would repair it?

`inconsistent_judgements`.
"""

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pandas as pd

from ...schema import RandomIndex, typed
from ._weight_methods import weights_from
from .consistency import consistency_ratio
from .incomplete import check_connected, comparison_groups
from .matrix import Judgements, pairwise_matrix
from .random_index import STEPS


@typed
def inconsistent_judgements(
    judgements: Judgements, *, random_index: RandomIndex | Mapping[int, float] = "alonso-lamata"
) -> pd.DataFrame:
    """List the judgements, the one whose repair helps most first.

    Each judgement is left out in turn; what the others then say about the pair is the value that would repair it.

    Parameters
    ----------
    judgements : matrix, nested mapping or table
        As `pairwise_matrix` takes them.
    random_index : {"alonso-lamata", "saaty"} or mapping, default "alonso-lamata"
        See `mean_random_index`.

    Returns
    -------
    DataFrame
        One row per judgement: ``item`` and ``over``, so ordered that the judged ratio is at least 1; ``judged``;
        ``repair``, what the other judgements imply; ``repair_on_scale``, the nearest answer of the 1-to-9 scale;
        ``factor`` by which the two differ, 1 or more; ``consistency_ratio``, as it would be after the repair.
        ``repair`` is ``nan`` for a judgement that no other checks. ``attrs["consistency_ratio"]`` is the ratio now.

    References
    ----------
    Harker (1987), Derivatives of the Perron root of a positive reciprocal matrix: with application to the analytic
    hierarchy process, Applied Mathematics and Computation 22(2-3). Saaty (2003), Decision-making with the AHP: why is
    the principal eigenvector necessary, European Journal of Operational Research 145(1).

    Examples
    --------
    A fifth where 5 was meant:

    >>> matrix = {"a": {"b": 2, "c": 4, "d": "1/8"}, "b": {"c": 2, "d": 4}, "c": {"d": 2}}
    >>> worst = inconsistent_judgements(matrix).iloc[0]
    >>> worst["item"], worst["over"], float(worst["judged"]), round(float(worst["repair"]), 3)
    ('d', 'a', 8.0, 0.125)
    """
    matrix = pairwise_matrix(judgements)
    check_connected(matrix)
    rows = [
        _repaired(matrix, row, column, random_index)
        for row, column in combinations(matrix.index, 2)
        if not np.isnan(matrix.loc[row, column])
    ]
    columns = ["item", "over", "judged", "repair", "repair_on_scale", "factor", "consistency_ratio"]
    found = pd.DataFrame(rows, columns=columns)
    # of three items each repair is perfect: what rounding leaves of equal numbers must not choose among them
    keys = found[["consistency_ratio", "factor"]].round(9).assign(factor=lambda key: -key["factor"])
    found = found.loc[keys.sort_values(["consistency_ratio", "factor"], kind="stable").index].reset_index(drop=True)
    found.attrs["consistency_ratio"] = consistency_ratio(matrix, random_index=random_index)
    return found


def _repaired(matrix: pd.DataFrame, row: str, column: str, random_index: RandomIndex | Mapping[int, float]) -> tuple:
    if matrix[column].loc[row] < 1:
        row, column = column, row
    judged = float(matrix[column].loc[row])
    without = _with_ratio(matrix, row, column, np.nan)
    if len(comparison_groups(without)) > 1:
        return row, column, judged, np.nan, np.nan, np.nan, consistency_ratio(matrix, random_index=random_index)
    weights = pd.Series(weights_from(without.to_numpy(), "eigenvector"), index=matrix.index)
    repair = float(weights[row] / weights[column])
    on_scale = float(STEPS[np.argmin(np.abs(np.log(STEPS) - np.log(repair)))])
    after = consistency_ratio(_with_ratio(matrix, row, column, repair), random_index=random_index)
    return row, column, judged, repair, on_scale, max(judged / repair, repair / judged), after


def _with_ratio(matrix: pd.DataFrame, row: str, column: str, ratio: float) -> pd.DataFrame:
    changed = matrix.copy()
    changed.loc[row, column] = ratio
    changed.loc[column, row] = 1 / ratio
    return changed
