"""How much of an outcome is explained for customers who were not used to learn?

`r2_table` turns errors into explained variance, `compare_r2` and `r2_share_of` compare contenders; `ceiling_trees` are
the contender that explains most. `outcome_numbers` and `fold_problems` check what is explained and how.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.types import is_bool_dtype
from sklearn.ensemble import HistGradientBoostingRegressor

from ...resample import bootstrap, interval
from ...schema import as_numbers


def r2_table(
    errors: pd.DataFrame, blank: NDArray[np.float64], *, n_resamples: int = 500, random_state: int = 0
) -> tuple[pd.DataFrame, NDArray[np.float64]]:
    """Turn squared held-out errors into explained variance with intervals.

    Parameters
    ----------
    errors : DataFrame of shape (n_customers, n_contenders)
        Squared error of every contender for every customer.
    blank : ndarray of shape (n_customers,)
        Squared error of the plain mean of those who were learnt from.
    n_resamples : int, default 500
        Resamples of customers. What was learnt in each fold is kept.
    random_state : int, default 0
        The same value gives the same table.

    Returns
    -------
    table : DataFrame
        Index ``contender``; ``r2`` (1 is perfect, 0 no better than the mean), ``low``, ``high`` (95 %).
    replicates : ndarray of shape (n_resamples, n_contenders)
        The resampled values, for comparisons between contenders.

    Examples
    --------
    >>> table, replicates = r2_table(pd.DataFrame({"half": [1.0, 1.0]}), np.array([2.0, 2.0]), n_resamples=2)
    >>> float(table.loc["half", "r2"])
    0.5
    """
    replicates = bootstrap(
        lambda error, base, weights: 1 - weights @ error / (weights @ base),
        errors.to_numpy(),
        blank,
        n_resamples=n_resamples,
        random_state=random_state,
    )
    low, high = interval(replicates)
    r2 = 1 - errors.sum().to_numpy() / blank.sum()
    table = pd.DataFrame({"r2": r2, "low": low, "high": high}, index=pd.Index(errors.columns, name="contender"))
    return table, replicates


def compare_r2(table: pd.DataFrame, replicates: NDArray[np.float64], rival: str) -> pd.DataFrame:
    """Compare every contender with one of them on the same resamples.

    Parameters
    ----------
    table, replicates : DataFrame, ndarray
        From `r2_table`.
    rival : str
        A contender.

    Returns
    -------
    DataFrame
        Index ``contender``; ``difference`` of explained variance, ``low``, ``high`` (95 %) and ``verdict``: "beats"
        if the interval lies above 0, "loses" if below, else "ties".

    Examples
    --------
    >>> errors = pd.DataFrame({"good": [1.0, 1.1, 0.9], "bad": [2.0, 2.1, 1.9]})
    >>> compare_r2(*r2_table(errors, np.full(3, 3.0)), "bad")["verdict"].tolist()
    ['beats', 'ties']
    """
    difference = replicates - replicates[:, table.index == rival]
    low, high = interval(difference)
    verdict = np.where(low > 0, "beats", np.where(high < 0, "loses", "ties"))
    own = table["r2"] - table["r2"].loc[rival]
    return pd.DataFrame({"difference": own, "low": low, "high": high, "verdict": verdict}, index=table.index)


def r2_share_of(table: pd.DataFrame, replicates: NDArray[np.float64], ceiling: str) -> pd.DataFrame:
    """Give the explained variance of every contender as a share of one of them, on the same resamples.

    Parameters
    ----------
    table, replicates : DataFrame, ndarray
        From `r2_table`.
    ceiling : str
        The contender that explains most.

    Returns
    -------
    DataFrame
        Index ``contender``; ``share``, ``low``, ``high`` (95 %); missing where the ceiling explains nothing.
    """
    top = replicates[:, table.index == ceiling]
    if (top <= 0).any():
        return pd.DataFrame({"share": np.nan, "low": np.nan, "high": np.nan}, index=table.index)
    low, high = interval(replicates / top)
    return pd.DataFrame({"share": table["r2"] / table["r2"].loc[ceiling], "low": low, "high": high}, index=table.index)


def outcome_numbers(outcome: pd.Series, name: str) -> NDArray[np.float64]:
    """Give what came later as numbers; whether something came is 1 or 0.

    Examples
    --------
    >>> outcome_numbers(pd.Series([True, False]), "bought").tolist()
    [1.0, 0.0]
    """
    return as_numbers(outcome.astype("Float64") if is_bool_dtype(outcome.dtype) else outcome, name)


def fold_problems(n_folds: int, n_customers: int, *, each: int) -> list[str]:
    """Say whether customers cannot be dealt into so many folds with so many in each.

    Examples
    --------
    >>> fold_problems(5, 3, each=1)
    ['n_folds must be from 2 to 3, with 3 customers and 1 or more in each fold; found 5.']
    """
    if not n_customers:
        return ["there is no customer: check the filter that made the table."]
    most = n_customers // each
    if 2 <= n_folds <= most:
        return []
    if most < 2:
        return [f"at least {2 * each} customers are needed, {each} in each of two folds; found {n_customers}."]
    range_ = "2" if most == 2 else f"from 2 to {most:,}"
    return [
        f"n_folds must be {range_}, with {n_customers:,} customers and {each} or more in each fold; found {n_folds}."
    ]


def ceiling_trees(random_state: int) -> HistGradientBoostingRegressor:
    """Give the boosted trees that say how much can be known at most, not fitted.

    Small trees and slow steps: a ceiling that overfits would flatter what is held against it.

    Parameters
    ----------
    random_state : int
        The same value gives the same trees.

    Returns
    -------
    HistGradientBoostingRegressor

    Examples
    --------
    >>> ceiling_trees(0).max_leaf_nodes
    8
    """
    return HistGradientBoostingRegressor(
        learning_rate=0.05, max_iter=150, max_leaf_nodes=8, early_stopping=False, random_state=random_state
    )
