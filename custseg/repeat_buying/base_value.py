"""What are all customers together worth from now on, and how sure is that?"""

from __future__ import annotations

from functools import partial

import pandas as pd

from .buying_model import BuyingModel
from .gamma_gamma import GammaGamma
from .inference import prediction_interval
from .lifetime_value import lifetime_value


def base_value(
    buying: BuyingModel,
    spend: GammaGamma,
    table: pd.DataFrame,
    *,
    horizon: float | None,
    discount_rate: float,
    discount_per: str = "Y",
    unit: str | None = None,
    margin: float = 1.0,
    by: pd.Series | None = None,
    level: float = 0.95,
    kind: str = "sandwich",
    n_draws: int = 200,
    random_state: int | None = None,
) -> pd.DataFrame:
    """Add up the lifetime values of a customer base, or of its segments, with intervals.

    The interval says how well these data pin down the parameters if the models hold. It does not contain that a model
    may be wrong, nor that the same customers may happen to buy more or less than is expected of them.

    Parameters
    ----------
    buying, spend : BuyingModel, GammaGamma
        Fitted models; their parameters are drawn independently.
    table, horizon, discount_rate, discount_per, unit, margin
        As in :func:`lifetime_value`.
    by : Series, optional
        Segment of each customer, same index. None: one row, ``"all"``.
    level, kind, n_draws, random_state
        As in :func:`prediction_interval`.

    Returns
    -------
    DataFrame
        ``estimate``, ``low``, ``high`` per segment, in the currency of the table.

    References
    ----------
    Fader, P. S., Hardie, B. G. S. & Lee, K. L. (2005). RFM and CLV: Using Iso-Value Curves for Customer Base Analysis.
    Journal of Marketing Research 42(4), 415-430.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.repeat_buying import BetaGeoNBD, GammaGamma, base_value, repeat_purchase_table
    >>> table = repeat_purchase_table(load_cdnow(), observed_until="1998-06-30")
    >>> models = BetaGeoNBD().fit(table), GammaGamma().fit(table)
    >>> value = base_value(*models, table, horizon=52, discount_rate=0.10, n_draws=20, random_state=1)
    >>> round(float(value.loc["all", "estimate"]), -3)
    69000.0
    """
    everyone = pd.Series("all", index=table.index) if by is None else by
    worth = partial(
        _worth, table=table, horizon=horizon, discount_rate=discount_rate, discount_per=discount_per, unit=unit,
        margin=margin,
    )  # fmt: skip
    options = {"level": level, "kind": kind, "n_draws": n_draws, "random_state": random_state}
    return prediction_interval(worth, buying, spend, by=everyone, statistic="sum", **options)


def _worth(buying: BuyingModel, spend: GammaGamma, *, table: pd.DataFrame, **terms: object) -> pd.Series:
    return lifetime_value(buying, spend, table, **terms)["lifetime_value"]
