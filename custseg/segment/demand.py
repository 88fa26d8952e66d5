"""How much would a customer buy if the shelf were never empty? Demand from the place, seen through sold-out sales.

`demand_classes` classes customers by expected demand (按需求分类).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm

from ..bands import Bands
from ..schema import SchemaError, as_numbers, listed, require_frame, typed

_STEPS = 500


@typed
def demand_classes(places: pd.DataFrame, sales: pd.Series, sold_out: pd.Series, *, n_classes: int = 5) -> pd.DataFrame:
    """Class customers by the demand that their place and their sales suggest (按需求分类).

    log demand = what the place is worth + normal noise. Sales are demand, but where a customer sold out they are
    only its lower limit. The regression takes that into account (Tobit, by expectation-maximisation), and a sold-out
    customer's demand is expected given the place *and* that it was more than the sales.

    Parameters
    ----------
    places : DataFrame
        Location (地段), consumption structure (消费结构) and floating population (流动人口): numbers and words, one
        row per customer. Numbers of zero or more enter as log(1 + x).
    sales : Series
        What was sold in the period, above 0; same index.
    sold_out : Series of bool
        Whether the customer ran out; same index.
    n_classes : int, default 5
        Classes of equal size.

    Returns
    -------
    DataFrame
        Index of `places`; ``demand`` (units of sales), ``from_place`` (median of places like this one) and ``class``,
        1 the lowest to n_classes the highest. ``attrs["spread"]``: standard deviation of log demand around the place.

    Raises
    ------
    SchemaError
        Indexes that differ, missing or negative values, sales of zero or less, nobody with stock left.

    References
    ----------
    Tobin, J. (1958). Estimation of relationships for limited dependent variables. Econometrica 26(1).
    Dempster, A. P., Laird, N. M. & Rubin, D. B. (1977). Maximum likelihood from incomplete data via the EM algorithm.
    Journal of the Royal Statistical Society B 39(1).

    Examples
    --------
    >>> from custseg.simulate import simulate_trade_areas
    >>> shops = simulate_trade_areas(400)
    >>> places = shops[["sim_footfall", "sim_residents", "sim_visitor_share", "sim_place"]]
    >>> found = demand_classes(places, shops["sim_sales"], shops["sim_sold_out"])
    >>> bool((found["demand"] >= shops["sim_sales"] * 0.999).all())
    True
    """
    _check(places, sales, sold_out)
    design = _design(places)
    seen, limited = np.log(sales.to_numpy(dtype="float64")), sold_out.to_numpy(dtype=bool)
    expected, spread, filled = _tobit(design, seen, limited)
    table = pd.DataFrame({"demand": np.exp(filled), "from_place": np.exp(expected)}, index=places.index)
    table["class"] = Bands("quantile", n_classes).fit_transform(table[["demand"]])
    table.attrs = {"spread": spread}
    return table


def _tobit(design: NDArray, seen: NDArray, limited: NDArray) -> tuple[NDArray, float, NDArray]:
    """Fit a regression whose outcome is only a lower limit for some; give means, spread and filled-in outcomes."""
    filled, spread = seen.copy(), float(seen.std())
    variance = np.zeros(len(seen))
    for _ in range(_STEPS):
        expected = design @ np.linalg.lstsq(design, filled, rcond=None)[0]
        now = float(np.sqrt(np.mean((filled - expected) ** 2 + variance)))
        below = (seen - expected) / now
        # the mean and the variance of a normal variable above a limit
        mills = np.exp(norm.logpdf(below) - norm.logsf(below))
        filled = np.where(limited, expected + now * mills, seen)
        variance = np.where(limited, now**2 * (1 - mills * (mills - below)), 0.0)
        if abs(now - spread) < 1e-7:
            break
        spread = now
    return expected, now, filled


def _design(places: pd.DataFrame) -> NDArray[np.float64]:
    numbers = places.select_dtypes("number").astype("float64")
    logs = np.log1p(numbers)
    words = places.drop(columns=numbers.columns)
    # without a word there is nothing that get_dummies would take
    dummies = pd.get_dummies(words, dtype="float64", drop_first=True) if len(words.columns) else words
    return np.column_stack([np.ones(len(places)), logs - logs.mean(), dummies])


def _check(places: pd.DataFrame, sales: pd.Series, sold_out: pd.Series) -> None:
    require_frame(places, "places")
    problems = [
        f"{name} must have the index of places in the same order."
        for name, column in (("sales", sales), ("sold_out", sold_out))
        if not column.index.equals(places.index)
    ]
    if gaps := list(places.columns[places.isna().any()]):
        problems.append(f"places misses values in {listed(gaps)}: fill them in or leave these columns out.")
    numbers = places.select_dtypes("number")
    if bad := list(numbers.columns[((numbers < 0) | np.isinf(numbers)).any()]):
        problems.append(f"places must hold finite numbers of zero or more; not so in {listed(bad)}.")
    sold = as_numbers(sales, "sales")
    wrong = ~(sold > 0) | np.isinf(sold)
    if wrong.any():
        problems.append(
            f"sales must be above 0 and finite; {int(wrong.sum()):,} are not ({listed(sales.index[wrong])})."
        )
    if sold_out.dtype != bool:
        problems.append(f"sold_out must hold True and False; found {sold_out.dtype}.")
    elif sold_out.all():
        problems.append("everybody sold out: nothing says how large a demand can be.")
    if problems:
        raise SchemaError(*problems)
