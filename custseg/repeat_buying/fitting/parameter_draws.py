"""With which other parameters might a fitted model predict as well? Copies of it, with parameters that are drawn.

:func:`parameter_draws`.

Where a fit rests on no limit and the data do not refute one, a third of the draws lies on it. Draws in proportion to a
likelihood come as near to a limit as one likes, and never reach it: if the limit is the truth, customers who are all
alike, it lies at the end of all draws, and intervals between them would seldom hold it. With a third there, an interval
that leaves 5 % of the draws outside leaves at most 15 % of them, and 7.5 % of the others; where both foretell alike it
is as wide as before. What this comes to is measured by ``benchmarks/family_coverage.py`` and
``benchmarks/prediction_coverage.py``.
"""

from __future__ import annotations

from copy import copy

import numpy as np

from ...schema import DrawKind, check_choice
from .family import FittedFamily, check_has_data
from .inference import bootstrap_likelihood_parameters, search_point_covariance
from .likelihood_draws import likelihood_draws
from .simpler_models import simpler_models

ON_LIMITS = 1 / 3  # share of the draws, where the fit may rest on a limit as well


def parameter_draws(
    model: FittedFamily, kind: DrawKind, n_draws: int, random_state: int | np.random.Generator | None
) -> list[FittedFamily]:
    """Give copies of the model with parameters drawn from what is known about them.

    Raises
    ------
    ValueError
        If the kind is not known, the model has no data, or the covariance is asked for at a limit, where there is none.
    """
    check_choice(kind, "kind", DrawKind)
    check_has_data(model)
    if int(n_draws) != n_draws or n_draws < 2:
        raise ValueError(f"n_draws must be a whole number of at least 2, found {n_draws!r}.")
    rng = np.random.default_rng(random_state)
    if kind == "bootstrap":
        drawn = list(bootstrap_likelihood_parameters(model, n_resamples=n_draws, random_state=rng))
    else:
        points = _mixed_draws(model, n_draws, rng) if kind == "likelihood" else normal_draws(model, kind, n_draws, rng)
        drawn = [model.likelihood_parameters(point, model.rows_).value for point in points]
    return [_with_parameters(model, parameters) for parameters in drawn]


def _mixed_draws(model: FittedFamily, n_draws: int, rng: np.random.Generator) -> np.ndarray:
    """Draw search points from the model and, for ``ON_LIMITS`` of them, from the simpler models that it may be."""
    simpler = simpler_models(model)
    if not simpler:
        return likelihood_draws(model, n_draws, rng)
    on_limits = round(ON_LIMITS * n_draws)
    numbers = [len(part) for part in np.array_split(np.arange(on_limits), len(simpler))]
    points = [likelihood_draws(model, n_draws - on_limits, rng)]
    points += [likelihood_draws(model, n, rng, one) for one, n in zip(simpler, numbers, strict=True) if n]
    return rng.permutation(np.vstack(points))


def normal_draws(model: FittedFamily, kind: str, n_draws: int, rng: np.random.Generator) -> np.ndarray:
    """Draw search points from the normal distribution that the covariance describes."""
    if model.held_.any():
        raise ValueError(
            f'kind="{kind}" needs a maximum inside the model, but {type(model).__name__} rests on a limit: draws from '
            'a covariance would all stay on it. Use kind="likelihood" or kind="bootstrap".'
        )
    points = rng.multivariate_normal(
        model.search_point_, search_point_covariance(model, kind), size=n_draws, method="eigh"
    )
    return np.clip(points, *model.bounds(model.rows_))


def _with_parameters(model: FittedFamily, likelihood_parameters: np.ndarray) -> FittedFamily:
    other = copy(model)
    other.likelihood_params_ = likelihood_parameters
    return other
