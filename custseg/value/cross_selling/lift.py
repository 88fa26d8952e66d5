"""Does whoever bought one category take up another more often than others who come as often?

`cross_selling_lift`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from ...resample import holm_adjusted
from ...resample.influence import check_level
from ...schema import Day, check_whole, typed
from ._holdings import Floats, Holdings, bands_of_orders, holdings

Cells = NDArray[np.float64]  # shape (4, strata, held, category): with and without the one, by took up and did not


@typed
def cross_selling_lift(
    transactions: Any,
    *,
    after: Day,
    category: str = "product",
    bands: int = 10,
    fewest: int = 30,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return how much more often customers who had one category took up another.

    The plain lift compares them with all who had not bought the other. It is above 1 for almost every pair: whoever
    comes often has bought much and takes up much. So customers are also held against others who ordered as often until
    the day: the odds ratio of Mantel & Haenszel over bands of the number of orders.

    Parameters
    ----------
    transactions : dataframe
        As for `new_categories`.
    after : day
        The last day of the time before. What was held is known on it; what was taken up came later.
    category : str, default "product"
        Column that says what was bought.
    bands : int, default 10
        How many bands of about equal size the number of orders until the day is cut into; 1 holds nothing equal.
    fewest : int, default 30
        Pairs with fewer customers who had the one and not the other are left out, and so are categories with fewer
        adopters.
    level : float, default 0.95
        Coverage of the interval of the odds ratio.

    Returns
    -------
    DataFrame
        Index ``held`` (bought until the day) and ``category`` (not bought until the day), largest odds ratio first.
        ``customers`` who had the one and not the other; ``adopters`` among them and their ``rate`` (0-1);
        ``rate_of_all`` who had not bought the other; ``lift``, rate over rate of all; ``expected``, how many adopters
        customers who order as often would have given; ``odds_ratio`` among equals with ``low`` and ``high`` (1: no
        difference); ``p`` of the test that it is 1, two-sided, and ``p_adjusted`` for all pairs together. An odds ratio
        is missing where no band holds both sides.

    Raises
    ------
    SchemaError
        If the transactions are not valid, or lack the category.
    ValueError
        If the log does not reach to both sides of the day, or a number is out of range.

    See Also
    --------
    adoption_rates : The rate of each category alone.
    custseg.resample.holm_adjusted : How the tests of all pairs are held together.

    Notes
    -----
    A pair says who may be worth an offer, not that the offer works: what the two have in common, such as a household
    with children, was there before either. Of Berkeley's admissions by department the ratio is 0.90 (0.77 to 1.06).

    References
    ----------
    Mantel, N. & Haenszel, W. (1959). Statistical aspects of the analysis of data from retrospective studies of disease.
    Journal of the National Cancer Institute, 22(4), 719-748.
    Robins, J., Breslow, N. & Greenland, S. (1986). Estimators of the Mantel-Haenszel variance consistent in both sparse
    data and large-strata limiting models. Biometrics, 42(2), 311-323.

    Examples
    --------
    >>> from custseg.datasets import load_complete_journey
    >>> from custseg.value import cross_selling_lift
    >>> lines = load_complete_journey("departments").merge(load_complete_journey(), on="order_id")
    >>> lines = lines.drop(columns="amount").rename(columns={"sales_value": "amount"})
    >>> pairs = cross_selling_lift(lines, after="2017-06-30", category="department")
    >>> pairs.loc[("SEAFOOD", "SALAD BAR"), ["customers", "lift", "odds_ratio", "low", "high"]].round(2).tolist()
    [217.0, 1.29, 1.14, 0.76, 1.71]
    """
    check_level(level)
    fewest = check_whole(fewest, "fewest", at_least=1)
    found = holdings(transactions, after, category)
    cells = _cells(found, check_whole(bands, "bands", at_least=1))
    names = pd.MultiIndex.from_product([found.categories, found.categories], names=["held", "category"])
    columns = _rates(cells) | _odds(cells, level)
    table = pd.DataFrame({name: column.ravel() for name, column in columns.items()}, index=names)
    other = ~np.eye(len(found.categories), dtype=bool)
    enough = (columns["customers"] >= fewest) & (found.adopted.sum(axis=0) >= fewest) & other
    kept = _held_together(table[enough.ravel()])
    return kept.sort_values("odds_ratio", ascending=False, kind="stable")


