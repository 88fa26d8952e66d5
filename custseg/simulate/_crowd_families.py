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


def _scattered(random: Any, line: NDArray[np.float64], p: int) -> NDArray[np.float64]:
    """Scatter customers around a line of length 1 in the plane, by 1.5 to 6 % of it.

    In half of the tables the line is turned; in half of them the further columns are bent likewise, else noise.
    """
    turned, likewise = random.uniform(size=2) < 0.5
    angle = random.uniform(0, 2 * np.pi, size=max(p, 2)) * np.where(np.arange(max(p, 2)) < 2, turned, likewise)
    angle[1] = angle[0] + np.pi / 2
    values = line @ np.stack([np.cos(angle), np.sin(angle)])
    values[:, 2:] *= likewise
    return (values + random.uniform(0.015, 0.06) * random.standard_normal(values.shape))[:, :p]


def _quarter_arc(random: Any, n: int, p: int) -> NDArray[np.float64]:
    """Draw a quarter of a circle."""
    turn = random.uniform(0, np.pi / 2, n)
    return _scattered(random, np.column_stack([np.cos(turn), np.sin(turn)]) / (np.pi / 2), p)


def _s_curve(random: Any, n: int, p: int) -> NDArray[np.float64]:
    """Draw two arcs that bend to opposite sides, each between a quarter and two thirds of a circle."""
    sweep = random.uniform(np.pi / 2, 4 * np.pi / 3)
    turn = random.uniform(-sweep, sweep, n)
    line = np.column_stack([np.sign(turn) * (1 - np.cos(turn)), np.sin(np.abs(turn)) * np.sign(turn)])
    return _scattered(random, line / (2 * sweep), p)


def _two_legs(random: Any, n: int, p: int) -> NDArray[np.float64]:
    """Draw two straight legs that meet at an angle between 45 and 120 degrees, such as an L or a V."""
    angle = random.uniform(np.pi / 4, 2 * np.pi / 3)
    place = random.uniform(-0.5, 0.5, n)
    first, second = np.maximum(place, 0), np.maximum(-place, 0)
    return _scattered(random, np.column_stack([first + np.cos(angle) * second, np.sin(angle) * second]), p)


def _u_shape(random: Any, n: int, p: int) -> NDArray[np.float64]:
    """Draw half a circle that goes on in two straight legs of equal length, up to twice its radius."""
    leg = random.uniform(0, 2)
    place = random.uniform(-leg - np.pi / 2, leg + np.pi / 2, n)
    turn = np.clip(place, -np.pi / 2, np.pi / 2)
    line = np.column_stack([np.sin(turn), np.abs(place) - np.abs(turn) - np.cos(turn)])
    return _scattered(random, line / (2 * leg + np.pi), p)


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


def _price_points(random: Any, n: int, p: int) -> NDArray[np.float64]:
    """Amounts of one or more units at one of five prices that end in nines: 9.99, 19.99, then steps of ten or twenty.

    In each column the dearer prices are rarer by the same factor, and most customers buy one unit.
    """
    columns = []
    for _ in range(p):
        prices = 10 * np.cumsum(np.append([1, 1], random.choice([1, 2], p=[0.6, 0.4], size=3))) - 0.01
        weights = random.uniform(0.5, 0.9) ** np.arange(5)
        units = 1 + random.poisson(random.choice([0, 0.3, 1.0]), n)
        columns.append(np.round(units * random.choice(prices, p=weights / weights.sum(), size=n), 2))
    return np.column_stack(columns)


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


def _dense_at_zero(random: Any, n: int, p: int) -> NDArray[np.float64]:
    """Gamma with shape 0.3, as rates of customers differ: the nearer to nothing, the more of them."""
    return random.gamma(0.3, size=(n, p))


def _left_tail(random: Any, n: int, p: int) -> NDArray[np.float64]:
    """Turn log-normal columns round: a long tail on the left, as of satisfaction or of deliveries on time."""
    return 100 - np.exp(random.standard_normal((n, p)))


def _shares_of_a_count(random: Any, n: int, p: int) -> NDArray[np.float64]:
    """Deliveries on time: 25 to 40 for each customer, or 1 to 20 in half of the tables, and most customers lose few."""
    most, fewest = ((40, 25), (20, 1))[int(random.uniform() < 0.5)]
    sent = random.randint(fewest, most + 1, size=(n, p))
    return random.binomial(sent, random.beta(12.0, 1.0, size=(n, p))) / sent


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
    "quarter_arc": _quarter_arc,
    "s_curve": _s_curve,
    "two_legs": _two_legs,
    "u_shape": _u_shape,
    "funnel": _funnel,
    "outliers": _outliers,
    "ball": _ball,
    "zero_inflated": _zero_inflated,
    "flat_fee": _flat_fee,
    "heaped": _heaped,
    "price_points": _price_points,
    "buying": _buying,
    "buying_logged": _buying_logged,
    "dense_at_zero": _dense_at_zero,
    "left_tail": _left_tail,
    "shares_of_a_count": _shares_of_a_count,
}
