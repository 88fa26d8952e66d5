"""Do customers move between tiers in the same way in each period, so that the periods may be counted together?

`migration_homogeneity`.
"""

import numpy as np
import pandas as pd
from scipy import stats

from ...schema import SchemaError, typed
from ._transitions import Transitions, around_shares, shares_of, transitions_of

MOST_CELLS = 4_000  # the matrix of their covariances has the square of it


@typed
def migration_homogeneity(panel: pd.DataFrame, *, absent: bool = False) -> pd.Series:
    """Test whether the shares that go from tier to tier are the same in each pair of windows.

    Parameters
    ----------
    panel : DataFrame
        As in :func:`migration_matrix`, at least three windows.
    absent : bool
        Whether those who leave, come back and join are tested too.

    Returns
    -------
    Series
        ``statistic``, Pearson's sum over pairs and cells; ``mean``, what it is on average where the shares are the same
        and customers are as they are; ``p_value``, 0-1, small where the periods differ more than that; ``pairs`` of
        windows; ``cells`` that anybody is in; ``smallest``, the smallest expected count: below one, the p-value is
        rough, and fewer tiers are better.

    Raises
    ------
    SchemaError
        If the panel is not valid, has fewer than three windows, too many tiers, or nobody moves between two of them.

    See Also
    --------
    migration_matrix : The shares of all periods together.
    moves_beyond_chance : Whether more customers move than in a shop where nobody changes; a different question.

    Notes
    -----
    The statistic is that of Anderson and Goodman. Its chi-squared distribution holds only where the next tier depends
    on nothing but the present one. Customers who differ for good are in all periods, so that the periods are more alike
    than drawn ones, and the usual p-value is too large. Here the covariances of all counts come from the customers as
    clusters, and the distribution from their eigenvalues, by the second-order correction of Rao and Scott.

    Where cuts are found anew in each window (``cuts="each window"``), the sizes of tiers cannot differ and the test is
    conservative. Under a :class:`TierRule` that holds tiers, the first window has no memory: leave it out, or the test
    finds just that.

    References
    ----------
    Anderson, T. W. & Goodman, L. A. (1957). Statistical inference about Markov chains. Annals of Mathematical
    Statistics 28(1), 89-110.

    Rao, J. N. K. & Scott, A. J. (1984). On chi-squared tests for multiway contingency tables with cell proportions
    estimated from survey data. Annals of Statistics 12(1), 46-60.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from custseg.segment import migration_homogeneity
    >>> rng = np.random.default_rng(1)
    >>> panel = pd.DataFrame(rng.integers(1, 4, (300, 4)))
    >>> bool(migration_homogeneity(panel)["p_value"] > 0.05)
    True
    """
    found = transitions_of(panel, 1, absent=absent)
    counts = found.counts()
    if len(counts) < 2:
        raise SchemaError("panel has two windows: there is one period, which cannot differ from another.")
    cells = np.flatnonzero(counts.sum(axis=0).ravel())
    if len(cells) * len(counts) > MOST_CELLS:
        raise SchemaError(
            f"panel has {len(cells):,} cells in {len(counts)} periods: merge tiers or take fewer periods; the test can "
            f"tell {MOST_CELLS:,} apart."
        )
    expected = counts.sum(axis=2)[:, :, np.newaxis] * np.nan_to_num(shares_of(counts.sum(axis=0)))
    kept = expected > 0
    if not kept.any():
        raise SchemaError("nobody is in panel in two windows that follow each other: there is nothing to test.")
    statistic = float(((counts - expected)[kept] ** 2 / expected[kept]).sum())
    covariance = _covariance(found, counts, cells)
    mean, square = float(np.trace(covariance)), float((covariance**2).sum())
    # of a sum of chi-squares with these weights: the one chi-square with the same mean and variance
    p_value = stats.chi2.sf(statistic * mean / square, mean**2 / square) if mean > 1e-9 else 1.0
    return pd.Series(
        {
            "statistic": statistic,
            "mean": mean,
            "p_value": float(p_value),
            "pairs": len(counts),
            "cells": len(cells),
            "smallest": float(expected[kept].min()),
        }
    )


def _covariance(found: Transitions, counts: np.ndarray, cells: np.ndarray) -> np.ndarray:
    """Give the covariances of the statistic's terms, customers being the clusters."""
    n_pairs, size = len(counts), found.size
    joint = _joint(found, cells)
    shares = np.nan_to_num(shares_of(counts.sum(axis=0)))
    centred = around_shares(shares)[np.ix_(cells, cells)]
    centred = np.einsum("ij,ajbk,lk->aibl", centred, joint, centred, optimize=True)
    rows = cells // size
    started = counts.sum(axis=2)[:, rows].astype(float)  # pairs x cells
    # the common share is estimated: each pair differs from the mean of all, weighted by who started
    apart = np.eye(n_pairs)[:, :, np.newaxis] - (started / started.sum(axis=0))[:, np.newaxis, :]
    with np.errstate(divide="ignore"):
        scale = np.where(started > 0, 1 / np.sqrt(started * shares.ravel()[cells]), 0.0)
    apart *= scale[:, np.newaxis, :]
    terms = np.einsum("abi,bicj,dcj->aidj", apart, centred, apart, optimize=True)
    return terms.reshape(n_pairs * len(cells), -1)


def _joint(found: Transitions, cells: np.ndarray) -> np.ndarray:
    """Count how often each cell of one pair stands with each of another, over customers: pair, cell, pair, cell."""
    n_pairs, n = len(found.cells), len(cells)
    place = np.full(found.size**2 + 1, n)
    place[cells] = np.arange(n)
    placed = [place[cell] for cell in found.cells]
    joint = np.zeros((n_pairs, n, n_pairs, n))
    for one in range(n_pairs):
        for other in range(one, n_pairs):
            both = np.bincount(placed[one] * (n + 1) + placed[other], minlength=(n + 1) ** 2)
            both = both.reshape(n + 1, n + 1)[:n, :n]
            joint[one, :, other], joint[other, :, one] = both, both.T
    return joint
