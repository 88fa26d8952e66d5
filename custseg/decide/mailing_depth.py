"""How many should be mailed, and what would that earn?

`lift_table` says how many answers the best mailings hold, `mailing_profit` what they bring.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ..resample import bootstrap, interval
from ..schema import as_numbers, listed, typed
from .answers import answers_within, tie_groups

DEPTHS = tuple(np.round(np.arange(0.1, 1.01, 0.1), 2))


@typed
def lift_table(answered: ArrayLike, chance: ArrayLike, *, depths: Sequence[float] = DEPTHS) -> pd.DataFrame:
    """Say how many answers the best mailings hold, from few to all.

    Parameters
    ----------
    answered : array-like of bool of shape (n_mailings,)
        Whether each mailing was answered.
    chance : array-like of shape (n_mailings,)
        Predicted chance, or any score; high is good. Equals are taken by lot.
    depths : sequence of float, default 0.1 to 1
        Shares of the mailings, best first.

    Returns
    -------
    DataFrame
        Index ``depth``. ``mailed``, ``answers`` (to be expected), ``share_of_answers`` (0-1, the gains curve) and
        ``lift`` (answers per mailing over those among all).

    Raises
    ------
    ValueError
        No answers, columns of unequal length or with missing values, depths outside 0 to 1.

    See Also
    --------
    mailing_profit : The same depths in money.
    calibration_table : Whether the chances are right, not only their order.
    answer_quality : One number per model, with intervals.

    Examples
    --------
    >>> lift_table([True, True, False, False], [0.9, 0.8, 0.2, 0.1], depths=[0.5, 1.0])["lift"].tolist()
    [2.0, 1.0]
    """
    answered, chance = checked_answers(answered, chance, depths)
    ones, n = np.ones(len(answered)), len(answered)
    answers = answers_within(answered, tie_groups(chance), ones, depths)
    share = answers / answered.sum()
    table = {"mailed": np.array(depths) * n, "answers": answers, "share_of_answers": share, "lift": share / depths}
    return pd.DataFrame(table, index=pd.Index(depths, name="depth"))


@typed
def mailing_profit(
    answered: ArrayLike,
    chance: ArrayLike,
    *,
    gain: float,
    cost: float,
    depths: Sequence[float] = DEPTHS,
    clusters: ArrayLike | None = None,
    n_resamples: int = 200,
    random_state: int = 0,
) -> pd.DataFrame:
    """Say what mailing the best few, many or all would have earned.

    The fourth step of the mining process (结果分析, analyse results): a score becomes a number of letters.

    Parameters
    ----------
    answered : array-like of bool of shape (n_mailings,)
        Whether each mailing was answered.
    chance : array-like of shape (n_mailings,)
        Predicted chance, 0-1.
    gain : float
        What an answer earns before the cost of mailing, in money.
    cost : float
        What a mailing costs, in money.
    depths : sequence of float, default 0.1 to 1
        Shares of the mailings, best first.
    clusters : array-like of shape (n_mailings,), optional
        The customer of each mailing. Give it where customers were mailed several times: the intervals are too narrow
        else. By default every mailing is a customer.
    n_resamples : int, default 200
        Resamples of customers, each with all of their mailings.
    random_state : int, default 0
        The same value gives the same table.

    Returns
    -------
    DataFrame
        Index ``depth``. ``mailed``, ``answers``, ``profit`` with ``profit_low``, ``profit_high`` (95 %), and
        ``worst_chance``: the lowest predicted chance that is still mailed. ``attrs``: ``break_even`` = cost / gain,
        the chance from which a mailing pays, and ``depth_that_pays``, the share of mailings with at least that chance.

    Raises
    ------
    ValueError
        As `lift_table`; a gain or a cost that is not above 0.

    See Also
    --------
    lift_table : The answers alone, without money.
    calibration_table : Whether the chances can be multiplied by a gain.

    Notes
    -----
    The depth with the highest profit here is chosen after the fact. The honest rule needs no answers: mail whoever
    has a chance of at least ``break_even``; that is ``depth_that_pays``. It presumes calibrated chances, and that an
    answer would not have come without the mailing.

    References
    ----------
    Bult, J. R. & Wansbeek, T. (1995). Optimal selection for direct mail. Marketing Science 14(4).

    Examples
    --------
    >>> profit = mailing_profit([True, True, False, False], [0.9, 0.8, 0.2, 0.1], gain=10, cost=4, depths=[0.5, 1.0])
    >>> profit["profit"].tolist(), profit.attrs["depth_that_pays"]
    ([12.0, 4.0], 0.5)
    """
    if not (gain > 0 and cost > 0):
        raise ValueError(f"gain and cost must be above 0; found {gain!r} and {cost!r}.")
    table = lift_table(answered, chance, depths=depths)[["mailed", "answers"]]
    answered, chance = checked_answers(answered, chance, depths)

    codes, people = pd.factorize(np.arange(len(answered)) if clusters is None else np.asarray(clusters))
    if codes.shape != answered.shape or codes.min() < 0:
        raise ValueError(f"clusters must name the customer of each of {len(answered):,} mailings; some are missing.")
    tied = tie_groups(chance)  # sorted once, not again for every resample

    def profits(_: NDArray, weights: NDArray) -> NDArray:
        weight = weights[codes]
        return gain * answers_within(answered, tied, weight, depths) - cost * np.array(depths) * weight.sum()

    units = np.arange(len(people))
    table["profit"] = profits(units, np.ones(len(units)))
    low, high = interval(bootstrap(profits, units, n_resamples=n_resamples, random_state=random_state))
    best_first = np.sort(chance)[::-1]
    last = np.clip(np.ceil(table["mailed"].to_numpy()).astype(int) - 1, 0, len(chance) - 1)
    table = table.assign(profit_low=low, profit_high=high, worst_chance=best_first[last])
    table.attrs = {"break_even": cost / gain, "depth_that_pays": float(np.mean(chance >= cost / gain))}
    return table


def checked_answers(answered: ArrayLike, chance: ArrayLike, depths: Sequence[float]) -> tuple[NDArray, NDArray]:
    """Give answers and chances as numbers, or say what is wrong with them."""
    answered, chance = np.asarray(answered, dtype="float64"), np.asarray(chance, dtype="float64")
    shares = as_numbers(list(depths), "depths")
    problems = []
    if answered.shape != chance.shape or answered.ndim != 1:
        problems.append(f"answered and chance must be columns of equal length; found {answered.shape}, {chance.shape}.")
    elif not len(answered) or not np.isin(answered, (0, 1)).all():
        problems.append("answered must be True or False for every mailing, and there must be one.")
    elif not answered.any():
        problems.append("nobody answered: there is nothing to rank.")
    if not np.isfinite(chance).all():
        problems.append(f"chance is missing or infinite for {int((~np.isfinite(chance)).sum()):,} mailings.")
    if wrong := [depth for depth, share in zip(depths, shares, strict=True) if not 0 < share <= 1]:
        problems.append(f"depths must lie above 0 and up to 1; found {listed(wrong)}.")
    if problems:
        raise ValueError(" ".join(problems))
    return answered, chance
