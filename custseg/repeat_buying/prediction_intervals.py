"""How sure is a prediction, per customer or per segment?

:func:`prediction_interval`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from ..schema import ErrorKind, Statistic, said_already, typed
from .fitting.family import FittedFamily
from .fitting.inference import parameter_draws


@typed
def prediction_interval(
    predict: Callable[..., pd.Series],
    *models: FittedFamily,
    by: pd.Series | None = None,
    statistic: Statistic = "sum",
    level: float = 0.95,
    kind: ErrorKind = "sandwich",
    n_draws: int = 200,
    random_state: int | np.random.Generator | None = None,
) -> pd.DataFrame:
    """Give an interval for any prediction, per customer or per segment.

    The parameters are drawn again and again from what the data say about them, and the prediction is made with each.
    Models are drawn independently. What a single customer will really do varies more than what is expected of them:
    pass a function that calls ``simulate_purchases`` to include that.

    Parameters
    ----------
    predict : callable
        Takes the models and returns one value per customer.
    *models : FittedModel
        Fitted models, in the order in which ``predict`` takes them.
    by : Series, optional
        Segment of each customer, same index. None: an interval per customer.
    statistic : {"sum", "mean"}
        What a segment's value is.
    level : float
        Between 0 and 1.
    kind : {"sandwich", "hessian", "bootstrap"}
        Where the draws come from: ``"hessian"`` trusts the model, ``"sandwich"`` allows for the model being wrong,
        ``"bootstrap"`` refits to resampled customers.
    n_draws : int
        Number of draws; each needs one prediction.
    random_state : int or numpy Generator, optional
        Seed. None draws anew each time.

    Returns
    -------
    DataFrame
        ``estimate``, ``low``, ``high`` per customer or segment.

    Raises
    ------
    ValueError
        If an argument is not one of those listed, or a model has no data.

    See Also
    --------
    base_value : The interval of the lifetime value of a customer base.
    custseg.resample.mean_intervals : Intervals of what happened, without a model.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.repeat_buying import BetaGeoNBD, repeat_purchase_table
    >>> table = repeat_purchase_table(load_cdnow(), observed_until="1997-09-30")
    >>> model = BetaGeoNBD().fit(table)
    >>> bought = (table["x"] > 0).map({True: "again", False: "once"})
    >>> expected = prediction_interval(
    ...     lambda model: model.expected_purchases(table, horizon=39), model, by=bought, n_draws=30, random_state=1
    ... )
    >>> bool((expected["low"] < expected["estimate"]).all() and (expected["estimate"] < expected["high"]).all())
    True
    """
    if statistic not in ("sum", "mean"):
        raise ValueError(f'statistic must be "sum" or "mean", found {statistic!r}.')
    if not 0 < level < 1:
        raise ValueError(f"level must be between 0 and 1, found {level!r}.")
    if n_draws < 1 or not models:
        raise ValueError(f"an interval needs a model and n_draws of at least 1; found {len(models)} and {n_draws}.")
    rng = np.random.default_rng(random_state)

    def summarised(chosen: tuple[FittedFamily, ...]) -> pd.Series:
        values = predict(*chosen)
        return values if by is None else values.groupby(by, observed=True).agg(statistic)

    estimate = summarised(models)
    drawn = zip(*(parameter_draws(model, kind, n_draws, rng) for model in models), strict=True)
    with said_already():  # by the estimate
        replicates = np.stack([summarised(chosen).to_numpy() for chosen in drawn])
    low, high = np.quantile(replicates, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return pd.DataFrame({"estimate": estimate, "low": low, "high": high})
