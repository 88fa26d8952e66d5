"""What if nobody publishes the judgements behind a retailer's score? Outlets and experts whose truth is known.

`simulate_outlets` and `simulate_judgements`; `tilted_weights` for worlds in which one degree counts more.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.special import ndtr

from ..schema import typed
from ._streams import own_stream

MEDIAN_ORDER = 2205.0
MEAN_ORDER = 4643.0
"""Median and mean of what 224 stores ordered on one day from a state that is the only wholesaler (Iowa, 2012-01-31)."""

LOG_SPREAD = float(np.sqrt(2 * np.log(MEAN_ORDER / MEDIAN_ORDER)))
"""Of the lognormal with that median and mean: 1.220. Its top fifth holds 65 %; that of the 224 stores held 62 %."""

OUTLET_WEIGHTS = {
    "goal": {"dependence": 0.15, "contribution": 0.35, "credit": 0.20, "growth": 0.20, "influence": 0.10},
    "dependence": {
        "monthly_order": 0.10,
        "cooperation": 0.15,
        "informatisation": 0.10,
        "satisfaction": 0.35,
        "loyalty": 0.30,
    },
    "contribution": {
        "historical_volume": 0.25,
        "monthly_order": 0.30,
        "gross_margin_rate": 0.20,
        "price_per_carton": 0.10,
        "service_cost": 0.15,
    },
    "credit": {"cooperation": 0.30, "integrity": 0.45, "management_standard": 0.25},
    "growth": {
        "price_per_carton": 0.10,
        "management_standard": 0.15,
        "informatisation": 0.15,
        "resources": 0.25,
        "service_ability": 0.20,
        "trade_area": 0.15,
    },
    "influence": {"management_standard": 0.20, "service_ability": 0.35, "trade_area": 0.45},
}
"""The true weights of the system ``five_degrees_survey``: what the careful experts' judgements scatter around."""

OUTLET_VALUES: dict[str, dict[str, object]] = {
    "historical_volume": {
        "kind": "points",
        "at": [2000, 10000, 30000, 80000, 250000],
        "value": [0, 0.25, 0.5, 0.75, 1],
    },
    "monthly_order": {"kind": "points", "at": [200, 900, 2200, 6000, 20000], "value": [0, 0.25, 0.5, 0.75, 1]},
    "gross_margin_rate": {"kind": "linear", "worst": 0.08, "best": 0.16},
    "price_per_carton": {"kind": "linear", "worst": 70, "best": 320},
    "service_cost": {"kind": "linear", "worst": 600, "best": 60},
}
"""Value functions in the units of the simulated outlets; the other factors are grades from 1 to 5."""

_GRADED = (
    *("cooperation", "integrity", "management_standard", "informatisation", "resources", "service_ability"),
    *("trade_area", "satisfaction", "loyalty"),
)
MOST_NOISE = 100.0  # of the logarithm of a judgement: none is infinite
_QUINTILES = (-0.8416, -0.2533, 0.2533, 0.8416)


