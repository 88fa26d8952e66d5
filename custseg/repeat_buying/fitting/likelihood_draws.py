"""Which parameters do the data leave open? Search points drawn in proportion to their likelihood, limits included.

:func:`likelihood_draws`.

A fit that rests on a limit has no covariance there: its neighbours inside the box are nearly as likely, and all lie on
one side. The points are therefore weighed by the likelihood itself, by importance sampling that adapts to it (Cornuet
et al. 2012): it follows skewed likelihoods and ends at the sides of the box. Seen by a Bayesian these are draws from
the posterior of a prior that is flat in rates, spreads (on the scale of logarithms) and shares; how often their
intervals hold the truth is measured in ``benchmarks/prediction_coverage.py``.
"""

from __future__ import annotations

from typing import NamedTuple, Self

import numpy as np
from scipy.special import gammaln

from .family import FittedFamily
from .simpler_models import SimplerModel

PER_ROUND = 100  # evaluations of the likelihood between two looks at where it is high
LEAST_ROUNDS, MOST_ROUNDS = 3, 30
ENOUGH = 300.0  # effective draws (Kish)
FEW = 20.0  # effective draws from which a proposal is learnt as they stand
WIDEST = 2.0  # standard deviation of the first proposal in search coordinates where the data say nothing
TAILS = 5.0  # degrees of freedom of the proposals
WIDER = 1.2  # variance of a proposal over that of the likelihood: tails that are too short cannot be mended by weights
TRIES = 1000  # points proposed for each that is evaluated, before the box is taken for a place that cannot be hit


class _Proposal(NamedTuple):
    """A multivariate t: its centre and the Cholesky factor of its shape."""

    centre: np.ndarray
    root: np.ndarray

    @classmethod
    def of(cls, centre: np.ndarray, covariance: np.ndarray) -> Self:
        return cls(centre, np.linalg.cholesky(WIDER * covariance + 1e-12 * np.eye(len(centre))))

    def draw(self, n: int, random_state: np.random.Generator) -> np.ndarray:
        steps = random_state.standard_normal((n, len(self.centre))) @ self.root.T
        return self.centre + steps / np.sqrt(random_state.chisquare(TAILS, n) / TAILS)[:, None]

    def log_density(self, points: np.ndarray) -> np.ndarray:
        """Give the logarithm of the density, up to a constant that all proposals share."""
        size = len(self.centre)
        apart = np.linalg.solve(self.root, (points - self.centre).T)
        height = gammaln(0.5 * (TAILS + size)) - np.log(np.diag(self.root)).sum()
        return height - 0.5 * (TAILS + size) * np.log1p((apart**2).sum(axis=0) / TAILS)


class _Place(NamedTuple):
    """Where points are drawn: the coordinates that move, with their box, and the values of those that do not."""

    moves: np.ndarray
    point: np.ndarray
    hessian: np.ndarray
    lower: np.ndarray
    upper: np.ndarray

    @classmethod
    def of(cls, model: FittedFamily, simpler: SimplerModel | None) -> Self:
        lower, upper = model.bounds(model.rows_)
        if simpler is None:
            return cls(np.ones(len(lower), dtype=bool), model.search_point_, model.hessian_, lower, upper)
        moves = ~simpler.held
        hessian = simpler.hessian[np.ix_(moves, moves)]
        return cls(moves, simpler.point, hessian, lower[moves], upper[moves])

    @property
    def centre(self) -> np.ndarray:
        return self.point[self.moves]

    def whole(self, points: np.ndarray) -> np.ndarray:
        out = np.tile(self.point, (len(points), 1))
        out[:, self.moves] = points
        return out


