"""What would somebody who answers at random look like? The random index by simulation, and random matrices."""

import numpy as np
import pandas as pd
from sklearn.utils import check_random_state

from .weight_methods import principal_eigenpair

STEPS = np.concatenate([1 / np.arange(9, 1, -1), np.arange(1, 10)])
"""The seventeen answers of the 1-to-9 scale, from 1/9 to 9."""


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
    random_state = check_random_state(random_state)
    upper = np.triu_indices(n_items, 1)
    ratios = np.ones((n_matrices, n_items, n_items))
    answers = random_state.choice(STEPS, size=(n_matrices, len(upper[0])))
    ratios[:, upper[0], upper[1]] = answers
    ratios[:, upper[1], upper[0]] = 1 / answers
    return ratios


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
