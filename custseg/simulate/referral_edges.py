"""Who brought whom, in a shop that wrote down only who bought? Referrals laid over real customers, and a later answer.

`simulate_referrals` and `simulate_referral_answers`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandas.api.types import is_datetime64_any_dtype
from scipy.special import ndtri

from ..schema import SchemaError, amounts_of, typed
from ._streams import own_stream

MOST_REFERRALS = 1e8  # more do not fit into memory


@typed
def simulate_referrals(
    joined: pd.Series,
    value: pd.Series,
    *,
    correlation: float = 0.0,
    referred: float = 0.3,
    spread: float = 1.0,
    random_state: int | np.random.RandomState | None = 0,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Simulate who brought whom among customers of whom the day of joining and the own value are known.

    The mechanism, whole. A share `referred` of those who joined after the first day, drawn by lot, came through
    somebody who had joined on an earlier day. Who that was is drawn in proportion to a tendency to recommend, lognormal
    with log standard deviation `spread`, whose logarithm has the stated correlation with the normal score of the own
    value. Who came through whom has nothing to do with the value of who came.

    Parameters
    ----------
    joined : Series of datetime
        Index the customers: the day on which each joined.
    value : Series
        The same index: own value of each, in money. Its ranks alone count.
    correlation : float, default 0
        Of tendency (log) and own value (normal score), -1 to 1.
    referred : float, default 0.3
        Share of those who joined after the first day that came by a referral, 0-1.
    spread : float, default 1
        How unequal the tendencies are, 0-5.
    random_state : int, RandomState or None
        The same value gives the same referrals.

    Returns
    -------
    edges : DataFrame
        One row a referral, by ``date``: ``referrer_id``, ``referred_id``, ``date`` (when the referred joined).
    truth : DataFrame
        The customers' index; ``sim_tendency``, with mean 1.

    Raises
    ------
    SchemaError
        If indexes differ, a customer is there twice or has no id, `joined` holds something else than days or lacks
        one, or a number is out of range.
    ValueError
        If there is nobody, or a value is missing.

    See Also
    --------
    simulate_referral_answers : What these customers bring next, with and without a letter.
    simulate_referral_campaign : Where the customers are simulated, too.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.simulate import simulate_referrals
    >>> joined = pd.Series(pd.date_range("2024-01-01", periods=4), index=list("abcd"))
    >>> edges, _ = simulate_referrals(joined, pd.Series([9.0, 5.0, 3.0, 1.0], joined.index), referred=1.0)
    >>> edges[["referrer_id", "referred_id"]].to_numpy().tolist()
    [['a', 'b'], ['a', 'c'], ['a', 'd']]
    """
    worth, _ = amounts_of(value, "value")
    problems = [] if is_datetime64_any_dtype(joined) else ["joined must hold days: convert it with pd.to_datetime."]
    ranges = {"correlation": (correlation, -1, 1), "referred": (referred, 0, 1), "spread": (spread, 0, 5)}
    _check(joined, value, problems, **ranges)
    random = own_stream(random_state, "referrals")
    scores = ndtri((pd.Series(worth).rank().to_numpy() - 0.5) / len(worth))
    tells = correlation * scores + np.sqrt(1 - correlation**2) * random.standard_normal(len(worth))
    tendency = np.exp(spread * tells)
    tendency /= tendency.mean()
    order = np.argsort(joined.to_numpy(), kind="stable")
    days = joined.to_numpy()[order]
    earlier = np.searchsorted(days, days)
    weights = np.append(0.0, np.cumsum(tendency[order]))
    came = np.flatnonzero((random.random_sample(len(days)) < referred) & (earlier > 0))
    lot = random.random_sample(len(came)) * weights[earlier[came]]
    giver = np.minimum(np.searchsorted(weights, lot, side="right") - 1, earlier[came] - 1)
    names = joined.index.to_numpy()[order]
    edges = pd.DataFrame({"referrer_id": names[giver], "referred_id": names[came], "date": days[came]})
    return edges, pd.DataFrame({"sim_tendency": tendency}, index=joined.index)


