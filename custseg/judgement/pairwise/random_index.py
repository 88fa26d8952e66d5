"""What would somebody who answers at random look like? The random index by simulation, and random matrices.

`mean_random_index`, `random_matrices` and `estimate_random_index`.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd
from sklearn.utils import check_random_state

from ...schema import RandomIndex, check_choice, check_whole, typed
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
    n_items: int,
    n_missing: int = 0,
    random_index: RandomIndex | Mapping[Any, float] = "alonso-lamata",
) -> float:
    """Consistency index that somebody who fills in the matrix at random reaches on average.

    Parameters
    ----------
    n_items : int
        Number of items compared.
    n_missing : int, default 0
        Pairs that were not judged. Fewer judgements leave less to contradict: the index falls to 0 where nothing can
        be checked.
    random_index : {"alonso-lamata", "saaty"} or mapping, default "alonso-lamata"
        Published values, or one's own, by number of items; a key ``(items, missing)`` states an incomplete one.

    Returns
    -------
    float
        The mean consistency index of random matrices.

    Raises
    ------
    ValueError
        When the table has no value for so many items, or so many missing pairs; or if these are fewer than none, or so
        many that no path of judgements could join all items.

    Notes
    -----
    The published values are for complete matrices. With missing pairs the index is that of Harker's matrix, as in
    `consistency_index`: the complete value times the share that random matrices with so many missing pairs keep of
    it, from our own simulation for 3 to 15 items (``incomplete_random_index.toml``, with standard errors). Ágoston &
    Csató (2022) tabulate another completion, the one of least inconsistency, whose index falls nearly in a straight
    line: 1 to 10 % below this one as long as most of the redundant pairs are judged, further where few are.

    References
    ----------
    Alonso & Lamata (2006), Consistency in the analytic hierarchy process: a new approach, International Journal of
    Uncertainty, Fuzziness and Knowledge-Based Systems 14(4). Harker (1987), Alternative modes of questioning in the
    analytic hierarchy process, Mathematical Modelling 9(3-5). Ágoston & Csató (2022), Inconsistency thresholds for
    incomplete pairwise comparison matrices, Omega 108.

    Examples
    --------
    >>> mean_random_index(5), mean_random_index(5, random_index="saaty"), round(mean_random_index(5, n_missing=3), 2)
    (1.1086, 1.12, 0.58)
    """
    if n_missing < 0:
        raise ValueError(f"n_missing must be 0 or more, the number of pairs that were not judged; found {n_missing}.")
    redundant = _redundant(n_items, n_missing)
    if not isinstance(random_index, Mapping):
        check_choice(random_index, "random_index", RandomIndex, or_else="a mapping of items to index")
    values: Mapping[Any, float] = random_index if isinstance(random_index, Mapping) else RANDOM_INDEX[random_index]
    if (n_items, n_missing) in values:
        return values[n_items, n_missing]
    if n_items not in values:
        raise ValueError(_no_value(n_items, random_index, [key for key in values if not isinstance(key, tuple)]))
    if n_missing == redundant:  # a chain of judgements, in which none checks another
        return 0.0
    return values[n_items] * share_left(n_items, n_missing)


def _redundant(n_items: int, n_missing: int) -> int:
    """Give how many pairs need no judgement for a path between any two items; refuse it if more are missing."""
    pairs = n_items * (n_items - 1) // 2
    most = pairs - max(n_items - 1, 0)
    if not 0 <= n_missing <= most:
        raise ValueError(
            f"{n_items} items have {pairs} pairs and need {max(n_items - 1, 0)} judgements to be joined: expected "
            f"n_missing from 0 to {most}, found {n_missing}."
        )
    return most


def _no_value(n_items: int, random_index: object, known: list[int]) -> str:
    name = random_index if isinstance(random_index, str) else "given"
    range_of = f"only for {min(known)} to {max(known)}" if known else "only for incomplete matrices"
    return (
        f"the random index {name} has no value for {n_items} items, {range_of}. Split the items into groups, or pass "
        f"a mapping with estimate_random_index({n_items})."
    )


def share_left(n_items: int, n_missing: int) -> float:
    """Share of the random index of complete matrices that is left with so many missing pairs."""
    if n_missing == 0:
        return 1.0
    table = incomplete_random_index()
    if n_items not in table:
        raise ValueError(
            f"no random index is tabulated for incomplete matrices of {n_items} items, only for {min(table)} to "
            f"{max(table)}. Judge every pair, or pass a mapping with ({n_items}, {n_missing}): "
            f"estimate_random_index({n_items}, n_missing={n_missing})."
        )
    return table[n_items][n_missing] / table[n_items][0]


@cache
def incomplete_random_index() -> dict[int, list[float]]:
    """Read the simulated index of Harker's matrix: by number of items, in each list by missing pairs, from 0."""
    text = files(__package__).joinpath("incomplete_random_index.toml").read_text(encoding="utf-8")
    return {entry["n_items"]: entry["random_index"] for entry in tomllib.loads(text)["items"]}


