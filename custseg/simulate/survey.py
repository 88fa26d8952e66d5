"""What if nobody publishes a survey beside the purchases of the same people? Answers by a stated mechanism.

`simulate_survey`.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtri
from scipy.stats import rankdata

from ..schema import as_numbers, typed
from ._streams import own_stream

Floats = NDArray[np.float64]
GAIN_ITEMS = ("gain_product", "gain_service", "gain_personnel", "gain_image")
COST_ITEMS = ("cost_money", "cost_time", "cost_effort", "cost_mind")
SATISFACTION_ITEMS = ("satisfaction_overall", "satisfaction_expected", "satisfaction_ideal")
MOMENTS = ("moment_1_order", "moment_2_delivery", "moment_3_use", "moment_4_help", "moment_5_bill")
NEED_ITEMS = {
    "basic": ("need_works", "need_reliable"),
    "expected": ("need_advice", "need_convenience"),
    "ideal": ("need_belonging",),
}
"""Items by what they ask about; in the tables they begin with ``sim_``."""


@typed
def simulate_survey(
    customers: pd.DataFrame,
    *,
    spend: str = "amount",
    correlation: float = 0.3,
    response_rate: float = 0.5,
    response_bias: float = 0.3,
    missing: float = 0.04,
    style: float = 1.0,
    halo: float = 0.0,
    moment_spread: float = 1.0,
    peak_end: float = 0.5,
    random_state: int | np.random.RandomState | None = 0,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Simulate what customers say about the value they get, for customers whose spend is known.

    Mechanism. The value to the customer, v, is standard normal; its correlation with the normal score of the rank of
    spend is `correlation`. A second normal, u, with standard deviation `style`, is the person's way of answering.
    Gains follow ``6.5 + v + u``, costs ``5.5 - v + (1 - 2 halo) u``: without a halo whoever is fond of high marks gives
    them to gains and costs alike, and u cancels in their difference; with a halo of 1 whoever is fond of the firm
    praises the gains and belittles the costs, and u counts twice. What was expected follows ``7 + u``, what was
    experienced ``7 + v + u``, satisfaction ``6.5 + 1.5 v + 0.5 u``, recommendation ``6.8 + 1.8 v + 0.5 u``; needs are
    met by ``8 + v``, ``6.5 + v`` and ``5 + v`` from basic to ideal.

    Five contacts, the moments, follow ``6.5 + v`` with the third half a point better and the last half a point worse,
    and each has a part of its own, normal with standard deviation `moment_spread`. What is remembered of them (the item
    ``memory``) is a weighted mean: with weight `peak_end` that of the best moment and the last, with the rest that of
    all five.

    Every answer has noise of standard deviation 1, is rounded and held to 1 to 10 (recommendation: 0 to 10). Those who
    get more answer more often: the log odds of taking part rise by `response_bias` per unit of v. Single answers are
    left out at random.

    Parameters
    ----------
    customers : DataFrame
        One row per customer, index ``customer_id``.
    spend : str, default "amount"
        The column of the customers table that v goes with.
    correlation : float, default 0.3
        Between v and spend, from -1 to 1.
    response_rate : float, default 0.5
        Share of customers with v = 0 who take part; 1 for everybody.
    response_bias : float, default 0.3
        See above; 0 for no bias.
    missing : float, default 0.04
        Share of single answers left out, from 0 to below 1.
    style : float, default 1.0
        Standard deviation of the way of answering, in points, 0 or more.
    halo : float, default 0.0
        From 0, the way of answering raises gains and costs alike, to 1, it raises gains and lowers costs.
    moment_spread : float, default 1.0
        Standard deviation of each moment's own part, in points, 0 or more; with 0 the moments differ by noise alone.
    peak_end : float, default 0.5
        Weight of the best and the last moment in what is remembered, from 0 to 1.
    random_state : int, RandomState or None
        The same value gives the same survey.

    Returns
    -------
    survey : DataFrame
        Those who took part, with the index of `customers`; columns ``sim_`` and an item of `GAIN_ITEMS`, `COST_ITEMS`,
        `NEED_ITEMS`, `SATISFACTION_ITEMS`, `MOMENTS`, and ``sim_expectation``, ``sim_experience``, ``sim_recommend``,
        ``sim_memory``.
    truth : DataFrame
        All customers: ``sim_true_value_to_customer`` (v) and ``sim_took_part``.

    Raises
    ------
    ValueError
        A column that is not there or has missing values, customers that occur twice, or a share out of range.

    Examples
    --------
    >>> customers = pd.DataFrame({"amount": [10.0, 250.0, 40.0]}, index=pd.Index(["a", "b", "c"], name="customer_id"))
    >>> survey, truth = simulate_survey(customers, response_rate=1, missing=0)
    >>> len(survey), survey.columns[0]
    (3, 'sim_gain_product')
    """
    shares = {"response_rate": response_rate, "missing": missing, "halo": halo, "peak_end": peak_end}
    _check(customers, spend, correlation, shares, {"style": style, "moment_spread": moment_spread})
    random_state = own_stream(random_state, "survey")
    n = len(customers)
    # the middle rank of tied spends, so that equal customers are treated alike
    spend_score = ndtri((rankdata(customers[spend]) - 0.5) / n)
    value = correlation * spend_score + np.sqrt(1 - correlation**2) * random_state.standard_normal(n)
    way = style * random_state.standard_normal(n)
    own_parts = moment_spread * random_state.standard_normal((len(MOMENTS), n))
    answers = {
        f"sim_{item}": _answer(level, random_state, low=0 if item == "recommend" else 1)
        for item, level in _levels(value, way, halo, own_parts, peak_end).items()
    }
    survey = pd.DataFrame(answers, index=customers.index)
    survey = survey.mask(random_state.random_sample(survey.shape) < missing)
    odds = logit(min(response_rate, 1 - 1e-12)) + response_bias * value
    took_part = (random_state.random_sample(n) < expit(odds)) | (response_rate == 1)
    truth = pd.DataFrame({"sim_true_value_to_customer": value, "sim_took_part": took_part}, index=customers.index)
    return survey[took_part], truth


