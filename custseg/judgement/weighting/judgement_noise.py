"""How sure is a customer's band if the judgements are not exact? Repeated scoring with disturbed judgements.

`disturbed_scores`, `band_probabilities` and `weight_intervals`.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pandas as pd
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from ...catalogue._index_system_spec import GOAL
from ...schema import listed, typed
from .hierarchy import Hierarchy
from .node_weights import global_weights, local_weights
from .scoring import node_scores


@typed
def disturbed_scores(
    hierarchy: Hierarchy,
    customers: pd.DataFrame,
    *,
    noise: float = 0.2,
    n_draws: int = 1000,
    random_state: int | np.random.RandomState | None = None,
) -> pd.DataFrame:
    """Score customers again and again with judgements that are a little different each time.

    Parameters
    ----------
    hierarchy : Hierarchy
        Fitted.
    customers : DataFrame
        As in `Hierarchy.transform`.
    noise : float, default 0.2
        Standard deviation of the logarithm of every judgement: 0.2 makes a 3 mostly something between 2.4 and 3.7. The
        logarithm of ``disagreement(...).attrs["spread"]`` is what the experts themselves differ by. Weights that were
        given are disturbed in the same way; equal ones by default stay.
    n_draws : int, default 1000
        How often.
    random_state : int, RandomState or None
        Seed.

    Returns
    -------
    DataFrame
        Totals, customers by draws.

    Examples
    --------
    >>> outlets = pd.DataFrame({"amount": [5, 1], "gross_margin": [5, 3], "brand_effect": [1, 5]}, index=["x", "y"])
    >>> others = ["market_influence", "channel_expansion", "industry_expansion", "field_expansion", "new_products"]
    >>> outlets[others] = 3
    >>> thirds = {"goal": {"explicit": {"social": 1, "potential": 2}, "social": {"potential": 2}}}
    >>> hierarchy = Hierarchy("explicit_social_potential", thirds, "equal").fit(outlets)
    >>> disturbed_scores(hierarchy, outlets, n_draws=3, random_state=0).shape
    (2, 3)
    """
    drawn = [row for _, row in _draws(hierarchy, customers, noise, n_draws, random_state)]
    return pd.DataFrame(np.array(drawn).T, index=customers.index, columns=pd.RangeIndex(n_draws, name="draw"))


@typed
def band_probabilities(
    hierarchy: Hierarchy,
    customers: pd.DataFrame,
    cuts: Iterable[float],
    *,
    noise: float = 0.2,
    n_draws: int = 1000,
    random_state: int | np.random.RandomState | None = None,
) -> pd.DataFrame:
    """Give every customer the probability of each band of the total.

    Parameters
    ----------
    hierarchy : Hierarchy
        Fitted.
    customers : DataFrame
        As in `Hierarchy.transform`.
    cuts : iterable of float
        Increasing, between 0 and 1. A total on a cut belongs to the better band.
    noise : float, default 0.2
        Standard deviation of the logarithm of every judgement, as in `disturbed_scores`.
    n_draws : int, default 1000
        How often.
    random_state : int, RandomState or None
        Seed.

    Returns
    -------
    DataFrame
        Customers by bands 1 (worst) to n; rows add up to one.

    Raises
    ------
    ValueError
        If the cuts do not increase or do not lie between 0 and 1.

    Examples
    --------
    >>> outlets = pd.DataFrame({"amount": [5, 1], "gross_margin": [5, 3], "brand_effect": [1, 5]}, index=["x", "y"])
    >>> others = ["market_influence", "channel_expansion", "industry_expansion", "field_expansion", "new_products"]
    >>> outlets[others] = 3
    >>> thirds = {"goal": {"explicit": {"social": 1, "potential": 2}, "social": {"potential": 2}}}
    >>> hierarchy = Hierarchy("explicit_social_potential", thirds, "equal").fit(outlets)
    >>> band_probabilities(hierarchy, outlets, [0.2, 0.9], random_state=0)
    band    1    2    3
    x     0.0  1.0  0.0
    y     0.0  1.0  0.0
    """
    cuts = np.array(list(cuts), dtype=float)
    if not len(cuts) or not (np.diff(cuts) > 0).all() or not ((cuts > 0) & (cuts < 1)).all():
        raise ValueError(f"cuts must increase and lie between 0 and 1; found {listed(cuts.tolist())}.")
    counts = np.zeros((len(cuts) + 1, len(customers)))
    everyone = np.arange(len(customers))
    for _, totals in _draws(hierarchy, customers, noise, n_draws, random_state):
        counts[np.searchsorted(cuts, totals, side="right"), everyone] += 1
    bands = pd.RangeIndex(1, len(cuts) + 2, name="band")
    return pd.DataFrame((counts / n_draws).T, index=customers.index, columns=bands)


@typed
def weight_intervals(
    hierarchy: Hierarchy,
    *,
    noise: float = 0.2,
    n_draws: int = 1000,
    level: float = 0.95,
    random_state: int | np.random.RandomState | None = None,
) -> pd.DataFrame:
    """Show how far the weights of criteria and indicators move when the judgements are disturbed.

    Parameters
    ----------
    hierarchy : Hierarchy
        Fitted.
    noise : float, default 0.2
        Standard deviation of the logarithm of every judgement, as in `disturbed_scores`.
    n_draws : int, default 1000
        How often.
    level : float, default 0.95
        Share of the draws that the interval holds.
    random_state : int, RandomState or None
        Seed.

    Returns
    -------
    DataFrame
        Index: criteria, then indicators; ``weight``, ``low``, ``high``.

    Examples
    --------
    >>> columns = ["satisfaction_survey", "complaints", "repeat_orders", "recommendation", "profit"]
    >>> outlets = pd.DataFrame(columns=[*columns, "share_of_purchases"])
    >>> goal = {"satisfaction": {"loyalty": 2, "contribution": 1, "dependence": 2}}
    >>> hierarchy = Hierarchy("four_degrees", {"goal": goal}, "equal").fit(outlets)
    >>> table = weight_intervals(hierarchy, random_state=0)
    >>> bool((table["low"] <= table["weight"]).all())
    True
    """
    check_is_fitted(hierarchy)
    system = hierarchy.system_
    drawn = _draw_weights(hierarchy, noise, n_draws, random_state)
    criteria, indicators = global_weights(system, drawn)
    tail = (1 - level) / 2
    ends = np.quantile(np.array([*criteria.values(), *indicators.values()]), [tail, 1 - tail], axis=1)
    now = pd.concat([hierarchy.criterion_weights_, hierarchy.indicator_weights_])
    return pd.DataFrame({"weight": now, "low": ends[0], "high": ends[1]})


def _draws(
    hierarchy: Hierarchy, customers: pd.DataFrame, noise: float, n_draws: int, random_state: object
) -> Iterator[tuple[int, np.ndarray]]:
    check_is_fitted(hierarchy)
    values = hierarchy.values(customers).to_numpy().T
    drawn = _draw_weights(hierarchy, noise, n_draws, random_state)
    for draw in range(n_draws):
        local = {node: weights[draw] for node, weights in drawn.items()}
        yield draw, node_scores(values, hierarchy.system_, local, reweigh=hierarchy.missing == "reweigh")[GOAL]


def _draw_weights(hierarchy: Hierarchy, noise: float, n_draws: int, random_state: object) -> dict[str, np.ndarray]:
    if noise < 0 or n_draws < 1:
        raise ValueError(f"noise must be 0 or more and n_draws 1 or more; found {noise} and {n_draws}.")
    random = check_random_state(random_state)
    matrices = {node: _disturbed(m.to_numpy(), noise, n_draws, random) for node, m in hierarchy.judgements_.items()}
    series = {}
    for node, weights in hierarchy.given_weights_.items():
        moved = weights.to_numpy() * np.exp(random.normal(0, noise, (n_draws, len(weights))))
        series[node] = moved / moved.sum(axis=1, keepdims=True)
    drawn = local_weights(hierarchy.system_, matrices, series, hierarchy.method)
    return {node: np.broadcast_to(weights, (n_draws, weights.shape[-1])) for node, weights in drawn.items()}


def _disturbed(ratios: np.ndarray, noise: float, n_draws: int, random_state: np.random.RandomState) -> np.ndarray:
    size: Sequence[int] = (n_draws, *ratios.shape)
    steps = np.triu(random_state.normal(0, noise, size), 1)
    return ratios * np.exp(steps - np.swapaxes(steps, 1, 2))
