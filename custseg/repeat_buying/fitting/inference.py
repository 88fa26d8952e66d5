"""How sure are the parameters? Covariance from the Hessian, the sandwich or the bootstrap, and intervals from them."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.stats import norm

from .profile_likelihood import profile_interval
from .search import search

if TYPE_CHECKING:
    from .estimator import FittedModel

KINDS = ("hessian", "sandwich", "bootstrap")
INTERVALS = ("profile", *KINDS)


def place_covariance(model: FittedModel, kind: str) -> np.ndarray:
    """Give the covariance of the search coordinates; zero for those that rest on a limit."""
    free = np.flatnonzero(model.free_)
    block = np.ix_(free, free)
    out = np.zeros_like(model.hessian_)
    if not len(free):
        return out
    bread = np.linalg.pinv(-model.hessian_[block], hermitian=True)
    if kind == "sandwich":
        natural = model._natural(model.place_, model.rows_)
        score = (natural.first.T @ model._log_likelihood(natural.value, model.rows_)[1])[free]
        bread = bread @ ((score * model.rows_.counts) @ score.T) @ bread
    out[block] = bread
    return out


def covariance(
    model: FittedModel,
    kind: str = "hessian",
    *,
    n_resamples: int = 1000,
    random_state: int | np.random.Generator | None = None,
) -> pd.DataFrame:
    """Give the covariance of the papers' parameters.

    Parameters
    ----------
    model : FittedModel
        A fitted model.
    kind : {"hessian", "sandwich", "bootstrap"}
        ``"hessian"`` is what most programs print and trusts the model; ``"sandwich"`` allows for the model being wrong;
        ``"bootstrap"`` refits to resampled customers and sees that a likelihood is not a parabola.
    n_resamples : int
        Refits of the bootstrap.
    random_state : int or Generator, optional
        Seed of the bootstrap.

    Returns
    -------
    DataFrame
        Parameters by parameters; NaN where a limit leaves a parameter without a finite value.
    """
    _check_kind(kind, KINDS)
    names = model.params_.index
    if kind == "bootstrap":
        replicates = bootstrap_params(model, n_resamples=n_resamples, random_state=random_state)
        with np.errstate(invalid="ignore"):  # a replicate on a limit has infinite parameters and no covariance
            values = np.cov(replicates.to_numpy(), rowvar=False)
    else:
        free = np.flatnonzero(model.free_)
        with np.errstate(invalid="ignore"):  # infinite slopes at a limit
            slopes = (model._published(model.natural_)[1] @ model._natural(model.place_, model.rows_).first)[:, free]
            values = slopes @ place_covariance(model, kind)[np.ix_(free, free)] @ slopes.T
    values = np.where(np.isfinite(values), values, np.nan)
    at_limit = ~(np.isfinite(model.params_.to_numpy()) & (model.params_.to_numpy() > 0))
    values[at_limit, :] = values[:, at_limit] = np.nan
    return pd.DataFrame(values, index=names, columns=names)


def bootstrap_places(
    model: FittedModel, *, n_resamples: int, random_state: int | np.random.Generator | None = None
) -> np.ndarray:
    """Refit to resampled customers, starting where the model is: search coordinates, one row per resample.

    A resample of customers is a multinomial draw of the counts of unique rows. Resamples without two different repeat
    buyers hold no information and are drawn again.
    """
    if int(n_resamples) != n_resamples or n_resamples < 2:
        raise ValueError(f"n_resamples must be a whole number of at least 2, found {n_resamples!r}.")
    rng, rows = np.random.default_rng(random_state), model.rows_
    shares = rows.counts / rows.counts.sum()
    places = np.empty((n_resamples, len(model.place_)))
    for i in range(n_resamples):
        counts = rng.multinomial(round(rows.n), shares)
        while not rows.informative(counts):
            counts = rng.multinomial(round(rows.n), shares)
        places[i] = search(model, rows.weighted(counts.astype(float)), model.place_).place
    return places


def bootstrap_params(
    model: FittedModel, *, n_resamples: int = 1000, random_state: int | np.random.Generator | None = None
) -> pd.DataFrame:
    """Give the papers' parameters refitted to resampled customers, one row per resample.

    Parameters
    ----------
    model : FittedModel
        A fitted model.
    n_resamples : int
        Number of refits.
    random_state : int or Generator, optional
        Seed.

    Returns
    -------
    DataFrame
        ``n_resamples`` rows, one column per parameter; infinite or NaN on a limit.
    """
    places = bootstrap_places(model, n_resamples=n_resamples, random_state=random_state)
    values = [model._published(model._natural(place, model.rows_).value)[0] for place in places]
    return pd.DataFrame(values, columns=list(model.params_.index))


def standard_errors(model: FittedModel, kind: str = "hessian", **bootstrap: object) -> pd.Series:
    """Give standard errors of the papers' parameters; see :func:`covariance`."""
    table = covariance(model, kind, **bootstrap)
    return pd.Series(np.sqrt(np.diag(table)), index=table.index, name="standard_error")


