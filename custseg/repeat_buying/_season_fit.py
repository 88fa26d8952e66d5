"""Which part of the ups and downs is season? A Poisson regression that gives age and cohort of customers their due.

:func:`fit_season` gives :class:`SeasonFit`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import sparse

from ._season_cells import SeasonCells

OLD_HANDS = 0.25  # of a year: who first shows up within it may have bought before the log began, and ages otherwise
RIDGE = 1e-3  # purchases' worth: a cohort that never bought again has no finite rate
FIRM = 1e8  # purchases' worth: a rise over a log of about one year is given to cohorts and ages
STEPS, ENOUGH = 100, 1e-10
LEAST = 5.0  # purchases that say how far a period is off
FEWEST = 6  # periods beyond the seasons that say how much a period differs by itself


class SeasonFit(NamedTuple):
    """Logarithms of the seasons' rates over their mean, with their covariance; NaN and 0 where a season is not seen.

    ``cubes`` are the sums of the third powers of what each customer adds to a logarithm, ``expected`` purchases per
    season without it, ``shock`` the variance of a period's logarithm beyond season and chance (NaN where too few
    periods repeat).
    """

    logs: np.ndarray
    covariance: np.ndarray
    cubes: np.ndarray
    expected: np.ndarray
    bought: np.ndarray
    periods: np.ndarray
    shock: float


class _Design(NamedTuple):
    rows: np.ndarray  # (cells, parameters)
    cohort: np.ndarray
    period: np.ndarray
    bought: np.ndarray
    exposure: np.ndarray
    seasons: np.ndarray  # numbers of those that are seen, in the order of the first columns
    penalty: np.ndarray  # (parameters, parameters)


def fit_season(cells: SeasonCells, n_seasons: int) -> SeasonFit:
    """Fit the rates of seasons beside those of cohorts and a curve of the age of customers."""
    design = _design(cells, n_seasons)
    parameters = _climb(design)
    means = design.exposure * np.exp(design.rows @ parameters)
    seen = design.seasons
    weight = (
        np.bincount(cells.season, cells.days, n_seasons)[seen] / np.bincount(cells.season, minlength=n_seasons)[seen]
    )
    centre = _centring(parameters[: len(seen)], weight)
    influence = _influence(cells, design, means, centre)
    level = parameters[: len(seen)] - np.log(weight @ np.exp(parameters[: len(seen)]) / weight.sum())
    periods = np.bincount(cells.season, minlength=n_seasons)
    shock = _shock(cells, design, means, len(seen))
    own = np.diag(np.nan_to_num(shock) / periods[seen])
    logs, cubes, covariance = np.full(n_seasons, np.nan), np.zeros(n_seasons), np.zeros((n_seasons, n_seasons))
    logs[seen], cubes[seen] = level, (influence**3).sum(axis=0)
    covariance[np.ix_(seen, seen)] = influence.T @ influence + centre @ own @ centre.T
    season = cells.season[design.period]
    flat = np.bincount(season, means / np.exp(logs[season]), n_seasons)
    return SeasonFit(logs, covariance, cubes, flat, np.bincount(season, design.bought, n_seasons), periods, shock)


def _design(cells: SeasonCells, n_seasons: int) -> _Design:
    """Lay out one row a cohort and period: seasons first, then cohorts, then the curve of ages."""
    n_periods, customers = len(cells.days), np.bincount(cells.cohort, minlength=len(cells.days))
    cohort, period = np.nonzero(np.triu(np.ones((n_periods, n_periods), dtype=bool)) & (customers > 0)[:, None])
    bought = _by_cohort(cells)[cohort, period]
    first = np.bincount(cells.cohort, cells.first_days, n_periods)
    exposure = np.where(cohort == period, first[cohort], customers[cohort] * cells.days[period])
    kept = exposure > 0
    cohort, period, bought, exposure = cohort[kept], period[kept], bought[kept], exposure[kept]
    seasons, place = np.unique(cells.season[period], return_inverse=True)
    known, of_cohort = np.unique(cohort, return_inverse=True)
    columns = [np.eye(len(seasons))[place], np.eye(len(known))[of_cohort], _ages(cohort, period, n_seasons)]
    rows = np.hstack(columns)
    penalty = _penalty(cells, seasons, n_seasons, rows.shape[1])
    return _Design(rows, cohort, period, bought, exposure.astype(float), seasons, penalty)


def _penalty(cells: SeasonCells, seasons: np.ndarray, n_seasons: int, parameters: int) -> np.ndarray:
    """Keep all parameters finite, and seasons without a slope where too few come again to tell it from age."""
    penalty = RIDGE * np.eye(parameters)
    if len(cells.days) < n_seasons + FEWEST:
        when = np.array([np.flatnonzero(cells.season == one).mean() for one in seasons])
        slope = (when - when.mean()) / max(np.linalg.norm(when - when.mean()), 1.0)
        penalty[: len(seasons), : len(seasons)] += FIRM * np.outer(slope, slope)
    return penalty


def _ages(cohort: np.ndarray, period: np.ndarray, n_seasons: int) -> np.ndarray:
    """Give the curve of ages: a cubic in its logarithm, the first period apart, and a slope of the first cohorts."""
    age = period - cohort
    log_age = np.log1p(age)
    scaled = log_age / max(log_age.max(), 1.0)
    early = cohort < OLD_HANDS * n_seasons
    return np.column_stack([age == 0, scaled, scaled**2, scaled**3, early * scaled, early * (age == 0)]).astype(float)


def _by_cohort(cells: SeasonCells) -> np.ndarray:
    n, n_periods = cells.bought.shape
    members = sparse.coo_array((np.ones(n), (cells.cohort, np.arange(n))), shape=(n_periods, n)).tocsr()
    return (members @ cells.bought).toarray()


def _climb(design: _Design) -> np.ndarray:
    """Find the highest penalised likelihood by Newton's method."""
    rows, parameters = design.rows, np.zeros(design.rows.shape[1])
    usual = np.log((design.bought.sum() + RIDGE) / design.exposure.sum())
    offset = np.log(design.exposure) + usual
    for _ in range(STEPS):
        means = np.exp(offset + rows @ parameters)
        score = rows.T @ (design.bought - means) - design.penalty @ parameters
        step = np.linalg.solve(_curvature(design, means), score)
        step *= min(1.0, 2.0 / max(np.abs(rows @ step).max(), 1e-300))
        parameters = parameters + step
        if score @ step < ENOUGH:
            break
    first = len(design.seasons)
    parameters[:first] += usual
    return parameters


