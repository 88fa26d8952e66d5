"""What is a segment worth, if customers move between segments as a Markov chain?

`markov_value`, and `markov_policy`, which stops where a state is worth less than nothing.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from ..schema import as_numbers, check_whole, listed, typed

_ROUNDING = 1e-6


@typed
def markov_value(
    shares: pd.DataFrame | np.ndarray | Sequence[Sequence[float]],
    rewards: pd.Series | np.ndarray | Sequence[float],
    *,
    rate: float,
    periods: int | None = None,
) -> pd.Series:
    r"""Return what a customer of each state is worth, moving on by fixed shares and bringing a reward in each period.

    Parameters
    ----------
    shares : DataFrame or array of shape (n_states, n_states)
        Row: the state in one period; column: the state in the next; shares, each row sums to one. A state that is left
        for good is one that is never left.
    rewards : Series or array of shape (n_states,)
        Money that a customer of each state brings in a period, received at its beginning; negative for a cost.
    rate : float
        Discount rate per period, a fraction, above 0; 0 or more with `periods`.
    periods : int, optional
        How many periods follow the first one; by default all of them, without end.

    Returns
    -------
    Series
        Money now; index as in `shares`, or 0, 1, ...

    Raises
    ------
    ValueError
        If the table is not square or its names differ, a share is missing or outside 0-1, a row does not sum to one,
        a reward is missing, or the rate is out of range.

    See Also
    --------
    markov_policy : Stops where the value is negative.
    mover_stayer : When the chain forgets too much, because some never move.

    Notes
    -----
    With shares :math:`P`, rewards :math:`R` and rate :math:`d`, :math:`V = \sum_{t \ge 0} (P/(1+d))^t R`, which is
    :math:`(I - P/(1+d))^{-1} R`. With `periods` the sum ends at :math:`t` = `periods`.

    References
    ----------
    Pfeifer, P. E. & Carraway, R. L. (2000). Modeling customer relationships as Markov chains. Journal of Interactive
    Marketing, 14(2), 43-55.

    Examples
    --------
    The example of the paper: a purchase brings 40, a letter costs 4, and who has been silent for one, two or three
    periods buys with probability .2, .15, .05; after four the customer is lost.

    >>> from custseg.value import markov_value
    >>> shares = [[.3, .7, 0, 0, 0], [.2, 0, .8, 0, 0], [.15, 0, 0, .85, 0], [.05, 0, 0, 0, .95], [0, 0, 0, 0, 1]]
    >>> markov_value(shares, [36, -4, -4, -4, 0], rate=0.2).round(4).tolist()
    [52.3196, 5.5538, 1.2508, -1.82, 0.0]
    """
    table, states = _chain(shares)
    money = _rewards(rewards, states)
    _check_rate(rate, periods)
    step = table / (1 + rate)
    if periods is None:
        return pd.Series(np.linalg.solve(np.eye(len(table)) - step, money), index=states, name="value")
    value = money
    for _ in range(check_whole(periods, "periods", at_least=0)):
        value = money + step @ value
    return pd.Series(value, index=states, name="value")


@typed
def markov_policy(
    shares: pd.DataFrame | np.ndarray | Sequence[Sequence[float]],
    rewards: pd.Series | np.ndarray | Sequence[float],
    *,
    rate: float,
) -> pd.DataFrame:
    """Stop wherever a state is worth less than nothing, and say what the others are worth then.

    Who stops neither spends nor receives, from that period on. What is best to do in each state follows from what the
    others are worth, which follows from what is done there: the two are found in turn (policy iteration), and no other
    choice of states to stop is worth more in any state.

    Parameters
    ----------
    shares : DataFrame or array of shape (n_states, n_states)
        As in :func:`markov_value`.
    rewards : Series or array of shape (n_states,)
        As in :func:`markov_value`.
    rate : float
        Discount rate per period, above 0.

    Returns
    -------
    DataFrame
        Index as in `shares`; ``value`` (money now, 0 where stopped), ``value_if_never_stopped``, ``kept`` (bool).

    Raises
    ------
    ValueError
        As in :func:`markov_value`.

    See Also
    --------
    markov_value : The value without a choice.

    References
    ----------
    Howard, R. A. (1960). Dynamic Programming and Markov Processes. MIT Press.
    Pfeifer, P. E. & Carraway, R. L. (2000). Modeling customer relationships as Markov chains. Journal of Interactive
    Marketing, 14(2), 43-55.

    Examples
    --------
    >>> from custseg.value import markov_policy
    >>> shares = [[.3, .7, 0, 0, 0], [.2, 0, .8, 0, 0], [.15, 0, 0, .85, 0], [.05, 0, 0, 0, .95], [0, 0, 0, 0, 1]]
    >>> markov_policy(shares, [36, -4, -4, -4, 0], rate=0.2)["value"].round(4).tolist()
    [53.1494, 6.6207, 2.6437, 0.0, 0.0]
    """
    table, states = _chain(shares)
    money = _rewards(rewards, states)
    never = markov_value(table, money, rate=rate).to_numpy()
    kept, value = np.ones(len(table), dtype=bool), never
    while ((better := money + table @ value / (1 + rate) >= -_ROUNDING) != kept).any():
        kept = better
        value = np.zeros(len(table))
        inner = np.eye(int(kept.sum())) - table[np.ix_(kept, kept)] / (1 + rate)
        value[kept] = np.linalg.solve(inner, money[kept])
    return pd.DataFrame({"value": value, "value_if_never_stopped": never, "kept": kept}, index=states)


def _chain(shares: Any) -> tuple[np.ndarray, pd.Index]:
    """Give the shares as an array that sums to one row by row, and the names of the states; or all that is wrong."""
    table = as_numbers(shares, "shares")
    if table.ndim != 2 or table.shape[0] != table.shape[1] or not len(table):
        raise ValueError(f"shares must be square, a row and a column for each state; found shape {table.shape}.")
    states = shares.index if isinstance(shares, pd.DataFrame) else pd.RangeIndex(len(table))
    problems = []
    if isinstance(shares, pd.DataFrame) and list(shares.index) != list(shares.columns):
        problems.append(f"the rows of shares are {listed(shares.index)}, its columns {listed(shares.columns)}")
    if not ((table >= 0) & (table <= 1 + _ROUNDING)).all():
        problems.append("a share is missing or outside 0-1")
    elif (off := np.abs(table.sum(axis=1) - 1) > _ROUNDING).any():
        sums = ", ".join(
            f"{name!s}: {total:.4g}" for name, total in zip(states[off], table.sum(axis=1)[off], strict=True)
        )
        problems.append(f"rows of shares must sum to one, but {sums}; divide counts by the sum of their row")
    if problems:
        raise ValueError(f"{'; '.join(problems)}.")
    return table / table.sum(axis=1, keepdims=True), states


def _rewards(rewards: Any, states: pd.Index) -> np.ndarray:
    money = as_numbers(rewards, "rewards")
    if isinstance(rewards, pd.Series) and not rewards.index.equals(states) and not isinstance(states, pd.RangeIndex):
        raise ValueError(f"rewards are for {listed(rewards.index)}, shares for {listed(states)}: reindex rewards.")
    if money.shape != (len(states),) or not np.isfinite(money).all():
        raise ValueError(f"rewards must be {len(states)} finite numbers, one for each state; found {money.tolist()}.")
    return money


def _check_rate(rate: float, periods: int | None) -> None:
    if not (0 < rate < np.inf or (rate == 0 and periods is not None)):
        raise ValueError(f"rate must be above 0, such as 0.1 for 10 % a period, or 0 with periods; found {rate!r}.")
