"""What if we knew which customers belong together, or that none do? Planted segments and structureless crowds."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import ortho_group
from sklearn.utils import check_random_state

from ..schema import BentShape, CrowdFamily, check_choice


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
    family : {"gaussian", "uniform", "correlated", "heavy_tailed"}
        Independent normal columns; independent uniform columns; normal columns with correlation 0.6; columns with
        Student's t distribution on 3 degrees of freedom that share their tails (a multivariate t).
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
    random_state = check_random_state(random_state)
    shape = (n_customers, n_features)
    if family == "uniform":
        return _table(random_state.uniform(size=shape))
    values = random_state.standard_normal(shape)
    if family == "correlated":
        covariance = np.full((n_features, n_features), 0.6) + 0.4 * np.eye(n_features)
        values = values @ np.linalg.cholesky(covariance).T
    if family == "heavy_tailed":
        values = values / np.sqrt(random_state.chisquare(3, size=(n_customers, 1)) / 3)
    return _table(values)


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
        Fewer customers than segments.

    Examples
    --------
    >>> planted = simulate_planted_segments(1000)
    >>> bool((planted["sim_segment"] != planted["sim_best_guess"]).mean() < 0.05)
    True
    """
    if n_customers < n_segments or n_segments < 1:
        raise ValueError(f"{n_segments} segments need at least as many customers; found {n_customers}.")
    random_state = check_random_state(random_state)
    centers = _spread_centers(n_segments, n_features, separation, random_state)
    shares = 0.5 / n_segments + 0.5 * random_state.dirichlet(np.full(n_segments, 4.0))
    segment = random_state.choice(n_segments, size=n_customers, p=shares)
    values = centers[segment] + random_state.standard_normal((n_customers, n_features))
    distance = ((values[:, None] - centers) ** 2).sum(axis=2)
    table = _table(values)
    return table.assign(sim_segment=segment, sim_best_guess=np.argmax(np.log(shares) - distance / 2, axis=1))


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
        An unknown shape.

    Examples
    --------
    >>> simulate_bent_shapes("moons", 10).columns.tolist()
    ['sim_1', 'sim_2', 'sim_segment']
    """
    check_choice(shape, "shape", BentShape)
    random_state = check_random_state(random_state)
    second = np.arange(n_customers) % 2
    turn = random_state.uniform(0, 2 * np.pi if shape == "rings" else np.pi, n_customers)
    values = np.column_stack([np.cos(turn), np.sin(turn)])
    if shape == "rings":
        values *= np.where(second, 0.4, 1.0)[:, None]
    else:
        values = np.where(second[:, None] == 1, [1.0, 0.5] - values, values)
    return _table(values + noise * random_state.standard_normal(values.shape)).assign(sim_segment=second)


def simulate_trade_areas(
    n_customers: int = 1000, *, random_state: int | np.random.RandomState | None = 0
) -> pd.DataFrame:
    """Simulate shops whose true monthly demand follows from where they stand (demand-based classes, 按需求分类).

    Four kinds of place differ in footfall, residents, the income around and the visitors' share. Demand grows with
    footfall and with the share of visitors; recorded sales are demand cut off by the quota that the shop was given,
    which knows little of the place. So sales understate demand where a shop sold out.

    Parameters
    ----------
    n_customers : int, default 1000
        Shops, the customers of a wholesaler.
    random_state : int, RandomState or None
        The same value gives the same shops.

    Returns
    -------
    DataFrame
        Index ``customer_id``; columns ``sim_footfall`` (people a day), ``sim_residents`` (within 500 m),
        ``sim_income`` (index, 100 is the town's mean), ``sim_visitor_share`` (0-1, floating population),
        ``sim_place`` (station, centre, housing, village), ``sim_sales`` (packs a month), ``sim_sold_out`` (bool) and
        the truth ``sim_demand`` (packs a month) and ``sim_class`` (A is the fifth with the highest demand, to E).

    Raises
    ------
    ValueError
        Fewer than five shops.

    Examples
    --------
    >>> shops = simulate_trade_areas(500)
    >>> bool((shops["sim_sales"] <= shops["sim_demand"]).all())
    True
    """
    if n_customers < 5:
        raise ValueError(f"five classes need at least five shops; found {n_customers}.")
    random_state = check_random_state(random_state)
    places = np.array(["station", "centre", "housing", "village"])
    kind = random_state.choice(4, size=n_customers, p=[0.1, 0.25, 0.4, 0.25])

    def around(medians: list[float], spread: float) -> np.ndarray:
        return np.array(medians)[kind] * np.exp(spread * random_state.standard_normal(n_customers))

    footfall, residents = around([9000, 5000, 1500, 300], 0.35), around([2500, 4000, 6000, 900], 0.35)
    income = around([100, 125, 95, 75], 0.15)
    visitors = np.clip(random_state.beta(4, 4, n_customers) - 0.5 + np.array([0.75, 0.5, 0.15, 0.08])[kind], 0.01, 0.99)
    demand = 3.0 * footfall**0.55 * residents**0.1 * (income / 100) ** 0.5 * (1 + visitors)
    demand *= np.exp(0.15 * random_state.standard_normal(n_customers))
    quota = (
        np.median(demand)
        * np.exp(0.5 * random_state.standard_normal(n_customers))
        * (demand / np.median(demand)) ** 0.5
    )
    table = pd.DataFrame(
        {
            "footfall": footfall,
            "residents": residents,
            "income": income,
            "visitor_share": visitors,
            "place": places[kind],
            "sales": np.minimum(demand, quota),
            "sold_out": quota < demand,
            "demand": demand,
        },
        index=_ids(n_customers),
    )
    rank = table["demand"].rank(method="first", ascending=False)
    table["class"] = np.array(list("ABCDE"))[((rank - 1) * 5 // n_customers).astype(int)]
    return table.add_prefix("sim_")


def _spread_centers(k: int, p: int, separation: float, random_state: np.random.RandomState) -> np.ndarray:
    """Draw centres in a box that grows until they keep their distance."""
    size = separation
    while True:
        for _ in range(200):
            centers = random_state.uniform(0, size, size=(k, p))
            gaps = np.sqrt(((centers[:, None] - centers) ** 2).sum(axis=2)) + np.eye(k) * 1e9
            if gaps.min() >= separation:
                return centers @ ortho_group.rvs(p, random_state=random_state).T if p > 1 else centers
        size *= 1.1


def _table(values: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(values, index=_ids(len(values)), columns=[f"sim_{n + 1}" for n in range(values.shape[1])])


def _ids(n: int) -> pd.Index:
    width = len(str(n))
    return pd.Index([f"{number:0{width}}" for number in range(1, n + 1)], name="customer_id")
