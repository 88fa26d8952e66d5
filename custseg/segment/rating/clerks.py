"""Does a clerk favour customers? Who stands above what the rule gives, clerk by clerk, against chance.

`favouring_clerks`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import hypergeom

from ...resample import holm_adjusted
from ...schema import SchemaError, typed
from ._columns import missing_rows


@typed
def favouring_clerks(
    favoured: pd.Series, clerks: pd.Series, *, within: pd.Series | None = None, level: float = 0.05
) -> pd.DataFrame:
    """Test for every clerk whether more of his customers are favoured than chance would give him.

    If nobody favours, irregular tiers fall on the customers of one clerk as on those of another. Given how many there
    are in all, the number of one clerk's is then hypergeometric: an exact test, one-sided. Over many clerks somebody is
    always unlucky; Holm's correction holds the chance that *any* honest clerk is named at `level`, whatever the others
    do. It holds with few irregular tiers too, where it names nobody rather than the wrong one.

    Parameters
    ----------
    favoured : Series of bool of shape (n_customers,)
        Whether the customer stands above what the rule gives. One row per customer: the quarters of one customer
        are not independent.
    clerks : Series
        Same index; who looks after the customer.
    within : Series, optional
        Same index; customers are only compared within these groups, such as the format by market, where irregular
        tiers are more frequent in some than in others.
    level : float, default 0.05
        Chance that one or more honest clerks are named, above 0 and below 1.

    Returns
    -------
    DataFrame
        Index ``clerk``, the most suspicious first: ``customers``, ``favoured``, ``expected`` (by chance), ``share`` of
        his customers, ``others_share`` (missing if he has all customers), ``p_value``, ``p_adjusted`` (Holm) and
        ``named``: whether that is at most `level`.

    Raises
    ------
    SchemaError
        For missing values, something else than True and False, and indexes that differ; all at once.
    ValueError
        If `level` is not between 0 and 1.

    See Also
    --------
    audit_classes : Finds the irregular tiers.

    References
    ----------
    Fisher, R. A. (1935). The logic of inductive inference. Journal of the Royal Statistical Society 98(1).
    Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6(2).

    Examples
    --------
    >>> favoured = pd.Series([True] * 6 + [False] * 4 + [True] + [False] * 29)
    >>> clerks = pd.Series(["Li"] * 10 + ["Wang"] * 15 + ["Zhao"] * 15)
    >>> favouring_clerks(favoured, clerks)[["customers", "favoured", "p_adjusted", "named"]].round(4)
           customers  favoured  p_adjusted  named
    clerk
    Li            10         6       0.001   True
    Wang          15         1       1.000  False
    Zhao          15         0       1.000  False
    """
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, such as 0.05; found {level!r}.")
    problems = [
        f"{name} must have the index of favoured in the same order."
        for name, column in (("clerks", clerks), ("within", within))
        if column is not None and not column.index.equals(favoured.index)
    ]
    given = {"favoured": favoured, "clerks": clerks} | ({} if within is None else {"within": within})
    problems += [text for name, column in given.items() if (text := missing_rows(column, name))]
    if not len(favoured):
        problems.append("favoured is empty: there is no clerk to test.")
    elif favoured.dtype != bool:
        problems.append(f"favoured must hold True and False; found {favoured.dtype}.")
    if problems:
        raise SchemaError(*problems)
    names, clerk = np.unique(clerks.astype(str).to_numpy(dtype=object), return_inverse=True)
    group = np.zeros(len(clerk), dtype=np.intp) if within is None else pd.factorize(within)[0]
    return _tested(names, clerk, group, favoured.to_numpy(), level)


def _tested(
    names: np.ndarray, clerk: np.ndarray, group: np.ndarray, favoured: np.ndarray, level: float
) -> pd.DataFrame:
    """Count by group and clerk, and compare each clerk's number with what chance gives."""
    n_groups, n_clerks = int(group.max()) + 1, len(names)
    cells = [
        np.bincount(group[rows] * n_clerks + clerk[rows], minlength=n_groups * n_clerks).reshape(n_groups, n_clerks)
        for rows in (slice(None), favoured)
    ]
    customers, marks = cells
    sizes, marked = customers.sum(axis=1), marks.sum(axis=1)
    mine, own = customers.sum(axis=0), marks.sum(axis=0)
    p = np.array([_chance(own[k], sizes, marked, customers[:, k]) for k in range(n_clerks)])
    others = len(favoured) - mine
    with np.errstate(invalid="ignore"):
        table = {
            "customers": mine,
            "favoured": own,
            "expected": (customers * (marked / sizes)[:, np.newaxis]).sum(axis=0),
            "share": own / mine,
            "others_share": np.where(others > 0, (favoured.sum() - own) / others, np.nan),
            "p_value": p,
            "p_adjusted": holm_adjusted(p),
        }
    found = pd.DataFrame(table, index=pd.Index(names, name="clerk"))
    found["named"] = found["p_adjusted"] <= level
    return found.sort_values("p_value", kind="stable")


def _chance(seen: int, sizes: np.ndarray, marked: np.ndarray, mine: np.ndarray) -> float:
    """Give the chance of so many marks or more among a clerk's customers, group by group."""
    chances = np.ones(1)
    for size, marks, own in zip(sizes, marked, mine, strict=True):
        if own and marks:
            chances = np.convolve(chances, hypergeom.pmf(np.arange(min(own, marks) + 1), size, marks, own))
    return float(min(1.0, chances[seen:].sum()))
