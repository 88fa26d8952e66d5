"""What would somebody who answers at random look like? The random index by simulation, and random matrices.

`mean_random_index`, `random_matrices` and `estimate_random_index`.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from sklearn.utils import check_random_state

from ...schema import RandomIndex, check_choice, typed
from ._weight_methods import principal_eigenpair

STEPS = np.concatenate([1 / np.arange(9, 1, -1), np.arange(1, 10)])
"""The seventeen answers of the 1-to-9 scale, from 1/9 to 9."""

RANDOM_INDEX = {
    "alonso-lamata": {
        1: 0, 2: 0, 3: 0.5245, 4: 0.8815, 5: 1.1086, 6: 1.2479, 7: 1.3417, 8: 1.4056,
        9: 1.4499, 10: 1.4854, 11: 1.5141, 12: 1.5365, 13: 1.5551, 14: 1.5713, 15: 1.5838,
    },
    "saaty": {1: 0, 2: 0, 3: 0.58, 4: 0.90, 5: 1.12, 6: 1.24, 7: 1.32, 8: 1.41, 9: 1.45, 10: 1.49},
}  # fmt: skip
"""Mean consistency index of random matrices by number of items: Alonso & Lamata (2006) and Saaty (1980)."""


@typed
def mean_random_index(
    n_items: int, n_missing: int = 0, random_index: RandomIndex | Mapping[int, float] = "alonso-lamata"
) -> float:
    """Consistency index that somebody who fills in the matrix at random reaches on average.

    Parameters
    ----------
    n_items : int
        Number of items compared.
    n_missing : int, default 0
        Pairs that were not judged. Fewer judgements leave less to contradict: the index falls in a straight line to 0
        where nothing can be checked.
    random_index : {"alonso-lamata", "saaty"} or mapping of int to float, default "alonso-lamata"
        Published values, or one's own, by number of items.

    Returns
    -------
    float
        The mean consistency index of random matrices.

    Raises
    ------
    ValueError
        When the table has no value for so many items.

    References
    ----------
    Alonso & Lamata (2006), Consistency in the analytic hierarchy process: a new approach, International Journal of
    Uncertainty, Fuzziness and Knowledge-Based Systems 14(4). Ágoston & Csató (2022), Inconsistency thresholds for
    incomplete pairwise comparison matrices, Omega 108.

    Examples
    --------
    >>> mean_random_index(5), mean_random_index(5, random_index="saaty"), mean_random_index(5, n_missing=3)
    (1.1086, 1.12, 0.5543)
    """
    if not isinstance(random_index, Mapping):
        check_choice(random_index, "random_index", RandomIndex, or_else="a mapping of items to index")
    values = random_index if isinstance(random_index, Mapping) else RANDOM_INDEX[random_index]
    if n_items not in values:
        raise ValueError(
            f"the random index {random_index if isinstance(random_index, str) else 'given'} has no value for {n_items} "
            f"items, only for {min(values)} to {max(values)}. Split the items into groups, or pass a mapping with "
            f"estimate_random_index({n_items})."
        )
    redundant = (n_items - 1) * (n_items - 2) / 2
    return values[n_items] * (1 - n_missing / redundant) if redundant else 0.0


@typed
def random_matrices(
    n_items: int, n_matrices: int, random_state: int | np.random.RandomState | None = None
) -> np.ndarray:
    """Reciprocal matrices whose judgements are drawn evenly from the seventeen answers of the scale.

    Parameters
    ----------
    n_items, n_matrices : int
        Items per matrix, and how many matrices.
    random_state : int, RandomState or None
        Seed.

    Returns
    -------
    array of shape (n_matrices, n_items, n_items)
        Ratios.

    Examples
    --------
    >>> random_matrices(4, 10, random_state=0).shape
    (10, 4, 4)
    """
    random = check_random_state(random_state)
    upper = np.triu_indices(n_items, 1)
    ratios = np.ones((n_matrices, n_items, n_items))
    answers = random.choice(STEPS, size=(n_matrices, len(upper[0])))
    ratios[:, upper[0], upper[1]] = answers
    ratios[:, upper[1], upper[0]] = 1 / answers
    return ratios


@typed
def estimate_random_index(
    n_items: int, n_matrices: int = 10_000, random_state: int | np.random.RandomState | None = None
) -> pd.Series:
    """Estimate the random index by simulation, for sizes that the published tables do not have.

    Parameters
    ----------
    n_items : int
        Items per matrix, at least 3.
    n_matrices : int, default 10,000
        Random matrices drawn.
    random_state : int, RandomState or None
        Seed.

    Returns
    -------
    Series
        ``random_index`` and its ``standard_error``.

    Raises
    ------
    ValueError
        If there are fewer than three items.

    References
    ----------
    Alonso & Lamata (2006), International Journal of Uncertainty, Fuzziness and Knowledge-Based Systems 14(4).

    Examples
    --------
    >>> bool(abs(estimate_random_index(4, 2000, random_state=1)["random_index"] - 0.8815) < 0.05)
    True
    """
    if n_items < 3:
        raise ValueError(f"two items cannot contradict each other: expected n_items of at least 3, found {n_items}.")
    largest = principal_eigenpair(random_matrices(n_items, n_matrices, random_state))[0]
    index = (largest - n_items) / (n_items - 1)
    error = index.std(ddof=1) / np.sqrt(n_matrices)
    return pd.Series({"random_index": float(index.mean()), "standard_error": float(error)}, name=n_items)
