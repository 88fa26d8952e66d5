"""How does the profit of a relation rise, hold and fall over its life?

`profit_life_cycle`.
"""

import numpy as np
import pandas as pd
from scipy.special import expit

from ..schema import as_numbers, check_whole, raise_where, typed

# A logistic step has done a tenth of its way at -ln 9 widths from its middle, nine tenths at +ln 9.
_PHASE_EDGE = np.log(9)


@typed
def profit_life_cycle(
    periods: float, *, peak: float, rise: float, rise_width: float, fall: float = np.inf, fall_width: float = 1.0
) -> pd.DataFrame:
    """Return a profit curve that rises like one logistic curve and falls like another, with its phases.

    profit(t) = peak / (1 + e^-((t - rise) / rise_width)) / (1 + e^((t - fall) / fall_width)). The literature names the
    phases but no numbers, so every number is a parameter.

    Parameters
    ----------
    periods : int
        Length of the relation in periods; the curve is given at t = 1, 2, ...
    peak : float
        Profit per period that the curve approaches between rise and fall, in money.
    rise : float
        Time at which half the rise has happened.
    rise_width : float
        How slow the rise is, in periods, above 0: 10 to 90 % takes 4.4 widths.
    fall : float
        Time at which half the fall has happened; by default it never falls.
    fall_width : float
        How slow the fall is, in periods, above 0.

    Returns
    -------
    DataFrame
        Index ``tenure``; ``profit`` (money per period) and ``phase``: "introduction" (导入期, up to 10 % of the rise),
        "growth" (快速增长期, up to 90 %), "maturity" (成熟期, until 10 % of the fall), "decline" (衰退期).

    Raises
    ------
    ValueError
        If the number of periods is not whole, a width is not above 0, or the fall comes before the rise.

    Examples
    --------
    >>> from custseg.value import profit_life_cycle
    >>> curve = profit_life_cycle(30, peak=100, rise=4, rise_width=1, fall=24, fall_width=2)
    >>> curve["phase"].value_counts(sort=False).to_dict()
    {'introduction': 1, 'growth': 5, 'maturity': 13, 'decline': 11}
    """
    times = np.arange(1.0, check_whole(periods, "periods", at_least=1) + 1)
    curve = {"peak": peak, "rise": rise, "rise_width": rise_width, "fall": fall, "fall_width": fall_width}
    for name, number in curve.items():
        raise_where(np.isnan(as_numbers(number, name)), None, name, "is missing", "State a number.")
    for name, width in (("rise_width", rise_width), ("fall_width", fall_width)):
        raise_where(np.asarray(not 0 < width < np.inf), None, name, "is not above 0", "It is a number of periods.")
    raise_where(
        np.asarray(not rise < fall), None, "fall", "does not come after rise", "A relation grows before it declines."
    )
    risen, fallen = (times - rise) / rise_width, (times - fall) / fall_width
    conditions = [fallen > -_PHASE_EDGE, risen > _PHASE_EDGE, risen > -_PHASE_EDGE]
    phase = np.select(conditions, ["decline", "maturity", "growth"], "introduction")
    return pd.DataFrame(
        {"profit": peak * expit(risen) * expit(-fallen), "phase": phase},
        index=pd.Index(times.astype(int), name="tenure"),
    )
