"""Which tables have no clusters in them, however odd their columns? One short function for each family of crowds.

`CROWDS` holds them by name; `simulate_crowd` is their public face.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..schema import CrowdFamily
from .repeat_buying import simulate_pareto_nbd

Crowd = Callable[[Any, int, int], NDArray[np.float64]]


def _gaussian(random: Any, n: int, p: int) -> NDArray[np.float64]:
    return random.standard_normal((n, p))


def _uniform(random: Any, n: int, p: int) -> NDArray[np.float64]:
    return random.uniform(size=(n, p))


def _correlated(random: Any, n: int, p: int) -> NDArray[np.float64]:
    covariance = np.full((p, p), 0.6) + 0.4 * np.eye(p)
    return random.standard_normal((n, p)) @ np.linalg.cholesky(covariance).T


def _heavy_tailed(random: Any, n: int, p: int) -> NDArray[np.float64]:
    values = random.standard_normal((n, p))
    return values / np.sqrt(random.chisquare(3, size=(n, 1)) / 3)


def _skewed(random: Any, n: int, p: int) -> NDArray[np.float64]:
    """Log-normal money, correlated."""
    return np.exp(_correlated(random, n, p))


def _waiting(random: Any, n: int, p: int) -> NDArray[np.float64]:
    """Exponential waiting times."""
    return random.exponential(size=(n, p))


def _power_tail(random: Any, n: int, p: int) -> NDArray[np.float64]:
    """Pareto tails with index 1.5: the mean exists, the variance does not."""
    return random.uniform(size=(n, p)) ** (-1 / 1.5)


def _counts(random: Any, n: int, p: int) -> NDArray[np.float64]:
    """Few events each: Poisson with mean 0.6, most customers have none."""
    return random.poisson(0.6, size=(n, p)).astype(float)


def _overdispersed(random: Any, n: int, p: int) -> NDArray[np.float64]:
    """Purchases of customers with gamma rates, shared by all columns: negative binomial."""
    rate = random.gamma(0.8, 5.0, size=(n, 1))
    return random.poisson(rate * np.ones((1, p))).astype(float)


def _answers(random: Any, n: int, p: int) -> NDArray[np.float64]:
    """Answers from 1 to 5 with one mood behind them all."""
    return np.clip(np.round(3.4 + 1.1 * _correlated(random, n, p)), 1, 5)


def _yes_no(random: Any, n: int, p: int) -> NDArray[np.float64]:
    """Yes or no, independent, with shares from a third to a half."""
    return (random.uniform(size=(n, p)) < np.linspace(1 / 3, 1 / 2, p)).astype(float)


def _bounded(random: Any, n: int, p: int) -> NDArray[np.float64]:
    """Shares between 0 and 1, skewed to the low end."""
    return random.beta(1.2, 3.0, size=(n, p))


def _budget(random: Any, n: int, p: int) -> NDArray[np.float64]:
    """Shares of a budget; with the one that is left out they sum to one."""
    return random.dirichlet(np.full(p + 1, 2.0), size=n)[:, :p]


def _bent(random: Any, n: int, p: int) -> NDArray[np.float64]:
    """Draw a banana: every further column is bent around the first."""
    first = random.standard_normal((n, 1))
    rest = first**2 + 0.5 * random.standard_normal((n, p - 1))
    return np.column_stack([first, rest])


def _arc(random: Any, n: int, p: int) -> NDArray[np.float64]:
    """Draw a half circle in two columns, and noise in the others."""
    turn = random.uniform(0, np.pi, n)
    values = 0.1 * random.standard_normal((n, p))
    values[:, 0] += np.cos(turn)
    values[:, 1 % p] += np.sin(turn) if p > 1 else 0.0
    return values


def _funnel(random: Any, n: int, p: int) -> NDArray[np.float64]:
    """Let the spread of every further column grow with the first."""
    first = random.standard_normal((n, 1))
    return np.column_stack([first, np.exp(0.6 * first) * random.standard_normal((n, p - 1))])


def _outliers(random: Any, n: int, p: int) -> NDArray[np.float64]:
    """One centre, and one customer in ten who is five times as far from it."""
    far = np.where(random.uniform(size=(n, 1)) < 0.1, 5.0, 1.0)
    return far * random.standard_normal((n, p))


def _ball(random: Any, n: int, p: int) -> NDArray[np.float64]:
    """Fill a ball evenly."""
    values = random.standard_normal((n, p))
    return values / np.linalg.norm(values, axis=1, keepdims=True) * random.uniform(size=(n, 1)) ** (1 / p)


def _zero_inflated(random: Any, n: int, p: int) -> NDArray[np.float64]:
    """Draw logged spend: in each column 35 % have none, the others a log-normal amount."""
    spend = np.exp(3 + 0.5 * random.standard_normal((n, p)))
    return np.log1p(np.where(random.uniform(size=(n, p)) < 0.35, 0.0, spend))


def _flat_fee(random: Any, n: int, p: int) -> NDArray[np.float64]:
    """Log-normal spend, and in the first column 40 % who pay one flat fee, far from the others."""
    spend = np.exp(3 + 0.5 * random.standard_normal((n, p)))
    spend[:, 0] = np.where(random.uniform(size=n) < 0.4, 99.0, spend[:, 0])
    return spend


def _heaped(random: Any, n: int, p: int) -> NDArray[np.float64]:
    """Amounts that half of the customers round to tens."""
    amount = np.round(random.gamma(4.0, 15.0, size=(n, p)), 2)
    return np.where(random.uniform(size=(n, p)) < 0.5, np.round(amount, -1), amount)


def _buying(random: Any, n: int, p: int) -> NDArray[np.float64]:
    """Recency, frequency and amount of customers who buy by a Pareto/NBD process; further columns are normal."""
    observed = random.uniform(0, 52, n)
    seed = random.randint(2**31 - 1)
    cohort = simulate_pareto_nbd(observed, r=0.55, alpha=10.6, s=0.6, beta=11.7, random_state=seed)
    frequency = cohort["x"].to_numpy() + 1.0
    recency = np.floor(7 * (cohort["T"] - cohort["t_x"]).to_numpy())
    mean = np.exp(3 + 0.6 * random.standard_normal(n))
    amount = np.round(frequency * mean * np.exp(0.4 * random.standard_normal(n) / np.sqrt(frequency)), 2)
    table = np.column_stack([recency, frequency, amount])
    more = 3 + 0.5 * random.standard_normal((n, max(p - 3, 0)))
    return np.column_stack([table, more])[:, :p]


def _buying_logged(random: Any, n: int, p: int) -> NDArray[np.float64]:
    """Give the same as logs of one plus the value."""
    return np.log1p(np.maximum(_buying(random, n, p), 0))


CROWDS: dict[CrowdFamily, Crowd] = {
    "gaussian": _gaussian,
    "uniform": _uniform,
    "correlated": _correlated,
    "heavy_tailed": _heavy_tailed,
    "skewed": _skewed,
    "waiting": _waiting,
    "power_tail": _power_tail,
    "counts": _counts,
    "overdispersed": _overdispersed,
    "answers": _answers,
    "yes_no": _yes_no,
    "bounded": _bounded,
    "budget": _budget,
    "bent": _bent,
    "arc": _arc,
    "funnel": _funnel,
    "outliers": _outliers,
    "ball": _ball,
    "zero_inflated": _zero_inflated,
    "flat_fee": _flat_fee,
    "heaped": _heaped,
    "buying": _buying,
    "buying_logged": _buying_logged,
}