def _levels(value: Floats, way: Floats, halo: float, own_parts: Floats, peak_end: float) -> dict[str, Floats]:
    """Give what each item asks about, before noise."""
    levels = dict.fromkeys(GAIN_ITEMS, 6.5 + value + way)
    levels |= dict.fromkeys(COST_ITEMS, 5.5 - value + (1 - 2 * halo) * way)
    for item_level, items in zip((8, 6.5, 5), NEED_ITEMS.values(), strict=True):
        levels |= dict.fromkeys(items, item_level + value)
    levels |= {"expectation": 7 + way, "experience": 7 + value + way}
    levels |= dict.fromkeys(SATISFACTION_ITEMS, 6.5 + 1.5 * value + 0.5 * way)
    moments = 6.5 + value + np.array([0, 0, 0.5, 0, -0.5])[:, None] + own_parts
    remembered = peak_end * (moments.max(axis=0) + moments[-1]) / 2 + (1 - peak_end) * moments.mean(axis=0)
    levels |= dict(zip(MOMENTS, moments, strict=True))
    return levels | {"recommend": 6.8 + 1.8 * value + 0.5 * way, "memory": remembered}


def _answer(level: Floats, random_state: np.random.RandomState, *, low: int) -> Floats:
    return np.clip(np.round(level + random_state.standard_normal(len(level))), low, 10)


def _check(
    customers: pd.DataFrame, spend: str, correlation: float, shares: dict[str, float], spreads: dict[str, float]
) -> None:
    problems = []
    if spend not in customers.columns:
        problems.append(f"customers lack column '{spend}'; found {list(customers.columns)}.")
    elif not np.isfinite(as_numbers(customers[spend], spend)).all():
        problems.append(f"column '{spend}' has missing or infinite values; drop those customers.")
    if customers.index.has_duplicates or not len(customers):
        problems.append("expected at least one customer, each once.")
    if not -1 <= correlation <= 1:
        problems.append(f"correlation must lie between -1 and 1; found {correlation}.")
    if not 0 < shares["response_rate"] <= 1:
        problems.append(f"response_rate must be above 0 and at most 1; found {shares['response_rate']}.")
    if not 0 <= shares["missing"] < 1:
        problems.append(f"missing must be 0 or more and below 1; found {shares['missing']}.")
    problems += [
        f"{name} must lie between 0 and 1; found {shares[name]}."
        for name in ("halo", "peak_end")
        if not 0 <= shares[name] <= 1
    ]
    problems += [
        f"{name} must be 0 or more, and finite; found {spread}."
        for name, spread in spreads.items()
        if not 0 <= spread < np.inf
    ]
    if problems:
        raise ValueError(" ".join(problems))
