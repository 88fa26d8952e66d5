"""What does one unit of a driver cost? The terms of all time equations, priced."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def priced_terms(pools: pd.DataFrame, activities: pd.DataFrame) -> pd.DataFrame:
    """Give each term of the activities its rate per minute and its cost per unit of the driver."""
    terms = activities[["activity", "driver", "pool", "minutes"]].reset_index(drop=True)
    rate = terms["pool"].map(pools["amount"] / pools["capacity"]).astype(float)
    return terms.assign(rate=rate, cost_per_unit=rate * terms["minutes"])


def added_up(drivers: pd.DataFrame, terms: pd.DataFrame, by: str, costs: NDArray[np.float64]) -> pd.DataFrame:
    """Add up cost per unit times driver over the terms, one column for each value of `by`.

    Term after term and not by a matrix product, whose last digits depend on how many rows there are.
    """
    names = list(dict.fromkeys(terms[by]))
    total = np.zeros((len(names), len(drivers)))  # a row per name, so that each is one stretch of memory
    units = {name: drivers[name].to_numpy(dtype=float) for name in dict.fromkeys(terms["driver"])}
    for name, driver, cost in zip(terms[by], terms["driver"], costs, strict=True):
        total[names.index(name)] += units[driver] * cost
    return pd.DataFrame(total.T, index=drivers.index, columns=names, copy=False)