def confidence_intervals(
    model: FittedModel,
    kind: str = "profile",
    *,
    level: float = 0.95,
    n_resamples: int = 1000,
    random_state: int | np.random.Generator | None = None,
) -> pd.DataFrame:
    """Give confidence intervals of the papers' parameters.

    Parameters
    ----------
    model : FittedModel
        A fitted model.
    kind : {"profile", "hessian", "sandwich", "bootstrap"}
        ``"profile"`` (recommended) keeps the values that the likelihood cannot tell from the best; an end that the data
        do not give is 0 or infinite. ``"hessian"`` and ``"sandwich"`` are symmetric in the logarithm; ``"bootstrap"``
        takes percentiles of refits.
    level : float
        Confidence, between 0 and 1.
    n_resamples : int
        Refits of the bootstrap.
    random_state : int or Generator, optional
        Seed of the bootstrap.

    Returns
    -------
    DataFrame
        Per parameter ``low`` and ``high``.
    """
    _check_kind(kind, INTERVALS)
    if not 0 < level < 1:
        raise ValueError(f"level must be between 0 and 1, found {level!r}.")
    if kind == "profile":
        ends = [profile_interval(model, number, level) for number in range(len(model.params_))]
    elif kind == "bootstrap":
        replicates = bootstrap_params(model, n_resamples=n_resamples, random_state=random_state)
        sides = (1 - level) / 2, (1 + level) / 2
        ends = [np.quantile(replicates[name].dropna(), sides, method="lower") for name in replicates]
    else:
        relative = standard_errors(model, kind) / model.params_
        with np.errstate(over="ignore"):  # a direction in which nothing is known: from zero to infinity
            width = np.exp(norm.ppf((1 + level) / 2) * relative)
        ends = np.column_stack([model.params_ / width, model.params_ * width])
    return pd.DataFrame(ends, index=model.params_.index, columns=["low", "high"])


def parameter_draws(
    model: FittedModel, kind: str, n_draws: int, random_state: int | np.random.Generator | None
) -> list[FittedModel]:
    """Give copies of the model with parameters drawn from what is known about them."""
    _check_kind(kind, KINDS)
    rng = np.random.default_rng(random_state)
    if kind == "bootstrap":
        places = bootstrap_places(model, n_resamples=n_draws, random_state=rng)
    else:
        shape = place_covariance(model, kind)
        places = rng.multivariate_normal(model.place_, shape, size=n_draws, method="eigh")
        places = np.clip(places, *model._box(model.rows_))
    return [_moved(model, place) for place in places]


def _moved(model: FittedModel, place: np.ndarray) -> FittedModel:
    other = copy(model)
    other.natural_ = model._natural(place, model.rows_).value
    return other


def prediction_interval(
    predict: Callable[..., pd.Series],
    *models: FittedModel,
    by: pd.Series | None = None,
    statistic: str = "sum",
    level: float = 0.95,
    kind: str = "sandwich",
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
        Where the draws come from, see :func:`covariance`.
    n_draws : int
        Number of draws; each needs one prediction.
    random_state : int or Generator, optional
        Seed.

    Returns
    -------
    DataFrame
        ``estimate``, ``low``, ``high`` per customer or segment.

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
    rng = np.random.default_rng(random_state)

    def summarised(chosen: tuple[FittedModel, ...]) -> pd.Series:
        values = predict(*chosen)
        return values if by is None else values.groupby(by, observed=True).agg(statistic)

    estimate = summarised(models)
    drawn = zip(*(parameter_draws(model, kind, n_draws, rng) for model in models), strict=True)
    replicates = np.stack([summarised(chosen).to_numpy() for chosen in drawn])
    low, high = np.quantile(replicates, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return pd.DataFrame({"estimate": estimate, "low": low, "high": high})


def _check_kind(kind: str, known: tuple[str, ...]) -> None:
    if kind not in known:
        raise ValueError(f"kind must be one of {', '.join(known)}, found {kind!r}.")