@typed
def random_matrices(
    n_items: int, n_matrices: int, random_state: int | np.random.RandomState | None = None, *, n_missing: int = 0
) -> np.ndarray:
    """Reciprocal matrices whose judgements are drawn evenly from the seventeen answers of the scale.

    Parameters
    ----------
    n_items, n_matrices : int
        Items per matrix, and how many matrices.
    random_state : int, RandomState or None
        Seed.
    n_missing : int, default 0
        Pairs without a judgement, drawn anew for each matrix, so that a path of judgements joins any two items.

    Returns
    -------
    array of shape (n_matrices, n_items, n_items)
        Ratios; ``nan`` where not judged.

    Raises
    ------
    ValueError
        If so many pairs are missing that no path of judgements could join all items.

    Examples
    --------
    >>> random_matrices(4, 10, random_state=0).shape
    (10, 4, 4)
    """
    random = check_random_state(random_state)
    upper = np.triu_indices(n_items, 1)
    ratios = np.ones((n_matrices, n_items, n_items))
    answers = random.choice(STEPS, size=(n_matrices, len(upper[0])))
    if n_missing:
        answers[~_joined_patterns(n_items, n_matrices, n_missing, random)] = np.nan
    ratios[:, upper[0], upper[1]] = answers
    ratios[:, upper[1], upper[0]] = 1 / answers
    return ratios


def _joined_patterns(n_items: int, n_matrices: int, n_missing: int, random: np.random.RandomState) -> np.ndarray:
    """Draw which pairs are judged, evenly among the patterns that join all items."""
    upper = np.triu_indices(n_items, 1)
    n_judged = len(upper[0]) - n_missing
    _redundant(n_items, n_missing)
    found = np.empty((0, len(upper[0])), dtype=bool)
    while len(found) < n_matrices:
        judged = np.argsort(random.random_sample((n_matrices, len(upper[0]))), axis=1) < n_judged
        paths = np.zeros((n_matrices, n_items, n_items), dtype=np.float32)
        paths[:, upper[0], upper[1]] = judged
        paths += np.swapaxes(paths, 1, 2) + np.eye(n_items, dtype=np.float32)
        for _ in range(int(np.ceil(np.log2(max(n_items - 1, 2))))):  # paths of one, two, four, ... judgements
            paths = np.minimum(paths @ paths, 1.0)
        found = np.concatenate([found, judged[(paths > 0).all(axis=(1, 2))]])
    return found[:n_matrices]


@typed
def estimate_random_index(
    n_items: int,
    n_matrices: int = 10_000,
    random_state: int | np.random.RandomState | None = None,
    *,
    n_missing: int = 0,
) -> pd.Series:
    """Estimate the random index by simulation, for sizes that the published tables do not have.

    Parameters
    ----------
    n_items : int
        Items per matrix, at least 3.
    n_matrices : int, default 10,000
        Random matrices drawn, at least 2.
    random_state : int, RandomState or None
        Seed.
    n_missing : int, default 0
        Pairs without a judgement; Harker's matrix is taken.

    Returns
    -------
    Series
        ``random_index`` and its ``standard_error``.

    Raises
    ------
    ValueError
        If there are fewer than three items, too few judgements to join them, or fewer than two matrices.

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
    check_whole(n_matrices, "n_matrices", at_least=2, of="random matrices, whose spread is the standard error")
    largest = principal_eigenpair(random_matrices(n_items, n_matrices, random_state, n_missing=n_missing))[0]
    index = (largest - n_items) / (n_items - 1)
    error = index.std(ddof=1) / np.sqrt(n_matrices)
    return pd.Series({"random_index": float(index.mean()), "standard_error": float(error)}, name=n_items)
