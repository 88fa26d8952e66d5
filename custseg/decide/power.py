"""What is the smallest effect that a list can show when a part of it is drawn out and left alone?

`smallest_effect`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import norm

from ..schema import Amounts, aligned, amounts_of, check_fraction, typed

ALL = "all"
FEWEST = 4  # customers: two on each side


@typed
def smallest_effect(
    outcome: Amounts,
    lists: pd.Series | None = None,
    *,
    forecast: Amounts | None = None,
    control: float = 0.5,
    limit: float = 0.5,
    power: float = 0.8,
    level: float = 0.95,
) -> pd.DataFrame:
    r"""Say how large an effect must be to be seen on a list of which a part is drawn out as control (最小可检测效应).

    Parameters
    ----------
    outcome : array or Series of shape (n_customers,)
        What these customers did in an earlier window as long as the one in which the effect will be measured: money, or
        0 and 1 for who came back. Their scatter is taken for that of the time to come.
    lists : Series with the same index, optional
        On which list each customer is; missing for none. One list by default.
    forecast : array or Series of shape (n_customers,), optional
        What was expected of each customer. It takes out the part of the scatter that it explains, in a straight line.
    control : float
        Which share of a list is left alone, 0-1, ends not included.
    limit : float
        The largest effect, as a share of the mean, with which a list is still for learning.
    power : float
        How often an effect of that size is to be found, 0.5-1.
    level : float
        Coverage of the interval around the difference, 0-1.

    Returns
    -------
    DataFrame
        Index ``list``. ``customers``; ``mean`` and ``sd`` of the outcome (what is left of it beside the forecast);
        ``smallest_effect``, in the unit of the outcome; ``relative``, as a share of the mean; ``for_learning``, whether
        that is at most `limit` (else the list is for service); ``customers_needed``, on the list for an effect of
        `limit`. NaN with fewer than four customers, for the last two also where the mean is not above zero.

    Raises
    ------
    TypeError
        If the outcome is not one column of numbers.
    ValueError
        If numbers are missing, indexes differ, or a share is outside its range.

    See Also
    --------
    action_lists : Draws the control.
    custseg.resample.group_difference : The difference that came out, with its interval.

    Notes
    -----
    .. math:: \delta = (z_{(1 + level)/2} + z_{power}) \frac{s}{\sqrt{n\,c\,(1 - c)}}

    with :math:`c` the share of the control; for halves, 80 % power and 95 % this is 2.8 s times 2 / √n.

    References
    ----------
    Bloom, H. S. (1995). Minimum detectable effects: a simple way to report the statistical power of experimental
    designs. Evaluation Review 19(5), 547-556.

    Examples
    --------
    405 customers, of whom 38 in 100 come back: how many points more can be seen?

    >>> import numpy as np
    >>> from custseg.decide import smallest_effect
    >>> came_back = np.repeat([1.0, 0.0], [154, 251])
    >>> smallest_effect(came_back)[["mean", "smallest_effect", "for_learning"]].round(3).to_dict("records")
    [{'mean': 0.38, 'smallest_effect': 0.135, 'for_learning': True}]
    """
    values, index = amounts_of(outcome, "outcome")
    _check_shares(control=control, limit=limit, power=power, level=level)
    places_of_lists: dict[Any, Any] = {ALL: slice(None)}
    if lists is not None and not lists.index.equals(index):
        raise ValueError("lists and outcome have different indexes: reindex one of them, lists.reindex(outcome.index).")
    if lists is not None:
        places_of_lists = lists.reset_index(drop=True).groupby(lists.to_numpy()).groups
    expected = None
    if forecast is not None:
        aligned(outcome=outcome, forecast=forecast)
        expected = amounts_of(forecast, "forecast")[0]
    factor = (norm.ppf((1 + level) / 2) + norm.ppf(power)) / np.sqrt(control * (1 - control))
    rows = {
        name: _row(values[places], None if expected is None else expected[places], factor, limit)
        for name, places in places_of_lists.items()
    }
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("list")
    return table.astype({"customers": "int64", "for_learning": "bool"})


def _row(values: np.ndarray, expected: np.ndarray | None, factor: float, limit: float) -> dict[str, float | bool]:
    n, mean = len(values), float(values.mean())
    spread = _scatter(values, expected) if n >= FEWEST else np.nan
    effect = factor * spread / np.sqrt(n)
    relative = effect / mean if mean > 0 else np.nan
    return {
        "customers": n,
        "mean": mean,
        "sd": spread,
        "smallest_effect": effect,
        "relative": relative,
        "for_learning": relative <= limit,
        "customers_needed": np.ceil(n * (relative / limit) ** 2),
    }


def _scatter(values: np.ndarray, expected: np.ndarray | None) -> float:
    """Give the standard deviation, or what a straight line through the forecasts leaves of it."""
    if expected is None or np.ptp(expected) == 0:
        return float(values.std(ddof=1))
    design = np.column_stack([np.ones(len(values)), expected])
    rest = values - design @ np.linalg.lstsq(design, values, rcond=None)[0]
    return float(np.sqrt((rest**2).sum() / (len(values) - 2)))


def _check_shares(*, control: float, limit: float, power: float, level: float) -> None:
    found = {"control": control, "limit": limit, "power": power, "level": level}
    for name, share in found.items():
        check_fraction(np.asarray(share), None, name, "It is a share: write 50 % as 0.5.")
    if not (0 < control < 1 and limit > 0 and 0.5 <= power < 1 and 0 < level < 1):
        words = ", ".join(f"{name}={share!r}" for name, share in found.items())
        raise ValueError(
            f"expected control and level between 0 and 1, limit above 0, power from 0.5 to below 1; found {words}."
        )
