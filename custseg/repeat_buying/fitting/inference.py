"""How sure are the parameters? Covariance from the Hessian, the sandwich or the bootstrap, and intervals from them.

:func:`covariance`, :func:`standard_errors` and :func:`confidence_intervals` of the reported parameters;
:func:`bootstrap_params` refits.
"""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import pandas as pd
from scipy.stats import norm

from ...schema import ErrorKind, IntervalKind
from .family import FittedFamily, check_has_data
from .profile_likelihood import profile_interval
from .search import climb

KINDS = get_args(ErrorKind)
INTERVALS = get_args(IntervalKind)


def search_point_covariance(model: FittedFamily, kind: str) -> np.ndarray:
    """Give the covariance of the search coordinates; zero for those that rest on a limit."""
    free = np.flatnonzero(~model.held_)
    block = np.ix_(free, free)
    out = np.zeros_like(model.hessian_)
    if not len(free):
        return out
    bread = np.linalg.pinv(-model.hessian_[block], hermitian=True)
    if kind == "sandwich":
        parameters = model.likelihood_parameters(model.search_point_, model.rows_)
        score = (parameters.first.T @ model.log_likelihood(parameters.value, model.rows_)[1])[free]
        bread = bread @ ((score * model.rows_.counts) @ score.T) @ bread
    out[block] = bread
    return out


def covariance(
    model: FittedFamily,
    kind: ErrorKind = "hessian",
    *,
    n_resamples: int = 1000,
    random_state: int | np.random.Generator | None = None,
) -> pd.DataFrame:
    """Give the covariance of the reported parameters.

    Parameters
    ----------
    model : FittedFamily
        A fitted model.
    kind : {"hessian", "sandwich", "bootstrap"}
        ``"hessian"`` is what most programs print and trusts the model; ``"sandwich"`` allows for the model being wrong;
        ``"bootstrap"`` refits to resampled customers and sees that a likelihood is not a parabola.
    n_resamples : int
        Refits of the bootstrap.
    random_state : int or numpy Generator, optional
        Seed of the bootstrap. None draws anew each time.

    Returns
    -------
    DataFrame
        Parameters by parameters; NaN where a limit leaves a parameter without a finite value.
    """
    _check_kind(kind, KINDS)
    check_has_data(model)
    names, at_limit = model.params_.index, ~(np.isfinite(model.params_.to_numpy()) & (model.params_.to_numpy() > 0))
    if kind == "bootstrap":
        replicates = bootstrap_params(model, n_resamples=n_resamples, random_state=random_state)
        with np.errstate(invalid="ignore"):  # a replicate on a limit has infinite parameters and no covariance
            values = np.cov(replicates.to_numpy(), rowvar=False)
    else:
        free = np.flatnonzero(~model.held_)
        with np.errstate(invalid="ignore"):  # infinite slopes at a limit
            slopes = _reported_slopes(model)[:, free]
            values = slopes @ search_point_covariance(model, kind)[np.ix_(free, free)] @ slopes.T
        at_limit |= ~slopes.any(axis=1)  # where the search ends short of a limit, its number there is not an estimate
    values = np.where(np.isfinite(values), values, np.nan)
    values[at_limit, :] = values[:, at_limit] = np.nan
    return pd.DataFrame(values, index=names, columns=names)


def _reported_slopes(model: FittedFamily) -> np.ndarray:
    """Give the slopes of the reported parameters in the search point."""
    _, outer = model.reported_parameters(model.likelihood_params_)
    return outer @ model.likelihood_parameters(model.search_point_, model.rows_).first


def bootstrap_likelihood_parameters(
    model: FittedFamily, *, n_resamples: int, random_state: int | np.random.Generator | None = None
) -> np.ndarray:
    """Refit to resampled customers, starting where the model is: likelihood parameters, one row per resample.

    A resample of customers is a multinomial draw of the counts of unique rows. Resamples that say nothing (in which
    nobody bought again, for example) are drawn again.
    """
    if int(n_resamples) != n_resamples or n_resamples < 2:
        raise ValueError(f"n_resamples must be a whole number of at least 2, found {n_resamples!r}.")
    rng, rows = np.random.default_rng(random_state), model.rows_
    customers = rows.counts.sum()
    shares = rows.counts / customers
    refits = np.empty((n_resamples, len(model.likelihood_params_)))
    for i in range(n_resamples):
        sample = rows.weighted(rng.multinomial(round(customers), shares).astype(float))
        while sample.uninformative():
            sample = rows.weighted(rng.multinomial(round(customers), shares).astype(float))
        found = climb(model, sample, model.search_point_)
        refits[i] = model.likelihood_parameters(found.point, sample).value
    return refits


def bootstrap_params(
    model: FittedFamily, *, n_resamples: int = 1000, random_state: int | np.random.Generator | None = None
) -> pd.DataFrame:
    """Give the reported parameters refitted to resampled customers, one row per resample.

    Parameters
    ----------
    model : FittedFamily
        A fitted model.
    n_resamples : int
        Number of refits.
    random_state : int or numpy Generator, optional
        Seed. None draws anew each time.

    Returns
    -------
    DataFrame
        ``n_resamples`` rows, one column per parameter; infinite or NaN on a limit.
    """
    refits = bootstrap_likelihood_parameters(model, n_resamples=n_resamples, random_state=random_state)
    values = [model.reported_parameters(parameters)[0] for parameters in refits]
    return pd.DataFrame(values, columns=list(model.params_.index))


def standard_errors(model: FittedFamily, kind: ErrorKind = "hessian", **bootstrap: Any) -> pd.Series:
    """Give standard errors of the reported parameters; see :func:`covariance`."""
    table = covariance(model, kind, **bootstrap)
    return pd.Series(np.sqrt(np.diag(table)), index=table.index, name="standard_error")


def confidence_intervals(
    model: FittedFamily,
    kind: IntervalKind = "profile",
    *,
    level: float = 0.95,
    n_resamples: int = 1000,
    random_state: int | np.random.Generator | None = None,
) -> pd.DataFrame:
    """Give confidence intervals of the reported parameters.

    Parameters
    ----------
    model : FittedFamily
        A fitted model.
    kind : {"profile", "hessian", "sandwich", "bootstrap"}
        ``"profile"`` (recommended) keeps the values that the likelihood cannot tell from the best; an end that the data
        do not give is 0 or infinite, and a parameter that rests on a limit has none (NaN). ``"hessian"`` and
        ``"sandwich"`` are symmetric in the logarithm; ``"bootstrap"`` takes percentiles of refits.
    level : float
        Confidence, between 0 and 1.
    n_resamples : int
        Refits of the bootstrap.
    random_state : int or numpy Generator, optional
        Seed of the bootstrap. None draws anew each time.

    Returns
    -------
    DataFrame
        Per parameter ``low`` and ``high``.
    """
    _check_kind(kind, INTERVALS)
    check_has_data(model)
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
        # Where the data say nothing the standard error is so large that exp overflows: the interval is then 0 to inf.
        with np.errstate(over="ignore"):
            width = np.exp(norm.ppf((1 + level) / 2) * relative)
        ends = np.column_stack([model.params_ / width, model.params_ * width])
    return pd.DataFrame(ends, index=model.params_.index, columns=["low", "high"])


def _check_kind(kind: str, known: tuple[str, ...]) -> None:
    if not isinstance(kind, str) or kind not in known:
        raise ValueError(f"kind must be one of {', '.join(known)}, found {kind!r}.")
