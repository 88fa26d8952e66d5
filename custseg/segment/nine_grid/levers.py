"""What would each step towards a better cell bring, and which comes first?

`ranked_levers`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import t as student

from ...schema import SchemaError, as_numbers, listed, require_frame, typed
from ._checked_looks import checked_looks
from ._side_moments import FEWEST
from .looks import LOOKS

Floats = NDArray[np.float64]


@typed
def ranked_levers(
    gaps: pd.DataFrame, looks: pd.DataFrame, money: pd.Series, *, levers: list[str] | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Rank what leads to the next cell (指路) by what closing each gap would bring a client, in money.

    What one unit of a look goes with in money is read off all clients by a straight line, the other looks held equal;
    times the gap it is what would come *if* the look were the cause. Nobody has moved a look by lot here: try the first
    lever on a drawn half before all are told to pull it.

    Parameters
    ----------
    gaps : DataFrame
        One branch of `look_gaps`: index ``look``, columns ``gap``, ``low`` and ``high`` (``gaps.loc["north"]``), made
        at the same `level`. With ``gap`` alone, gaps that somebody set, they count as known.
    looks : DataFrame
        From `client_looks`. Clients with a missing look are left out of the line.
    money : Series
        What each client brings, same index: economic profit, or income.
    levers : list of str, optional
        Which looks the bank can move; by default those that `look_indicators` says, of those in `gaps`.
    level : float, default 0.95
        Coverage of the intervals, between 0 and 1.

    Returns
    -------
    DataFrame
        Index ``look``, the lever that brings most first; ``gap``; ``worth``, money that goes with one unit; ``brings``,
        gap times worth, money a client and year, with ``low`` and ``high``, in which both the gap and the worth are
        unsure (the latter robust to unequal scatter; missing where the gap has no interval); ``sure``, whether the
        interval lies above zero; ``n``, clients in the line.

    Raises
    ------
    SchemaError
        If looks and gaps do not fit together, or too few clients have all looks.
    ValueError
        A level that is not between 0 and 1.

    See Also
    --------
    look_gaps : The gaps.
    custseg.decide.campaign_lift : What a lever brought, against a drawn control.

    Notes
    -----
    Three things make `brings` look larger than what will come. The line is no experiment: better clients may have
    both the look and the money. The lever that stands first was chosen for being largest, and part of that is chance.
    And a look that is made of the money itself, as the cost-income ratio is of income, or both of one odd year, goes
    with it by arithmetic: take the money of the year after. `sure` speaks of each lever by itself: of forty that
    bring nothing, one is sure by chance.
    The interval adds the squares of the half widths of both factors, each times the other factor.

    References
    ----------
    MacKinnon, J. G. & White, H. (1985). Some heteroskedasticity-consistent covariance matrix estimators with improved
    finite sample properties. Journal of Econometrics 29(3).

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> from custseg.segment import look_gaps, ranked_levers
    >>> random = np.random.default_rng(0)
    >>> looks = pd.DataFrame({"wallet_share": random.uniform(size=200), "loan_share": random.uniform(size=200)})
    >>> money = 50 * looks["wallet_share"] + 10 * looks["loan_share"] + random.normal(0, 5, 200)
    >>> cells = pd.Series(np.where(money > 30, "high", "low"))
    >>> gaps = look_gaps(looks, cells, here="low", there="high").loc["all"]
    >>> ranked_levers(gaps, looks, money)["brings"].round(0).to_dict()
    {'wallet_share': 25.0, 'loan_share': 1.0}
    """
    names = checked_looks(looks, {"money": money}, level)
    require_frame(gaps, "gaps")
    plain = gaps.columns.nlevels == gaps.index.nlevels == 1 and gaps.columns.is_unique
    if not plain or "gap" not in gaps or not gaps.index.isin(names).all() or not gaps.index.is_unique:
        raise SchemaError("gaps must be one branch of look_gaps, gaps.loc['north'], with the looks of looks.")
    pulled = [name for name in gaps.index if name in LOOKS and LOOKS[name][4]] if levers is None else list(levers)
    if not pulled or not set(pulled) <= set(gaps.index):
        raise SchemaError(f"levers must name looks of gaps, {listed(gaps.index, 16)}; found {listed(pulled, 16)}.")
    values = looks[list(gaps.index)].to_numpy(dtype="float64", na_value=np.nan)
    amounts = as_numbers(money, "money")
    known = np.isfinite(values).all(axis=1) & np.isfinite(amounts)
    worth, errors, freedom = _line(values[known], amounts[known], list(gaps.index))
    table = pd.DataFrame({"gap": as_numbers(gaps["gap"], "gaps['gap']"), "worth": worth}, index=gaps.index)
    unsure_worth = float(student.ppf((1 + float(level)) / 2, freedom)) * errors * table["gap"]
    unsure_gap = _half_widths(gaps) * table["worth"]
    reach = np.sqrt(unsure_worth**2 + unsure_gap**2)
    table["brings"] = table["gap"] * table["worth"]
    table = table.assign(low=table["brings"] - reach, high=table["brings"] + reach, n=int(known.sum()))
    table.insert(5, "sure", table["low"] > 0)
    return table.loc[pulled].sort_values("brings", ascending=False, kind="stable").rename_axis("look")


def _half_widths(gaps: pd.DataFrame) -> Floats:
    """Give half the width of the interval of each gap, missing where it has none; 0 for gaps that are set."""
    if not {"low", "high"} <= set(gaps.columns):
        return np.zeros(len(gaps))
    half: Floats = (as_numbers(gaps["high"], "gaps['high']") - as_numbers(gaps["low"], "gaps['low']")) / 2
    return half


def _line(values: Floats, amounts: Floats, names: list[str]) -> tuple[Floats, Floats, int]:
    """Give slopes, their robust standard errors (HC3) and the degrees of freedom."""
    n, k = values.shape
    if n < k + 1 + FEWEST:
        raise SchemaError(f"{n:,} clients have all {k} looks: too few for a line. Leave looks out that most lack.")
    spread = values.std(axis=0)
    if not (spread > 0).all():
        constant = [name for name, one in zip(names, spread, strict=True) if not one > 0]
        raise SchemaError(f"{listed(constant)} does not vary: nothing can be read off it. Leave it out.")
    design = np.column_stack([np.ones(n), (values - values.mean(axis=0)) / spread])
    inverse = np.linalg.pinv(design.T @ design, hermitian=True)
    slopes = inverse @ (design.T @ amounts)
    leverage = np.einsum("ij,jk,ik->i", design, inverse, design)
    rest = (amounts - design @ slopes) / np.maximum(1 - leverage, 1e-8)
    half = inverse @ (design * rest[:, None]).T
    errors = np.sqrt((half**2).sum(axis=1))
    return slopes[1:] / spread, errors[1:] / spread, n - k - 1