def _curvature(design: _Design, means: np.ndarray) -> np.ndarray:
    return (design.rows.T * means) @ design.rows + design.penalty


def _centring(parameters: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Give how logarithms over the year's mean move with the parameters."""
    share = weight * np.exp(parameters - parameters.max())
    return np.eye(len(parameters)) - share / share.sum()


def _influence(cells: SeasonCells, design: _Design, means: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """Give what each customer adds to each logarithm: the unit that repeats is the customer, not the purchase."""
    n_periods, first = len(cells.days), len(design.seasons)
    solved = np.linalg.solve(_curvature(design, means), design.rows.T).T[:, :first] @ centre.T  # (cells, seasons)
    rate = means / design.exposure
    at = np.full((n_periods, n_periods), -1)
    at[design.cohort, design.period] = np.arange(len(means))
    later = np.zeros((n_periods, first))
    after = design.period > design.cohort
    np.add.at(later, design.cohort[after], (solved * (rate * cells.days[design.period])[:, None])[after])
    bought = cells.bought.tocoo()
    who, when = bought.coords
    cell = at[cells.cohort[who], when]
    added = sparse.coo_array(
        (bought.data[cell >= 0], (who[cell >= 0], cell[cell >= 0])), shape=(len(cells.cohort), len(means))
    )
    own = at[cells.cohort, cells.cohort]
    same = np.where(own >= 0, cells.first_days * rate[own], 0.0)[:, None] * solved[own]
    return added.tocsr() @ solved - later[cells.cohort] - same


def _shock(cells: SeasonCells, design: _Design, means: np.ndarray, n_seen: int) -> float:
    """Give the variance of a period's logarithm beyond season and chance, from seasons seen more than once."""
    n_periods = len(cells.days)
    spare = n_periods - n_seen - 2  # level and slope of the curve of ages
    if spare < FEWEST:
        return np.nan
    bought = np.bincount(design.period, design.bought, n_periods)
    expected = np.bincount(design.period, means, n_periods)
    used = (bought > 0) & (expected >= LEAST)
    free = spare - int((~used).sum())
    if free < 1:  # as where all buy on the same few days
        return np.nan
    squares = np.asarray(cells.bought.power(2).sum(axis=0)).ravel()[used]
    weight = 1.0 / np.maximum(squares / bought[used] ** 2, 1.0 / expected[used])
    beyond = float(weight @ np.log(bought[used] / expected[used]) ** 2) - free
    return max(beyond / float(weight.sum() - (weight**2).sum() / weight.sum()), 0.0)
