"""What would a curve drawn through the survivors say of later years? The rivals of a model of contracts.

:func:`extrapolate_survivors`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..schema import SchemaError, check_whole, typed
from .contract_tables import contracts_from_survivors

DEGREES = {"linear": 1, "quadratic": 2}


@typed
def extrapolate_survivors(survivors: pd.Series, *, periods: int) -> pd.DataFrame:
    """Draw a line, an exponential curve and a parabola through a cohort's survivors, and follow them further.

    Least squares: of the shares for the line and the parabola, of their logarithms for the exponential curve. They
    know nothing of customers; a line ends below zero, and a parabola rises in the end.

    Parameters
    ----------
    survivors : Series
        Customers who are left, one row per period in order; the first row is the number at the beginning.
    periods : int
        Last period of the curves, counted from the beginning.

    Returns
    -------
    DataFrame
        Index ``period`` from 0, columns ``linear``, ``exponential``, ``quadratic``: shares of the beginning, as they
        come out.

    Raises
    ------
    SchemaError
        If the survivors are not such numbers, fewer than four, or end with nobody.

    See Also
    --------
    ShiftedBetaGeo : A model of who leaves.

    References
    ----------
    Fader, P. S. & Hardie, B. G. S. (2007). How to Project Customer Retention. Journal of Interactive Marketing 21(1),
    76-90.

    Examples
    --------
    >>> from custseg.datasets import contract_cohorts
    >>> seen = contract_cohorts()["High End"]
    >>> extrapolate_survivors(seen.loc[:7], periods=12).loc[12].round(2).to_dict()
    {'linear': 0.07, 'exponential': 0.28, 'quadratic': 0.76}
    """
    last = check_whole(periods, "periods", at_least=1)
    contracts_from_survivors(survivors, period="Y")  # says what is wrong with them
    left = survivors.dropna().to_numpy(dtype=float)
    if len(left) < 4 or left[-1] == 0:
        raise SchemaError(f"a curve needs four rows of survivors or more and somebody left; found {left.tolist()}.")
    seen, t, share = np.arange(len(left)), np.arange(last + 1), left / left[0]
    curves = {name: np.polyval(np.polyfit(seen, share, degree), t) for name, degree in DEGREES.items()}
    curves["exponential"] = np.exp(np.polyval(np.polyfit(seen, np.log(share), 1), t))
    index = pd.RangeIndex(last + 1, name="period")
    return pd.DataFrame(curves, index=index)[["linear", "exponential", "quadratic"]]
