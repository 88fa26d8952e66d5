"""What if we knew which customers belong together, or that none do? Planted segments and structureless crowds.

`simulate_crowd`, `simulate_planted_segments` and `simulate_bent_shapes`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import ortho_group
from sklearn.utils import check_random_state

from ..schema import BentShape, CrowdFamily, check_choice, typed
from ._crowd_families import CROWDS
from ._customer_ids import customer_ids

FARTHEST = 1e6  # beyond it, what is drawn inside a group is lost to rounding


@typed
def simulate_crowd(
    family: CrowdFamily,
    n_customers: int = 500,
    n_features: int = 3,
    *,
    random_state: int | np.random.RandomState | None = 0,
) -> pd.DataFrame:
    """Simulate customers among whom there are no clusters at all.

    Parameters
    ----------
    family : CrowdFamily
        ``"gaussian"``, ``"uniform"``: independent columns; ``"correlated"``: normal columns with correlation 0.6;
        ``"heavy_tailed"``: Student's t on 3 degrees of freedom whose columns share their tails (a multivariate t);
        ``"skewed"``, ``"waiting"``, ``"power_tail"``: log-normal, exponential, Pareto columns; ``"counts"``,
        ``"overdispersed"``: Poisson, negative binomial; ``"answers"``, ``"yes_no"``: of a questionnaire;
        ``"bounded"``, ``"budget"``: shares, alone and of one whole; ``"bent"``, ``"arc"``, ``"quarter_arc"``,
        ``"s_curve"``, ``"two_legs"``, ``"u_shape"``: along one line that bends; ``"funnel"``, ``"outliers"``,
        ``"ball"``: around one centre; ``"zero_inflated"``, ``"flat_fee"``, ``"heaped"``: values that many customers
        share; ``"price_points"``: units at a few prices that end in nines; ``"buying"``, ``"buying_logged"``: recency,
        frequency and amount of a Pareto/NBD process, and their logs; ``"dense_at_zero"``: gamma columns with a shape
        below 1; ``"left_tail"``: log-normal columns turned round; ``"shares_of_a_count"``: the part of a
        number of deliveries, another for each customer, that is on time.
    n_customers, n_features : int
        Size of the table.
    random_state : int, RandomState or None
        The same value gives the same table.

    Returns
    -------
    DataFrame
        Index ``customer_id``; columns ``sim_1``, ``sim_2``, ... without unit.

    Raises
    ------
    ValueError
        An unknown family, or fewer than one customer or feature.

    Examples
    --------
    >>> simulate_crowd("uniform", 10, 2).shape
    (10, 2)
    """
    check_choice(family, "family", CrowdFamily)
    if n_customers < 1 or n_features < 1:
        raise ValueError(f"a table needs at least one customer and one feature; found {n_customers}, {n_features}.")
    return _table(CROWDS[family](check_random_state(random_state), n_customers, n_features))


@typed
def simulate_planted_segments(
    n_customers: int = 5000,
    n_segments: int = 5,
    n_features: int = 4,
    *,
    separation: float = 4.0,
    random_state: int | np.random.RandomState | None = 0,
) -> pd.DataFrame:
    """Simulate customers who do fall into segments, round ones of unequal size, in the scales of money and counts.

    Centres lie at least `separation` standard deviations from each other; shares are drawn evenly and are at least
    half of an equal share. With five segments and a separation of 4, the best rule that exists mistakes 1 to 4 of
    100 customers.

    Parameters
    ----------
    n_customers, n_segments, n_features : int
        Size of the table and number of segments.
    separation : float, default 4
        Smallest distance between two centres, in standard deviations within a segment.
    random_state : int, RandomState or None
        The same value gives the same table.

    Returns
    -------
    DataFrame
        Index ``customer_id``; columns ``sim_1``, ``sim_2``, ...; the truth ``sim_segment`` (0 to n_segments - 1) and
        ``sim_best_guess``, the segment that the rule with the smallest error names.

    Raises
    ------
    ValueError
        Fewer customers than segments, or a separation below zero or above a million.

    Examples
    --------
    >>> planted = simulate_planted_segments(1000)
    >>> bool((planted["sim_segment"] != planted["sim_best_guess"]).mean() < 0.05)
    True
    """
    if n_customers < n_segments or n_segments < 1:
        raise ValueError(f"{n_segments} segments need at least as many customers; found {n_customers}.")
    if not 0 <= separation <= FARTHEST:
        raise ValueError(f"separation must lie between 0 and {FARTHEST:g} standard deviations; found {separation!r}.")
    random = check_random_state(random_state)
    centers = _spread_centers(n_segments, n_features, separation, random)
    shares = 0.5 / n_segments + 0.5 * random.dirichlet(np.full(n_segments, 4.0))
    segment = random.choice(n_segments, size=n_customers, p=shares)
    values = centers[segment] + random.standard_normal((n_customers, n_features))
    distance = ((values[:, None] - centers) ** 2).sum(axis=2)
    table = _table(values)
    return table.assign(sim_segment=segment, sim_best_guess=np.argmax(np.log(shares) - distance / 2, axis=1))


@typed
def simulate_bent_shapes(
    shape: BentShape,
    n_customers: int = 1000,
    *,
    noise: float = 0.06,
    random_state: int | np.random.RandomState | None = 0,
) -> pd.DataFrame:
    """Simulate two groups that are apart but not compact: rings in each other, or two half-moons.

    Parameters
    ----------
    shape : {"rings", "moons"}
        Rings of radius 1 and 0.4, or half circles that reach into each other.
    n_customers : int, default 1000
        How many, half in each group.
    noise : float, default 0.06
        Standard deviation around the line.
    random_state : int, RandomState or None
        The same value gives the same table.

    Returns
    -------
    DataFrame
        Index ``customer_id``; columns ``sim_1``, ``sim_2`` and the truth ``sim_segment``.

    Raises
    ------
    ValueError
        An unknown shape, or a noise below zero or above a million.

    Examples
    --------
    >>> simulate_bent_shapes("moons", 10).columns.tolist()
    ['sim_1', 'sim_2', 'sim_segment']
    """
    check_choice(shape, "shape", BentShape)
    if not 0 <= noise <= FARTHEST:
        raise ValueError(f"noise must lie between 0 and {FARTHEST:g}; found {noise!r}. The shapes are about 1 wide.")
    random = check_random_state(random_state)
    second = np.arange(n_customers) % 2
    turn = random.uniform(0, 2 * np.pi if shape == "rings" else np.pi, n_customers)
    values = np.column_stack([np.cos(turn), np.sin(turn)])
    if shape == "rings":
        values *= np.where(second, 0.4, 1.0)[:, None]
    else:
        values = np.where(second[:, None] == 1, [1.0, 0.5] - values, values)
    return _table(values + noise * random.standard_normal(values.shape)).assign(sim_segment=second)


def _spread_centers(k: int, p: int, separation: float, random_state: np.random.RandomState) -> np.ndarray:
    """Draw centres in a box that grows until they keep their distance."""
    size = separation * max(1.0, k / 20)  # many centres find no room in a small box
    while True:
        for _ in range(200):
            centers = random_state.uniform(0, size, size=(k, p))
            gaps = np.sqrt(((centers[:, None] - centers) ** 2).sum(axis=2)) + np.eye(k) * 1e9
            if gaps.min() >= separation:
                return centers @ ortho_group.rvs(p, random_state=random_state).T if p > 1 else centers
        size *= 1.1


def _table(values: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(
        values, index=customer_ids(len(values)), columns=[f"sim_{n + 1}" for n in range(values.shape[1])]
    )
