"""How long may a customer be silent? P(alive) over the number of purchases and the time since the last one.

:func:`alive_map`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..schema import typed
from ._arguments import as_count, as_time
from ._buying import Buying

MOST_CELLS = 100_000  # of a map; beyond that nobody sees a difference


@typed
def alive_map(model: Buying, *, observed: float, most_purchases: int = 20, steps: int = 40) -> pd.DataFrame:
    """Give P(alive) by number of repeat purchases and time since the last one.

    Parameters
    ----------
    model : Buying
        Fitted model.
    observed : float
        Time since the first purchase, the same for everybody in the map, in the model's unit.
    most_purchases : int
        Largest number of repeat purchases.
    steps : int
        Rows of the map.

    Returns
    -------
    DataFrame
        Index ``silence`` (time since the last purchase, from 0 to before ``observed``), columns ``x`` from 1; values
        0 to 1. Customers without a repeat purchase have only one possible silence, ``observed``: their P(alive) is in
        ``attrs["bought_once"]``.

    Raises
    ------
    ValueError
        If a size is not positive, or the map would have too many cells.

    Examples
    --------
    >>> from custseg.repeat_buying import ParetoNBD
    >>> model = ParetoNBD.from_params(r=0.553, alpha=10.578, s=0.606, beta=11.669, unit="W")
    >>> chances = alive_map(model, observed=39.0, most_purchases=3, steps=3)
    >>> chances.round(2)
    x          1     2     3
    silence
    0.0     1.00  1.00  1.00
    13.0    0.80  0.77  0.74
    26.0    0.48  0.37  0.26
    """
    observed = as_time(observed, "observed")
    most_purchases = as_count(most_purchases, "most_purchases", at_least=1)
    steps = as_count(steps, "steps", at_least=1)
    if observed == 0:
        raise ValueError("observed must be more than zero: on the day of the first purchase nobody is silent.")
    if most_purchases * steps > MOST_CELLS:
        raise ValueError(f"a map of {most_purchases} by {steps} cells is too fine: at most {MOST_CELLS:,} cells.")
    silences = pd.Index(observed * np.arange(steps) / steps, name="silence")
    counts = pd.RangeIndex(1, most_purchases + 1, name="x")
    silence, x = (part.ravel() for part in np.meshgrid(silences, counts, indexing="ij"))
    customers = pd.DataFrame({"x": x, "t_x": observed - silence, "T": float(observed)})
    chances = model.probability_alive(customers).to_numpy().reshape(steps, most_purchases)
    once = model.probability_alive(pd.DataFrame({"x": [0], "t_x": [0.0], "T": [float(observed)]}))
    found = pd.DataFrame(chances, index=silences, columns=counts)
    found.attrs = {"unit": model.unit_, "observed": float(observed), "bought_once": float(once.iloc[0])}
    return found
