"""Do the predicted chances come true?

`calibration_table` compares them with what happened.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ..resample import wilson_interval
from ..schema import typed
from .mailing_depth import checked_answers


@typed
def calibration_table(answered: ArrayLike, chance: ArrayLike, *, n_bands: int = 5, level: float = 0.95) -> pd.DataFrame:
    """Compare the predicted chances with what happened, in bands of about equal size.

    Parameters
    ----------
    answered : array-like of bool of shape (n_mailings,)
        Whether each mailing was answered.
    chance : array-like of shape (n_mailings,)
        Predicted chance, 0-1.
    n_bands : int, default 5
        Bands by rank of the chance; equals stay together, so there may be fewer.
    level : float, default 0.95
        Of the Wilson interval for the observed share.

    Returns
    -------
    DataFrame
        Index ``band``, 1 the lowest. ``mailings``, ``predicted`` (mean chance), ``observed`` (share), ``low``,
        ``high``, and ``agrees``: the prediction lies within the interval.

    Raises
    ------
    ValueError
        No answers, columns of unequal length or with missing values, chances outside 0-1.

    See Also
    --------
    lift_table : Whether the order of the chances is right; scores will do there.
    mailing_profit : What calibrated chances are needed for.

    References
    ----------
    Wilson, E. B. (1927). Probable inference. Journal of the American Statistical Association 22(158).

    Examples
    --------
    >>> calibration_table([True, False] * 10, [0.5] * 20)["agrees"].tolist()
    [True]
    """
    answered, chance = checked_answers(answered, chance, (1.0,))
    if ((chance < 0) | (chance > 1)).any():
        raise ValueError("chances must lie between 0 and 1 to be compared with shares; these are scores.")
    rank = pd.Series(chance).rank(method="min", pct=False).to_numpy() - 1
    band = np.floor(rank * n_bands / len(chance)).astype(int)
    groups = pd.DataFrame({"answered": answered, "chance": chance}).groupby(band)
    n, answers = groups.size(), groups["answered"].sum().astype(int)
    table = pd.DataFrame({"mailings": n, "predicted": groups["chance"].mean(), "observed": groups["answered"].mean()})
    table["low"], table["high"] = wilson_interval(answers, n, level=level)
    table["agrees"] = table["predicted"].between(table["low"], table["high"])
    return table.set_axis(pd.RangeIndex(1, len(table) + 1, name="band"))