def _rates(cells: Cells) -> dict[str, Floats]:
    took, refused, others_took = cells[:3]
    holders, adopters = (took + refused).sum(axis=0), took.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        rate, of_all = adopters / holders, (took + others_took).sum(axis=0) / cells.sum(axis=(0, 1))
        lift = rate / of_all
    counts = {"customers": holders.astype(np.int64), "adopters": adopters.astype(np.int64)}
    return {**counts, "rate": rate, "rate_of_all": of_all, "lift": lift}


def _odds(cells: Cells, level: float) -> dict[str, Floats]:
    expected, variance = _under_equal_odds(cells)
    ratio, error = mantel_haenszel(cells)
    factor = np.exp(ndtri((1 + level) / 2) * error)
    with np.errstate(invalid="ignore", divide="ignore"):
        p = 2 * ndtr(-np.abs(cells[0].sum(axis=0) - expected) / np.sqrt(variance))
    return {"expected": expected, "odds_ratio": ratio, "low": ratio / factor, "high": ratio * factor, "p": p}


def _held_together(table: pd.DataFrame) -> pd.DataFrame:
    """Add the p-values that hold for all pairs together; a pair without a test has none."""
    p = table["p"].to_numpy()
    adjusted, tested = np.full(len(p), np.nan), ~np.isnan(p)
    adjusted[tested] = holm_adjusted(p[tested])
    return table.assign(p_adjusted=adjusted)


def _cells(found: Holdings, bands: int) -> Cells:
    """Count, by band of orders, who of those without the other category had the one, and who took the other up."""
    band = bands_of_orders(found.orders[:, 0], bands)
    layers = []
    for number in np.unique(band):
        rows = band == number
        held = (found.before[rows] > 0).astype(float)
        took, refused = (found.adopted[rows] + 0.0, ((found.before + found.after)[rows] == 0) + 0.0)
        layers.append([held.T @ took, held.T @ refused, (1 - held).T @ took, (1 - held).T @ refused])
    cells: Cells = np.array(layers).transpose(1, 0, 2, 3)
    return cells


def _under_equal_odds(cells: Cells) -> tuple[Floats, Floats]:
    """Give how many holders would take up, were they like the others of their band, and the variance of that."""
    took, refused, others_took = cells[:3]
    total, holders, adopters = cells.sum(axis=0), took + refused, took + others_took
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = holders * adopters / total
        variance = expected * (total - adopters) * (total - holders) / (total * (total - 1))
    return np.nan_to_num(expected).sum(axis=0), np.where(total > 1, variance, 0.0).sum(axis=0)


def mantel_haenszel(cells: Cells) -> tuple[Floats, Floats]:
    """Give the common odds ratio of four-fold tables over strata, and the standard error of its logarithm.

    Parameters
    ----------
    cells : ndarray of shape (4, n_strata, ...)
        With the one and took up, with it and did not, without it and took up, without it and did not.

    Returns
    -------
    ratio, error : ndarray of shape (...)
        Missing where no stratum holds both sides.
    """
    a, b, c, d = cells
    with np.errstate(invalid="ignore", divide="ignore"):
        total = cells.sum(axis=0)
        p, q, r, s = (np.where(total > 0, part / total, 0.0) for part in (a + d, b + c, a * d, b * c))
        good, bad = r.sum(axis=0), s.sum(axis=0)
        variance = (
            (p * r).sum(axis=0) / (2 * good**2)
            + (p * s + q * r).sum(axis=0) / (2 * good * bad)
            + (q * s).sum(axis=0) / (2 * bad**2)
        )
        both = (good > 0) & (bad > 0)
        return np.where(both, good / bad, np.nan), np.where(both, np.sqrt(variance), np.nan)