@typed
def simulate_referral_answers(
    tendency: pd.Series,
    written: pd.Series,
    worth: pd.Series,
    *,
    rate: float = 0.3,
    extra: float = 0.1,
    random_state: int | np.random.RandomState | None = 0,
) -> pd.DataFrame:
    """Simulate whom customers bring after a campaign, those who were written to and those who were left alone.

    Referrals are Poisson with mean `rate` times the tendency; a letter adds `extra` for whoever got it. What each of
    the newcomers is worth is drawn from `worth`, whoever brought them.

    Parameters
    ----------
    tendency : Series
        Index the customers: how much each recommends beside the mean, 0 or more; see `simulate_referrals`.
    written : Series of bool
        The same index: who got the letters.
    worth : Series
        What customers are worth in money: each newcomer is as one of these, drawn by lot.
    rate : float, default 0.3
        Referrals without a letter where the tendency is 1, 0-100.
    extra : float, default 0.1
        Referrals that the letters add, on average, 0-100.
    random_state : int, RandomState or None
        The same value gives the same answers.

    Returns
    -------
    DataFrame
        The customers' index; ``sim_referrals``, how many each brought, ``sim_added``, how many of them by the letters
        (the truth), and ``sim_worth`` (money), what all of them are worth.

    Raises
    ------
    SchemaError
        If indexes differ, a customer is there twice or has no id, `written` holds something else than True and False,
        a number is out of range, or more than 100 million referrals are to be expected.
    ValueError
        If there is nobody, or money is missing.

    See Also
    --------
    custseg.decide.campaign_lift : Whether the letters did it.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.simulate import simulate_referral_answers
    >>> tendency = pd.Series(1.0, index=range(2000))
    >>> written = pd.Series([True, False] * 1000)
    >>> answers = simulate_referral_answers(tendency, written, pd.Series([20.0]), rate=0.3, extra=0.5)
    >>> answers.groupby(written)["sim_referrals"].mean().round(1).to_dict()
    {False: 0.3, True: 0.8}
    """
    drawn, _ = amounts_of(tendency, "tendency")
    pool, _ = amounts_of(worth, "worth")
    problems = [] if written.dropna().isin([True, False]).all() else ["written must hold True and False alone."]
    if (expected := rate * drawn.sum() + extra * len(drawn)) > MOST_REFERRALS:
        problems.append(f"{expected:.2g} referrals are to be expected, too many to draw: pass tendencies with mean 1.")
    least = (float(drawn.min(initial=0)), 0, 0)
    _check(tendency, written, problems, rate=(rate, 0, 100), extra=(extra, 0, 100), tendency=least)
    random = own_stream(random_state, "referral answers")
    came = random.poisson(rate * drawn)
    added = random.poisson(extra * written.to_numpy(dtype=float))
    brought = came + added
    money = pool[random.randint(len(pool), size=brought.sum())]
    whose = np.repeat(np.arange(len(drawn)), brought)
    columns = {"referrals": brought, "added": added, "worth": np.bincount(whose, money, len(drawn)).astype(float)}
    return pd.DataFrame(columns, index=tendency.index).add_prefix("sim_")


def _check(first: pd.Series, second: pd.Series, problems: list[str], **arguments: tuple[float, float, float]) -> None:
    """Raise what is wrong with the two series, with numbers outside their ranges, and what was found before."""
    problems = problems + [
        f"{name} must lie between {low} and {high}; found {value!r}."
        if low < high
        else f"{name} must not be negative; found {value!r}."
        for name, (value, low, high) in arguments.items()
        if not low <= value <= high
    ]
    if not first.index.equals(second.index):
        problems.append("the two series have different indexes: reindex one of them to the other's.")
    if not first.index.is_unique:
        problems.append("a customer is there twice: give each one row.")
    if first.index.hasnans:
        problems.append("a customer has no id: leave them out.")
    if first.isna().any() or second.isna().any():
        problems.append("some customers have no value or day: leave them out.")
    if problems:
        raise SchemaError(*problems)