def likelihood_draws(
    model: FittedFamily, n_draws: int, random_state: np.random.Generator, simpler: SimplerModel | None = None
) -> np.ndarray:
    """Draw search points in proportion to their likelihood, within the box of the family.

    Parameters
    ----------
    model : FittedFamily
        A fitted model.
    n_draws : int
        Number of points. Some may be equal.
    random_state : numpy Generator
        Goes on where it stands.
    simpler : SimplerModel, optional
        A side of the box on which all points shall lie. None: anywhere in it.

    Returns
    -------
    ndarray of shape (n_draws, k)
        Search points.

    Raises
    ------
    RuntimeError
        If the likelihood is too irregular to be followed.

    References
    ----------
    Cornuet, J.-M., Marin, J.-M., Mira, A. & Robert, C. P. (2012). Adaptive Multiple Importance Sampling. Scandinavian
    Journal of Statistics 39(4), 798-812.
    """
    place = _Place.of(model, simpler)
    proposals, proposed = [_Proposal.of(place.centre, _first_covariance(place.hessian))], []
    points, heights = np.empty((0, len(place.centre))), np.empty(0)
    for rounds in range(1, MOST_ROUNDS + 1):
        new, tries = _inside(proposals[-1], place.lower, place.upper, random_state)
        heights = np.append(heights, [_height(model, point) for point in place.whole(new)])
        points = np.vstack([points, new])
        proposed.append(tries)
        log_weights = heights - _mixture(proposals, proposed, points)
        weights = _shares(log_weights)
        if rounds >= LEAST_ROUNDS and _effective(weights) >= ENOUGH:
            return place.whole(points[_resampled(weights, n_draws, random_state)])
        proposals.append(_learnt(points, log_weights))
    raise RuntimeError(
        f"{type(model).__name__}: the likelihood could not be followed in {MOST_ROUNDS * PER_ROUND} places (as good as "
        f'{_effective(weights):.0f} draws, {ENOUGH:.0f} are needed). Use kind="bootstrap".'
    )


def _first_covariance(hessian: np.ndarray) -> np.ndarray:
    """Invert the curvature; where there is none, or the likelihood curves upwards, go as far as ``WIDEST``."""
    values, vectors = np.linalg.eigh(-hessian)
    return (vectors / np.maximum(values, WIDEST**-2)) @ vectors.T


def _inside(
    proposal: _Proposal, lower: np.ndarray, upper: np.ndarray, random_state: np.random.Generator
) -> tuple[np.ndarray, int]:
    """Propose until enough points are inside the box; those outside have no likelihood and are only counted."""
    found, inside, tries = [], 0, 0
    while inside < PER_ROUND and tries < TRIES * PER_ROUND:
        points = proposal.draw(PER_ROUND, random_state)
        found.append(points[((points >= lower) & (points <= upper)).all(axis=1)])
        inside, tries = inside + len(found[-1]), tries + PER_ROUND
    return np.concatenate(found), tries


def _height(model: FittedFamily, point: np.ndarray) -> float:
    """Give the log-likelihood above its highest value, and the log density before the data."""
    values = model.log_likelihood_values(model.likelihood_parameters(point, model.rows_).value, model.rows_)
    if not np.isfinite(values).all():  # an impossible corner of the box
        return -np.inf
    return float(model.rows_.counts @ values) - model.log_likelihood_ + model.log_prior(point)


def _mixture(proposals: list[_Proposal], proposed: list[int], points: np.ndarray) -> np.ndarray:
    """Give the log density of all proposals together, each with its share of the points (Owen & Zhou 2000)."""
    each = [np.log(n) + proposal.log_density(points) for n, proposal in zip(proposed, proposals, strict=True)]
    return np.logaddexp.reduce(each, axis=0)


def _shares(log_weights: np.ndarray) -> np.ndarray:
    weights = np.exp(log_weights - log_weights.max())
    return weights / weights.sum()


def _effective(weights: np.ndarray) -> float:
    return float(1.0 / (weights**2).sum())


def _learnt(points: np.ndarray, log_weights: np.ndarray) -> _Proposal:
    """Give the proposal with the mean and the covariance of the weighted points; weights are flattened if few count."""
    weights, power = _shares(log_weights), 1.0
    while _effective(weights) < FEW and power > 0.01:
        power *= 0.7
        weights = _shares(power * log_weights)
    centre = weights @ points
    return _Proposal.of(centre, ((points - centre).T * weights) @ (points - centre))


def _resampled(weights: np.ndarray, n: int, random_state: np.random.Generator) -> np.ndarray:
    """Draw numbers of points by systematic resampling, in random order."""
    steps = (np.arange(n) + random_state.uniform()) / n
    return random_state.permutation(np.minimum(np.searchsorted(np.cumsum(weights), steps), len(weights) - 1))