@typed
def simulate_outlets(
    n_outlets: int = 300,
    *,
    reliability: float = 0.8,
    correlation: float = 0.3,
    credit_saves: float = 0.0,
    degree_weights: Mapping[str, float] | None = None,
    random_state: int | np.random.RandomState | None = 0,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Simulate retail outlets of a monopoly supplier: fourteen factors, and the five true degrees behind them.

    Every outlet has five standard normal degrees, all pairs equally correlated; a true score is the normal
    distribution function of a degree, and the true total weighs the scores. A factor is driven by the mean of the
    degrees it serves, with weight `reliability`, and by chance. Orders are lognormal with the median and the mean of a
    published day of a state wholesaler; yearly volume follows them; margin, price and cost are transformed normals, and
    nine factors, of which satisfaction and loyalty come from a survey, are graded 1 to 5 with a fifth of all outlets in
    each grade. High service cost is bad; whether true credit lowers it is a claim, so that it is set apart.

    Parameters
    ----------
    n_outlets : int, default 300
        How many.
    reliability : float, default 0.8
        Correlation of a factor with what drives it, above 0 and at most 1.
    correlation : float, default 0.3
        Of any two true degrees, from 0 to below 1.
    credit_saves : float, default 0.0
        Weight of true credit in what drives the service cost down, from 0, credit saves nothing, to below 1.
    degree_weights : mapping of degree to float, optional
        True weights of the five degrees in the total, above zero and adding up to one; by default those of
        ``OUTLET_WEIGHTS["goal"]``.
    random_state : int, RandomState or None
        The same value gives the same outlets.

    Returns
    -------
    outlets : DataFrame
        Index ``customer_id``; ``sim_historical_volume`` and ``sim_monthly_order`` (money), ``sim_gross_margin_rate``
        (fraction), ``sim_price_per_carton`` (money), ``sim_service_cost`` (money a month), nine grades 1 to 5.
    truth : DataFrame
        Same index; ``sim_true_dependence`` and so on for the five degrees, ``sim_true_total``; from 0 to 1.

    Raises
    ------
    ValueError
        Fewer than one outlet, a reliability, correlation or saving out of range, or weights that are not those of the
        five degrees or do not add up to one.

    See Also
    --------
    simulate_judgements : Experts who compare the degrees and factors.

    References
    ----------
    State of Iowa, wholesale liquor orders by store, one day: 224 stores, median 2,205, mean 4,643 US dollars.

    Examples
    --------
    >>> outlets, truth = simulate_outlets(100)
    >>> outlets.shape, truth.shape
    ((100, 14), (100, 6))
    """
    if n_outlets < 1 or not 0 < reliability <= 1 or not 0 <= correlation < 1 or not 0 <= credit_saves < 1:
        raise ValueError(
            "expected n_outlets of at least 1, 0 < reliability <= 1, 0 <= correlation < 1 and 0 <= credit_saves < 1; "
            f"found {n_outlets}, {reliability}, {correlation} and {credit_saves}."
        )
    weights = _weights(degree_weights)["goal"]
    random_state = own_stream(random_state, "outlets")
    index = pd.Index(
        [f"outlet {number:0{len(str(n_outlets))}}" for number in range(1, n_outlets + 1)], name="customer_id"
    )
    degrees = _true_degrees(n_outlets, correlation, random_state)
    drivers = {factor: _driven(factor, degrees, reliability, correlation, random_state) for factor in _factors()}
    own = np.sqrt(1 - credit_saves**2)
    drivers["service_cost"] = own * drivers["service_cost"] + credit_saves * degrees["credit"]
    outlets = pd.DataFrame(_measured(drivers, random_state), index=index).add_prefix("sim_")
    scores = {name: ndtr(degree) for name, degree in degrees.items()}
    scores["total"] = sum(weights[name] * score for name, score in scores.items())
    return outlets, pd.DataFrame(scores, index=index).add_prefix("sim_true_")


@typed
def simulate_judgements(
    n_experts: int = 5,
    *,
    n_careless: int = 1,
    noise: float = 0.2,
    at_random: float = 0.5,
    degree_weights: Mapping[str, float] | None = None,
    random_state: int | np.random.RandomState | None = 0,
) -> tuple[dict[str, dict[str, dict[str, dict[str, float]]]], dict[str, pd.Series]]:
    """Simulate experts who compare the degrees and factors of `simulate_outlets` two by two.

    A careful expert multiplies the true ratio of two weights by lognormal noise and gives the nearest answer of the
    1-to-9 scale. A careless one does the same but answers a share of the questions at random from the seventeen
    answers.

    Parameters
    ----------
    n_experts : int, default 5
        How many in all.
    n_careless : int, default 1
        How many of them are careless; they come last.
    noise : float, default 0.2
        Standard deviation of the logarithm of a judgement.
    at_random : float, default 0.5
        Share of the careless answers that are given at random.
    degree_weights : mapping of degree to float, optional
        True weights of the five degrees, above zero and adding up to one, as given to `simulate_outlets`.
    random_state : int, RandomState or None
        The same value gives the same judgements.

    Returns
    -------
    judgements : dict of expert to dict of node to nested dict
        "expert 1", ..., "careless expert 1"; the nodes are "goal", which compares the five degrees directly, and the
        degrees; ``{"dependence": {"credit": 0.5}}`` says that dependence is half as important as credit.
    truth : dict of node to Series
        The true weights.

    Raises
    ------
    ValueError
        More careless experts than experts, a share or a noise out of range, or weights that are not those of the five
        degrees or do not add up to one.

    See Also
    --------
    simulate_outlets : What they judge.

    Examples
    --------
    >>> judgements, truth = simulate_judgements()
    >>> list(judgements)
    ['expert 1', 'expert 2', 'expert 3', 'expert 4', 'careless expert 1']
    >>> float(truth["goal"]["contribution"])
    0.35
    """
    if not 0 <= n_careless <= n_experts or n_experts < 1 or not 0 <= at_random <= 1 or not 0 <= noise <= MOST_NOISE:
        raise ValueError(
            "expected at least one expert, no more careless ones than experts, 0 <= at_random <= 1 and noise from 0 to "
            f"{MOST_NOISE:g}; found {n_experts}, {n_careless}, {at_random} and {noise}."
        )
    true_weights = _weights(degree_weights)
    random_state = own_stream(random_state, "judgements")
    careful = n_experts - n_careless
    shares = {f"expert {number}": 0.0 for number in range(1, careful + 1)}
    shares |= {f"careless expert {number}": at_random for number in range(1, n_careless + 1)}
    judgements = {
        expert: {node: _compared(weights, noise, share, random_state) for node, weights in true_weights.items()}
        for expert, share in shares.items()
    }
    return judgements, {node: pd.Series(weights, name="weight") for node, weights in true_weights.items()}


@typed
def tilted_weights(degree: str, share: float) -> dict[str, float]:
    """Give true weights of which one degree has a stated share, while the others keep their proportions.

    Parameters
    ----------
    degree : str
        "dependence", "contribution", "credit", "growth" or "influence".
    share : float
        Its weight, between 0 and 1.

    Returns
    -------
    dict of degree to float
        Weights for `simulate_outlets` and `simulate_judgements`, adding up to one.

    Raises
    ------
    ValueError
        An unknown degree, or a share out of range.

    See Also
    --------
    simulate_outlets : Takes them as ``degree_weights``.

    Examples
    --------
    >>> weights = tilted_weights("credit", 0.6)
    >>> weights["credit"], round(sum(weights.values()), 6)
    (0.6, 1.0)
    """
    usual = OUTLET_WEIGHTS["goal"]
    if degree not in usual or not 0 < share < 1:
        raise ValueError(f"expected one of {', '.join(usual)} and 0 < share < 1; found {degree!r} and {share}.")
    others = (1 - share) / (1 - usual[degree])
    return {each: share if each == degree else weight * others for each, weight in usual.items()}


def _weights(degree_weights: Mapping[str, float] | None) -> dict[str, dict[str, float]]:
    """Give the true weights of all nodes, those of the degrees replaced."""
    degrees = list(OUTLET_WEIGHTS["goal"])
    given = OUTLET_WEIGHTS["goal"] if degree_weights is None else dict(degree_weights)
    if sorted(given) != sorted(degrees) or min(given.values()) <= 0 or not np.isclose(sum(given.values()), 1):
        raise ValueError(
            f"degree_weights: expected {', '.join(degrees)}, above zero and adding up to one; found {given}."
        )
    return OUTLET_WEIGHTS | {"goal": {degree: float(given[degree]) for degree in degrees}}


def _true_degrees(n_outlets: int, correlation: float, random_state: np.random.RandomState) -> dict[str, np.ndarray]:
    common = random_state.standard_normal(n_outlets)
    own = random_state.standard_normal((len(OUTLET_WEIGHTS["goal"]), n_outlets))
    together = np.sqrt(correlation) * common + np.sqrt(1 - correlation) * own
    return dict(zip(OUTLET_WEIGHTS["goal"], together, strict=True))


def _factors() -> list[str]:
    order = ["historical_volume", "monthly_order", "gross_margin_rate", "price_per_carton", "service_cost"]
    return [*order, *_GRADED]


def _driven(
    factor: str,
    degrees: Mapping[str, np.ndarray],
    reliability: float,
    correlation: float,
    random_state: np.random.RandomState,
) -> np.ndarray:
    """Draw the standard normal driver of a factor: the mean of the degrees it serves, and chance."""
    served = [degrees[degree] for degree in degrees if factor in OUTLET_WEIGHTS[degree]]
    spread = np.sqrt((1 + correlation * (len(served) - 1)) / len(served))
    chance = random_state.standard_normal(len(served[0]))
    return reliability * np.mean(served, axis=0) / spread + np.sqrt(1 - reliability**2) * chance


def _measured(drivers: Mapping[str, np.ndarray], random_state: np.random.RandomState) -> dict[str, np.ndarray]:
    order = MEDIAN_ORDER * np.exp(LOG_SPREAD * drivers["monthly_order"])
    # the year's volume is twelve months around this month's order, pulled a little towards its own driver
    year = 12 * order * np.exp(0.2 * (drivers["historical_volume"] - drivers["monthly_order"]))
    columns = {
        "historical_volume": year * np.exp(0.1 * random_state.standard_normal(len(order))),
        "monthly_order": order,
        "gross_margin_rate": 0.08 + 0.08 * ndtr(drivers["gross_margin_rate"]),
        "price_per_carton": 150 * np.exp(0.35 * drivers["price_per_carton"]),
        "service_cost": 200 * np.exp(-0.5 * drivers["service_cost"]),
    }
    return columns | {factor: 1 + np.searchsorted(_QUINTILES, drivers[factor]) for factor in _GRADED}


def _compared(
    weights: Mapping[str, float], noise: float, at_random: float, random_state: np.random.RandomState
) -> dict[str, dict[str, float]]:
    steps = np.concatenate([1 / np.arange(9, 1, -1), np.arange(1, 10)])
    logs, items = np.log(steps), list(weights)
    judged: dict[str, dict[str, float]] = {item: {} for item in items[:-1]}
    for place, item in enumerate(items):
        for other in items[place + 1 :]:
            meant = np.log(weights[item] / weights[other]) + noise * random_state.standard_normal()
            careful = steps[np.argmin(np.abs(logs - meant))]
            guess, slip = steps[random_state.randint(len(steps))], random_state.random_sample() < at_random
            judged[item][other] = float(guess if slip else careful)
    return judged
