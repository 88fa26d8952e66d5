"""What does each tier earn, who is near the next step, and how far does the money reach?

`reward_steps` (奖励).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ...schema import SchemaError, amounts_of, as_numbers, typed


@typed
def reward_steps(
    scores: pd.Series, *, cuts: Sequence[float], rewards: Sequence[float], budget: float | None = None
) -> pd.DataFrame:
    """Give every customer the reward of his step, and say what is missing to the next one.

    Parameters
    ----------
    scores : Series of shape (n_customers,)
        High is good.
    cuts : sequence of float
        Rising; who reaches a cut is on its step.
    rewards : sequence of float
        Money for each step: one more than cuts, the first for who reaches none; never falling.
    budget : float, optional
        Money that there is. The best steps are paid first; a step that the rest does not pay in full is not paid at
        all, nor is any below it: equals are never treated unequally.

    Returns
    -------
    DataFrame
        Index of `scores`; ``step`` (1 is the lowest), ``reward`` (what the step promises), ``paid`` (what the budget
        pays), ``to_next`` (score that is missing to the next step; missing on the highest) and ``gain`` (what the next
        step brings more; missing on the highest).

    Raises
    ------
    SchemaError
        If cuts do not rise, rewards fall, are below zero or not one more than cuts, or the budget is below zero; all at
        once.
    ValueError
        If scores are missing.

    See Also
    --------
    allocate_supply : The reward that counts where goods are scarce.

    Examples
    --------
    >>> steps = reward_steps(pd.Series([95, 80, 60]), cuts=[75, 90], rewards=[0, 100, 300], budget=350)
    >>> steps.to_numpy().tolist()
    [[3.0, 300.0, 300.0, nan, nan], [2.0, 100.0, 0.0, 10.0, 200.0], [1.0, 0.0, 0.0, 15.0, 100.0]]
    """
    values, index = amounts_of(scores, "scores")
    edges, money = as_numbers(cuts, "cuts"), as_numbers(rewards, "rewards")
    problems = []
    if edges.ndim != 1 or not len(edges) or not np.isfinite(edges).all() or (np.diff(edges) <= 0).any():
        problems.append(f"cuts must be a rising list of numbers; found {list(cuts)}.")
    if money.ndim != 1 or len(money) != len(edges) + 1:
        problems.append(f"rewards must be one more than cuts: {len(edges) + 1}; found {len(money)}.")
    elif not ((money >= 0) & np.isfinite(money)).all() or (np.diff(money) < 0).any():
        problems.append(f"rewards must be zero or more and never fall; found {list(rewards)}.")
    if budget is not None and not 0 <= budget < np.inf:
        problems.append(f"budget must be zero or more; found {budget!r}.")
    if problems:
        raise SchemaError(*problems)
    step = np.searchsorted(edges, values, side="right")
    promised = money[step]
    paid = promised if budget is None else np.where(_paid(step, money, budget)[step], promised, 0.0)
    following = np.append(edges, np.nan)[step]
    gain = np.append(np.diff(money), np.nan)[step]
    columns = {"step": step + 1, "reward": promised, "paid": paid, "to_next": following - values, "gain": gain}
    return pd.DataFrame(columns, index=index)


def _paid(step: np.ndarray, money: np.ndarray, budget: float) -> np.ndarray:
    """Say which steps the budget pays, the best first."""
    cost = np.bincount(step, minlength=len(money)) * money
    return np.cumsum(cost[::-1])[::-1] <= budget * (1 + 1e-12)
