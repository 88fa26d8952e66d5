"""Which questions of a survey find the customers who pay well and are poorly served? Tried where the truth is known.

`question_trials`.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ...schema import as_numbers, typed
from ...simulate.survey import COST_ITEMS, GAIN_ITEMS, SATISFACTION_ITEMS, simulate_survey
from .perceived import perceived_value

GAINS, COSTS, SATISFACTION = (
    tuple(f"sim_{item}" for item in each) for each in (GAIN_ITEMS, COST_ITEMS, SATISFACTION_ITEMS)
)
QUESTIONS = {
    "gains less costs": len(GAINS) + len(COSTS),
    "gains alone": len(GAINS),
    "satisfaction, mean": len(SATISFACTION),
    "one gain less one cost": 2,
    "experience less expectation": 2,
    "satisfaction, one question": 1,
    "recommendation": 1,
    "the truth of those who answered": 0,
}
"""How many questions each list takes."""


@typed
def question_trials(
    customers: pd.DataFrame,
    worlds: Mapping[Hashable, Mapping[str, Any]],
    *,
    spend: str = "amount",
    without_survey: Sequence[str] = (),
    payers: float = 0.5,
    poorly: float = 0.2,
    calls: int = 60,
    n_sets: int = 20,
    random_state: int = 0,
) -> pd.DataFrame:
    """Draw up lists of customers to call from the answers to different questions, and count whom they reach.

    In every world surveys are simulated for the same customers. *Payers* are the customers who spend most; *poorly
    served* are the payers with the lowest true value to the customer. Each list holds the payers with the lowest
    answers among those who took part; whoever left out a question that it needs is not on it. All lists are equally
    long. Where customers are tied at the end, each is taken in part.

    Parameters
    ----------
    customers : DataFrame
        One row per customer, index ``customer_id``.
    worlds : mapping of name to mapping
        What `custseg.simulate.simulate_survey` is told in each world, such as ``halo`` or ``response_rate``.
    spend : str, default "amount"
        The column of what customers spend.
    without_survey : sequence of str
        Columns of `customers` that make a list of all payers, low first, and need no survey.
    payers, poorly : float
        Share of the customers who are payers, and of the payers who are poorly served; above 0 and below 1.
    calls : int, default 60
        Customers on each list.
    n_sets : int, default 20
        Surveys a world; those of one number start from one seed in all worlds.
    random_state : int, default 0
        The same value gives the same surveys.

    Returns
    -------
    DataFrame
        One row per ``world``, ``set`` and ``questions`` (what the list is made from: a key of ``QUESTIONS`` or a column
        of `without_survey`): ``asked``, the number of questions it takes; ``reached``, how many on the list are poorly
        served; ``spend_reached``, what these spend; ``poorly_served`` and ``poorly_served_who_answered``, customers.

    Raises
    ------
    ValueError
        No world or set, shares out of range, columns that are missing, or a list that is longer than the payers who
        can be on it.

    See Also
    --------
    perceived_value : Gains less costs on one's own survey.
    custseg.resample.paired_difference : Of two lists over the sets.
    turning_value : Where the difference of two lists changes sides.

    Examples
    --------
    >>> amounts = np.random.RandomState(0).lognormal(3, 1, 600)
    >>> customers = pd.DataFrame({"amount": amounts}, index=pd.Index(map(str, range(600)), name="customer_id"))
    >>> tried = question_trials(customers, {"usual": {}}, calls=20, n_sets=5)
    >>> reached = tried.groupby("questions")["reached"].mean()
    >>> bool(reached["gains less costs"] > reached["satisfaction, one question"])
    True
    """
    _check(customers, worlds, [spend, *without_survey], payers, poorly, calls, n_sets)
    rows = [
        {"world": world, "set": number, **row}
        for world, told in worlds.items()
        for number in range(1, n_sets + 1)
        for row in _trial(
            customers, dict(told), spend, list(without_survey), (payers, poorly), calls, random_state + number
        )
    ]
    return pd.DataFrame(rows)


def _trial(
    customers: pd.DataFrame,
    told: dict[str, Any],
    spend: str,
    plain: list[str],
    shares: tuple[float, float],
    calls: int,
    seed: int,
) -> list[dict[str, Any]]:
    """Give one row per list for one survey."""
    survey, truth = simulate_survey(customers, spend=spend, random_state=seed, **told)
    paying = _lowest(-customers[spend], round(shares[0] * len(customers)))
    value = truth["sim_true_value_to_customer"][paying]
    poor = _lowest(value, round(shares[1] * len(value)))
    answered = truth["sim_took_part"][paying]
    lists = _scores(survey).reindex(value.index).assign(**{"the truth of those who answered": value[answered]})
    lists = lists.join(customers[plain])
    money = customers[spend].reindex(value.index)
    rows = []
    for name, scores in lists.items():
        part = _parts(scores, calls) * poor
        rows.append(
            {
                "questions": name,
                "asked": QUESTIONS.get(str(name), 0),
                "reached": float(part.sum()),
                "spend_reached": float((part * money).sum()),
                "poorly_served": int(poor.sum()),
                "poorly_served_who_answered": int((poor & answered).sum()),
            }
        )
    return rows


def _scores(survey: pd.DataFrame) -> pd.DataFrame:
    """Give what each set of questions says of each customer who took part, low for poorly served."""
    gains = survey[list(GAINS)].mean(axis=1)
    return pd.DataFrame(
        {
            "gains less costs": perceived_value(survey, gains=GAINS, costs=COSTS)["value_to_customer"],
            "gains alone": gains,
            "satisfaction, mean": survey[list(SATISFACTION)].mean(axis=1),
            "one gain less one cost": survey[GAINS[0]] - survey[COSTS[0]],
            "experience less expectation": survey["sim_experience"] - survey["sim_expectation"],
            "satisfaction, one question": survey[SATISFACTION[0]],
            "recommendation": survey["sim_recommend"],
        }
    )


def _lowest(values: pd.Series, size: int) -> pd.Series:
    """Say who is among the `size` lowest; of equals the earlier rows."""
    return values.rank(method="first") <= size


def _parts(scores: pd.Series, size: int) -> pd.Series:
    """Give the part in which each customer is among the `size` lowest; those at the end that are tied share it."""
    known = scores.dropna()
    if len(known) < size:
        raise ValueError(
            f"question_trials: {len(known)} payers answered what the list '{scores.name}' needs, {size} are to be "
            "called. Call fewer, or raise the response rate."
        )
    border = np.sort(known.to_numpy(dtype="float64"))[size - 1]
    below, tied = scores < border, scores == border
    return below + tied * (size - below.sum()) / tied.sum()


def _check(
    customers: pd.DataFrame,
    worlds: Mapping[Hashable, Mapping[str, Any]],
    columns: list[str],
    payers: float,
    poorly: float,
    calls: int,
    n_sets: int,
) -> None:
    problems = [f"customers lack column '{name}'." for name in columns if name not in customers.columns]
    problems += [
        f"column '{name}' has missing or infinite values."
        for name in columns
        if name in customers.columns and not np.isfinite(as_numbers(customers[name], name)).all()
    ]
    problems += [
        f"{name} must lie between 0 and 1, both excluded; found {share}."
        for name, share in (("payers", payers), ("poorly", poorly))
        if not 0 < share < 1
    ]
    if not worlds or n_sets < 1 or calls < 1:
        problems.append(f"expected one or more worlds, sets and calls; found {len(worlds)}, {n_sets} and {calls}.")
    if problems:
        raise ValueError(" ".join(["question_trials:", *problems]))
