"""Does a convenient measure rank customers as their profit does?

`rank_agreement`; `partial_rank_correlation` of two columns among customers who are alike in others.
"""

import numpy as np
import pandas as pd
from scipy.special import ndtri
from scipy.stats import rankdata

from ..schema import as_numbers, require_frame, typed


@typed
def rank_agreement(
    measures: pd.DataFrame, profit: pd.Series, *, share: float = 0.2, level: float = 0.95
) -> pd.DataFrame:
    """Compare the ranking of customers by each measure with their ranking by profit.

    Parameters
    ----------
    measures : DataFrame of shape (n_customers, n_measures)
        Sales, assets, balance, loyalty …; larger means thought more valuable.
    profit : Series of shape (n_customers,)
        What the customers are really worth, on the same index.
    share : float, default 0.2
        How large a top group is compared, as a fraction of customers.
    level : float, default 0.95
        Coverage of the interval of the correlation.

    Returns
    -------
    DataFrame
        Index: the measures. Columns ``spearman`` (rank correlation, −1 to 1), ``low``, ``high`` (its interval),
        ``top_overlap`` (the share of the top group by profit that is also in the top group by the measure; chance alone
        gives ``share``) and ``profit_of_top`` (profit of the top group by the measure, divided by that of the top group
        by profit; 1 is the best that a measure can do, missing where even the best group makes a loss).

    Raises
    ------
    ValueError
        Indexes that differ, missing values, fewer than four customers, a constant column, a share that selects nobody.

    Notes
    -----
    `scipy.stats.spearmanr` has no interval. This one is on Fisher's scale with the variance (1 + r²/2) / (n − 3) of
    Bonett & Wright. Ties share ranks; at the border of a top group, ties are broken by the index, so that the group has
    a fixed size.

    References
    ----------
    Bonett, D. G. & Wright, T. A. (2000). Sample size requirements for estimating Pearson, Kendall and Spearman
    correlations. Psychometrika 65(1).

    Examples
    --------
    >>> measures = pd.DataFrame({"sales": [1.0, 2.0, 3.0, 4.0, 5.0]})
    >>> rank_agreement(measures, pd.Series([2.0, 4.0, 6.0, 8.0, 1.0]))["top_overlap"].tolist()
    [0.0]
    """
    _check(measures, profit, share)
    ranks = rankdata(profit)
    rows = {name: _agreement(column, profit, ranks, share, level) for name, column in measures.items()}
    columns = ["spearman", "low", "high", "top_overlap", "profit_of_top"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("measure")


@typed
def partial_rank_correlation(first: pd.Series, second: pd.Series, *, given: pd.DataFrame) -> float:
    """Correlate the ranks of two columns after what other columns explain of both is taken away.

    Good customers are good in many ways at once, so that two columns rise together without any tie between them. The
    columns of `given` are held equal: of both ranks, what a straight line through the ranks of `given` explains is
    taken away.

    Parameters
    ----------
    first, second : Series of shape (n_customers,)
        Numbers, on one index.
    given : DataFrame of shape (n_customers, n_columns)
        What is held equal, on the same index.

    Returns
    -------
    float
        From −1 to 1; missing where the columns of `given` explain one of the two wholly.

    Raises
    ------
    ValueError
        Indexes that differ, missing values, or fewer customers than four more than the columns of `given`.

    See Also
    --------
    rank_agreement : Without holding anything equal.

    References
    ----------
    Conover, W. J. & Iman, R. L. (1981). Rank transformations as a bridge between parametric and nonparametric
    statistics. The American Statistician 35(3).

    Examples
    --------
    >>> import numpy as np
    >>> size, trust, cost = pd.DataFrame(np.random.RandomState(0).normal(size=(500, 3))).T.to_numpy()
    >>> both = pd.DataFrame({"trust": trust + 3 * size, "cost": cost + 3 * size})  # tied by size, and by nothing else
    >>> bool(both.corr("spearman").loc["trust", "cost"] > 0.8)
    True
    >>> bool(abs(partial_rank_correlation(both["trust"], both["cost"], given=pd.DataFrame({"size": size}))) < 0.2)
    True
    """
    require_frame(given, "given")
    if not (first.index.equals(second.index) and first.index.equals(given.index)):
        raise ValueError("first, second and given must have the same index in the same order; they differ.")
    if bad := int(first.isna().sum() + second.isna().sum() + given.isna().sum().sum()):
        raise ValueError(f"first, second and given must be complete; {bad} values are missing.")
    if len(first) < given.shape[1] + 4:
        needed = f"{given.shape[1]} columns held equal need {given.shape[1] + 4} customers"
        raise ValueError(f"{needed}; found {len(first)}.")
    ranks = np.column_stack([rankdata(as_numbers(column, str(name))) for name, column in given.items()])
    held = np.column_stack([np.ones(len(first)), ranks])
    both = np.column_stack([rankdata(as_numbers(first, "first")), rankdata(as_numbers(second, "second"))])
    rest = both - held @ np.linalg.lstsq(held, both, rcond=None)[0]
    spread = np.sqrt((rest**2).sum(axis=0))
    return float(rest[:, 0] @ rest[:, 1] / spread.prod()) if spread.min() > 1e-9 * len(first) else float("nan")


def _check(measures: pd.DataFrame, profit: pd.Series, share: float) -> None:
    require_frame(measures, "measures")
    if not measures.index.equals(profit.index):
        raise ValueError("measures and profit must have the same index in the same order; they differ.")
    if bad := int(measures.isna().sum().sum() + profit.isna().sum()):
        raise ValueError(f"measures and profit must be complete; {bad} values are missing.")
    for name, column in {**measures, "profit": profit}.items():
        as_numbers(column, str(name))
    if len(profit) < 4:
        raise ValueError(f"A rank correlation needs at least four customers; found {len(profit)}.")
    if not 0 < share < 1 or int(share * len(profit)) < 1:
        raise ValueError(f"share must select at least one customer and not all; found {share} of {len(profit)}.")
    constant = [name for name, column in {**measures, "profit": profit}.items() if column.min() == column.max()]
    if constant:
        raise ValueError(f"These columns are constant and rank nobody: {', '.join(map(str, constant))}.")


def _agreement(
    column: pd.Series, profit: pd.Series, ranks: np.ndarray, share: float, level: float
) -> tuple[float, ...]:
    spearman = float(np.corrcoef(rankdata(column), ranks)[0, 1])
    half = ndtri((1 + level) / 2) * np.sqrt((1 + spearman**2 / 2) / (len(column) - 3))
    centre = np.arctanh(np.clip(spearman, -1 + 1e-12, 1 - 1e-12))
    size = int(share * len(column))
    by_measure, by_profit = (values.astype(float).sort_index().nlargest(size).index for values in (column, profit))
    best = profit[by_profit].sum()
    return (
        spearman,
        float(np.tanh(centre - half)),
        float(np.tanh(centre + half)),
        len(by_measure.intersection(by_profit)) / size,
        float(profit[by_measure].sum() / best) if best > 0 else np.nan,
    )
